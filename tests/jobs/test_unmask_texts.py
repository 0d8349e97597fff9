"""What stands inside texts, documents, archives and typed columns of a release comes back too."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.masking.keys import write_key

PEOPLE = persons(40, 23)
ORDER = "24567890123"  # eleven digits that begin with 2, as a token does
Policy = dict[str, Any]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    write_key(tmp_path / "secret.key")
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"file": str(tmp_path / "secret.key")},
        "default": "redact",
        "entities": {
            "CN_RESIDENT_ID": "tokenize",
            "CN_MOBILE": "tokenize",
            "CN_BANK_CARD": "tokenize",
            "PERSON": "tokenize",
            "EMAIL_ADDRESS": "encrypt",
            "BIRTH_DATE": "encrypt",
        },
        "columns": {
            "*.资料": {
                "operator": "json",
                "paths": {"$.phone": "tokenize", "$.who": {"operator": "encrypt", "mode": "gcm"}},
            },
            "*.余额": "encrypt",
        },
    }


def notes() -> list[str]:
    """Notes of every kind: names, numbers in groups, between letters, e-mail addresses, and numbers that look like tokens."""
    forms = [
        lambda p, n: f"致电{p.name}，电话{p.mobile}，未接",
        lambda p, n: f"身份证{p.resident_id}已核对，wx{p.mobile}",
        lambda p, n: (
            f"卡号{p.bank_card}扣款失败，邮箱user{n}@mail.cn，+86 {p.mobile[:3]} {p.mobile[3:7]} {p.mobile[7:]}"
        ),
        lambda p, n: f"流水号2023111{n:04d}，订单{ORDER}，电话{p.mobile}",
        lambda p, n: f"无{n}",
    ]
    return [forms[n % 5](person, n) for n, person in enumerate(PEOPLE)]


def table() -> dict[str, list[Any]]:
    return {
        "姓名": [p.name for p in PEOPLE],
        "身份证号": [p.resident_id for p in PEOPLE],
        "手机号": [None if n == 3 else int(p.mobile) for n, p in enumerate(PEOPLE)],
        "出生日期": [dt.date(1980, 1, 1) + dt.timedelta(9 * n) for n in range(len(PEOPLE))],
        "余额": [Decimal(f"{n}.50") for n in range(len(PEOPLE))],
        "资料": [
            json.dumps({"phone": p.mobile, "who": p.name, "note": f"电话{p.mobile}", "n": n}, ensure_ascii=False)
            for n, p in enumerate(PEOPLE)
        ],
        "备注": notes(),
    }


def there_and_back(source: Path, policy: Policy, folder: Path) -> tuple[Path, Path]:
    """Return the release of a source, and the folder with what came back."""
    release = pii_scanner.mask(source, policy, folder / "release").folder
    return release, pii_scanner.unmask(release, policy, folder / "raw").folder


def test_typed_files_come_back_with_their_texts_types_and_nulls(policy: Policy, tmp_path: Path) -> None:
    data = pa.table(table()).append_column("标签", pa.array([[{"电话": p.mobile}] for p in PEOPLE]))
    folder = tmp_path / "data"
    folder.mkdir()
    pq.write_table(data, folder / "a.parquet")
    feather.write_feather(data, folder / "b.feather")
    orc.write_table(data, folder / "c.orc")
    release, raw = there_and_back(folder, policy, tmp_path)
    for name, read in (("a.parquet", pq.read_table), ("b.feather", feather.read_table), ("c.orc", orc.read_table)):
        before, masked, after = (read(each / name) for each in (folder, release, raw))
        assert masked.column("手机号").type == pa.string()
        assert after.schema.types == before.schema.types, name
        assert after.to_pydict() == before.to_pydict(), name


def test_delimited_text_and_json_come_back_byte_by_byte(policy: Policy, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    frame = pd.DataFrame(table()).astype({"手机号": "Int64"})
    frame.to_csv(folder / "a.csv", index=False, encoding="gb18030")
    frame["余额"] = range(len(frame))
    frame["出生日期"] = frame["出生日期"].astype(str)
    frame.to_json(folder / "b.jsonl", orient="records", lines=True, force_ascii=False)
    frame.to_json(folder / "c.json", orient="records", force_ascii=False, indent=1)
    release, raw = there_and_back(folder, policy, tmp_path)
    for name in ("a.csv", "b.jsonl", "c.json"):
        assert (release / name).read_bytes() != (folder / name).read_bytes()
        assert (raw / name).read_bytes() == (folder / name).read_bytes()


def test_a_workbook_comes_back_with_dates_numbers_titles_and_headers(policy: Policy, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    columns = table()
    sheet.append([f"经办人电话{PEOPLE[0].mobile}"])
    sheet.append([*columns, f"{PEOPLE[1].mobile}的备注"])
    for row in zip(*columns.values(), strict=True):
        sheet.append([*(float(cell) if isinstance(cell, Decimal) else cell for cell in row), "无"])
    (tmp_path / "data").mkdir()
    book.save(tmp_path / "data" / "客户.xlsx")
    release, raw = there_and_back(tmp_path / "data", policy, tmp_path)
    before, masked, after = (
        list(openpyxl.load_workbook(each / "客户.xlsx").active.iter_rows(values_only=True))  # type: ignore[union-attr]
        for each in (tmp_path / "data", release, raw)
    )
    assert masked[0] != before[0]
    assert masked[1] != before[1]
    assert after == before


def test_a_database_file_comes_back_with_its_types_and_keys(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "a.sqlite") as connection:
        connection.execute(
            "create table 客户 (身份证号 text primary key, 姓名 text, 手机号 integer, 备注 text, 余额 real)"
        )
        rows = zip(*(table()[each] for each in ("身份证号", "姓名", "手机号", "备注")), strict=True)
        connection.executemany(
            "insert into 客户 values (?, ?, ?, ?, ?)", [(*row, n + 0.5) for n, row in enumerate(rows)]
        )
    release, raw = there_and_back(tmp_path / "data", policy, tmp_path)
    told = []
    for folder in (tmp_path / "data", release, raw):
        with sqlite3.connect(folder / "a.sqlite") as connection:
            kinds = [row[2] for row in connection.execute("pragma table_info('客户')")]
            keys = [row[5] for row in connection.execute("pragma table_info('客户')")]
            told.append((connection.execute("select * from 客户").fetchall(), kinds, keys))
    assert told[1] != told[0]
    assert told[2] == told[0]


def test_an_archive_comes_back_whole(policy: Policy, tmp_path: Path) -> None:
    columns = {name: cells for name, cells in table().items() if name in ("姓名", "手机号", "备注")}
    plain = pd.DataFrame(columns).astype({"手机号": "Int64"}).to_csv(index=False).encode("utf-8")
    other = pd.DataFrame({"城市": ["杭州", "宁波"], "数量": [1, 2]}).to_csv(index=False).encode("utf-8")
    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("内/客户.csv", plain)
        archive.writestr("客户2.csv.gz", gzip.compress(plain))
        archive.writestr("城市.csv", other)
    release, raw = there_and_back(tmp_path / "包.zip", policy, tmp_path)
    with zipfile.ZipFile(release / "包.zip") as masked, zipfile.ZipFile(raw / "包.zip") as archive:
        assert sorted(archive.namelist()) == ["内/客户.csv", "城市.csv", "客户2.csv.gz"]
        assert masked.read("内/客户.csv") != plain
        assert archive.read("内/客户.csv") == plain
        assert archive.read("城市.csv") == other
        assert gzip.decompress(archive.read("客户2.csv.gz")) == plain
    again = pii_scanner.unmask(release / "包.zip", policy, tmp_path / "again").folder
    with zipfile.ZipFile(again / "包.zip") as archive:
        assert archive.read("内/客户.csv") == plain


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_number_that_looks_like_a_token_stays(jobs: int, policy: Policy, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"序号": range(800), "备注": [f"订单2023{n:07d}，电话{p.mobile}" for n, p in enumerate(PEOPLE * 20)]}
    )
    (tmp_path / "data").mkdir()
    frame.to_csv(tmp_path / "data" / "a.csv", index=False)
    release = pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release", jobs=jobs).folder
    raw = pii_scanner.unmask(release, policy, tmp_path / "raw").folder
    assert (raw / "a.csv").read_bytes() == (tmp_path / "data" / "a.csv").read_bytes()
    text = (release / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(text)["way_back"]["stood"]
    assert "2023000" not in text


def test_names_that_stand_in_no_column_stay_and_are_spoken_of(policy: Policy, tmp_path: Path) -> None:
    frame = pd.DataFrame({"序号": range(40), "备注": [f"致电联系人{p.name}先生，电话{p.mobile}" for p in PEOPLE]})
    (tmp_path / "data").mkdir()
    frame.to_csv(tmp_path / "data" / "a.csv", index=False)
    release = pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release").folder
    made = pii_scanner.unmask(release, policy, tmp_path / "raw")
    (said,) = [each for each in made.warnings if "have no mark" in each]
    assert said.startswith("Tokens of PERSON inside texts")
    assert said.endswith("(a.备注).")
    after = pd.read_csv(tmp_path / "raw" / "a.csv")["备注"].tolist()
    assert all(p.mobile in note for p, note in zip(PEOPLE, after, strict=True))


def test_encrypted_names_in_texts_come_back_whatever_stands_beside_them(policy: Policy, tmp_path: Path) -> None:
    policy["entities"]["PERSON"] = {"operator": "encrypt", "mode": "gcm"}
    people = [f"致电{p.name}-{p.mobile}_user{n}@mail.cn-已接" for n, p in enumerate(PEOPLE)]
    (tmp_path / "data").mkdir()
    pd.DataFrame({"备注": people}).to_csv(tmp_path / "data" / "a.csv", index=False)
    release, raw = there_and_back(tmp_path / "data", policy, tmp_path)
    assert (raw / "a.csv").read_bytes() == (tmp_path / "data" / "a.csv").read_bytes()
    text = (release / "a.csv").read_text(encoding="utf-8")
    at = text.index("enc-siv.") + 40
    (release / "a.csv").write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], encoding="utf-8")
    with pytest.raises(PolicyError, match=r"a\.备注: 1 values inside texts do not decrypt"):
        pii_scanner.unmask(release, policy, tmp_path / "never")
    assert not (tmp_path / "never").exists()


def test_a_column_of_cards_and_names_tells_which_is_which(policy: Policy, tmp_path: Path) -> None:
    mixed = [p.name if n % 2 else p.mobile for n, p in enumerate(PEOPLE)]
    (tmp_path / "data").mkdir()
    pd.DataFrame({"联系人": mixed}).to_csv(tmp_path / "data" / "a.csv", index=False)
    release, raw = there_and_back(tmp_path / "data", policy, tmp_path)
    assert not set(pd.read_csv(release / "a.csv", dtype=str)["联系人"]) & set(mixed)
    assert pd.read_csv(raw / "a.csv", dtype=str)["联系人"].tolist() == mixed


def test_only_the_copy_of_a_database_goes_into_a_schema(policy: Policy, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    pd.DataFrame({"手机号": [p.mobile for p in PEOPLE]}).to_csv(tmp_path / "data" / "a.csv", index=False)
    release = pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release").folder
    with pytest.raises(ConfigError, match="not both"):
        pii_scanner.unmask(release, policy, tmp_path / "raw", database_as="duckdb", into="postgresql://h/d?schema=s")


@pytest.mark.parametrize("behind", ["A03", "1007", "_x9", "A-3", "，未接"])
def test_what_stands_right_behind_a_ciphertext_is_no_part_of_it(behind: str, tmp_path: Path, policy: Policy) -> None:
    policy["entities"]["PERSON"] = "encrypt"
    (tmp_path / "data").mkdir()
    texts = [f"致电{person.name}{behind}" for person in PEOPLE]
    frame = pd.DataFrame({"姓名": [person.name for person in PEOPLE], "备注": texts})
    frame.to_csv(tmp_path / "data" / "a.csv", index=False)
    pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release")
    masked = pd.read_csv(tmp_path / "release" / "a.csv")
    assert not masked["备注"].isin(texts).any()
    pii_scanner.unmask(tmp_path / "release", policy, tmp_path / "back")
    assert pd.read_csv(tmp_path / "back" / "a.csv").equals(frame)
