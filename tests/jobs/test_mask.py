"""Masked copies of files as they really are, and the cases in which nothing may be published."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from pii_scanner.errors import ConfigError, PolicyError, ReleaseRefused, SourceError
from pii_scanner.masking.keys import new_key

PEOPLE = persons(60, 7)
Policy = dict[str, Any]
ENTITIES = {
    "CN_RESIDENT_ID": "surrogate",
    "CN_MOBILE": "pseudonymize",
    "CN_BANK_CARD": "surrogate",
    "PERSON": "surrogate",
    "CN_ADDRESS": {"operator": "generalize", "to": "city"},
    "EMAIL_ADDRESS": "redact",
}


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Policy]:
    monkeypatch.setenv("TEST_KEY", new_key())

    def make(**changes: Any) -> Policy:
        return {
            "version": 1,
            "recipient": {"name": "partner", "purpose": "test"},
            "key": {"env": "TEST_KEY"},
            "entities": ENTITIES,
            **changes,
        }

    return make


def frame(people: list[Person] = PEOPLE) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "编号": [f"K{number:05d}" for number, _ in enumerate(people)],
            "姓名": [person.name for person in people],
            "身份证号": [person.resident_id for person in people],
            "手机": [person.mobile for person in people],
            "金额": [number * 10.5 for number, _ in enumerate(people)],
            "备注": [f"已联系{person.name}，电话{person.mobile}，承诺还款。" for person in people],
        }
    )


def raw(people: list[Person] = PEOPLE) -> list[str]:
    return [value for person in people for value in (person.resident_id, person.mobile)]


@pytest.mark.parametrize(
    ("name", "encoding", "options"),
    [
        ("客户.csv", "gb18030", {"lineterminator": "\r\n"}),
        ("客户.csv", "utf-8-sig", {}),
        ("客户.tsv", "utf-16", {"sep": "\t"}),
        ("客户.txt", "utf-8", {"sep": "|", "quoting": 1}),
    ],
)
def test_a_delimited_copy_has_the_dialect_of_its_source(
    policy: Callable[..., Policy], tmp_path: Path, name: str, encoding: str, options: dict[str, Any]
) -> None:
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / name
    frame().to_csv(source, index=False, encoding=encoding, **options)
    pii_scanner.mask(source, policy(), tmp_path / "out")
    before, after = source.read_bytes(), (tmp_path / "out" / name).read_bytes()
    assert before[:3] == after[:3]
    old, new = before.decode(encoding), after.decode(encoding)
    assert old.splitlines()[0] == new.splitlines()[0]
    assert old.count("\n") == new.count("\n")
    assert old.endswith("\r\n") == new.endswith("\r\n")
    assert not [value for value in raw() if value in new]
    assert all(f"K{number:05d}" in new for number in range(60))


def test_titles_above_the_header_are_scrubbed_and_stay(policy: Callable[..., Policy], tmp_path: Path) -> None:
    source = tmp_path / "名单.csv"
    body = frame().to_csv(index=False)
    source.write_text(f"资产包名单,,,,,\n联系人{PEOPLE[0].name} {PEOPLE[0].mobile},,,,,\n{body}", encoding="utf-8")
    pii_scanner.mask(source, policy(), tmp_path / "out")
    lines = (tmp_path / "out" / "名单.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("资产包名单")
    assert PEOPLE[0].mobile not in lines[1]
    assert PEOPLE[0].name not in lines[1]
    assert lines[2] == "编号,姓名,身份证号,手机,金额,备注"


def test_parquet_feather_and_json_lines_keep_their_types(policy: Callable[..., Policy], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    table = pa.Table.from_pandas(frame()).append_column("标签", pa.array([["a", "b"]] * 60))
    pq.write_table(table, tmp_path / "in" / "a.parquet", compression="zstd")
    pyarrow.feather.write_feather(table, tmp_path / "in" / "b.feather")
    with (tmp_path / "in" / "c.jsonl").open("w", encoding="utf-8") as file:
        for row in frame().to_dict("records"):
            row["more"] = {"level": 3, "phone": row["手机"]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    pii_scanner.mask(tmp_path / "in", policy(), tmp_path / "out")
    parquet = pq.read_table(tmp_path / "out" / "a.parquet")
    assert parquet.schema.field("金额").type == pa.float64()
    assert parquet["标签"].to_pylist()[0] == ["a", "b"]
    assert set(parquet.schema.metadata) == {b"pandas"}
    assert pyarrow.feather.read_table(tmp_path / "out" / "b.feather")["金额"].to_pylist() == frame()["金额"].tolist()
    rows = [json.loads(line) for line in (tmp_path / "out" / "c.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[3]["金额"] == 31.5
    assert rows[3]["more"]["level"] == 3
    assert list(rows[3]) == ["编号", "姓名", "身份证号", "手机", "金额", "备注", "more"]
    text = (tmp_path / "out" / "c.jsonl").read_text(encoding="utf-8") + parquet.to_pandas().to_csv()
    assert not [value for value in raw() if value in text]


def test_the_same_value_has_the_same_pseudonym_in_every_file_and_another_for_another_recipient(
    policy: Callable[..., Policy], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    frame().to_csv(tmp_path / "in" / "a.csv", index=False)
    frame().to_excel(tmp_path / "in" / "b.xlsx", index=False)
    pii_scanner.mask(tmp_path / "in", policy(), tmp_path / "one")
    pii_scanner.mask(tmp_path / "in", policy(recipient={"name": "other", "purpose": "test"}), tmp_path / "two")
    first = pd.read_csv(tmp_path / "one" / "a.csv", dtype=str)
    assert first["手机"].tolist() == pd.read_excel(tmp_path / "one" / "b.xlsx", dtype=str)["手机"].tolist()
    assert not set(first["手机"]) & set(pd.read_csv(tmp_path / "two" / "a.csv", dtype=str)["手机"])


def test_a_persons_name_leaves_file_sheet_and_column_names(policy: Callable[..., Policy], tmp_path: Path) -> None:
    person = next(person for person in PEOPLE if len(person.name) == 3)
    (tmp_path / "in").mkdir()
    with pd.ExcelWriter(tmp_path / "in" / f"{person.name}-资料.xlsx") as writer:
        frame().to_excel(writer, index=False, sheet_name=person.name)
        frame().rename(columns={"编号": f"编号{person.mobile}"}).to_excel(writer, index=False, sheet_name="明细")
    pii_scanner.mask(tmp_path / "in", policy(), tmp_path / "out")
    (copy,) = (tmp_path / "out").glob("*.xlsx")
    assert person.name not in copy.name
    assert copy.name.endswith("-资料.xlsx")
    book = openpyxl.load_workbook(copy)
    assert person.name not in book.sheetnames
    assert person.mobile not in book["明细"]["A1"].value


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_old_workbook_becomes_a_new_one_and_says_so(policy: Callable[..., Policy], tmp_path: Path) -> None:
    frame().to_excel(tmp_path / "客户.xlsx", index=False)
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'office').as_uri()}",
        "--convert-to",
        "xls",
    ]
    subprocess.run([*command, "客户.xlsx"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    release = pii_scanner.mask(tmp_path / "客户.xls", policy(), tmp_path / "out")
    copy = pd.read_excel(tmp_path / "out" / "客户.xlsx", dtype={"手机": str})
    assert copy["手机"].str.startswith("MOB_").all()
    assert copy["金额"].tolist() == frame()["金额"].tolist()
    assert any("values only" in warning for warning in release.manifest["warnings"])


def test_sqlite_copies_have_no_trace_of_deleted_rows(policy: Callable[..., Policy], tmp_path: Path) -> None:
    source = tmp_path / "a.sqlite"
    with sqlite3.connect(source) as connection:
        frame().to_sql("客户", connection, index=False)
        connection.execute("create index 手机索引 on 客户(手机)")
        connection.execute("delete from 客户 where 编号 < 'K00030'")
    pii_scanner.mask(source, policy(), tmp_path / "out")
    data = (tmp_path / "out" / "a.sqlite").read_bytes().decode("utf-8", "ignore")
    assert not [value for value in raw() if value in data]
    with sqlite3.connect(tmp_path / "out" / "a.sqlite") as connection:
        assert connection.execute("select count(*), typeof(金额) from 客户").fetchone() == (30, "real")
        assert connection.execute("select name from sqlite_master where type = 'index'").fetchall() == [("手机索引",)]


def test_a_data_frame_comes_back_masked_with_its_index(policy: Callable[..., Policy]) -> None:
    before = frame().set_index(pd.Index(range(100, 160)))
    after = pii_scanner.mask(before, policy(columns={"编号": "drop"}))
    assert list(after.columns) == ["姓名", "身份证号", "手机", "金额", "备注"]
    assert list(after.index) == list(before.index)
    assert after["金额"].dtype == before["金额"].dtype
    assert not [value for value in raw() if value in after.to_csv()]


def test_nothing_is_published_when_a_kept_column_holds_masked_values(
    policy: Callable[..., Policy], tmp_path: Path
) -> None:
    data = frame()
    data["登录名"] = data["手机"]
    data.to_csv(tmp_path / "客户.csv", index=False)
    with pytest.raises(ReleaseRefused) as caught:
        pii_scanner.mask(tmp_path / "客户.csv", policy(columns={"登录名": "keep"}), tmp_path / "out")
    message = str(caught.value)
    assert "客户.csv" in message
    assert "登录名" in message
    assert not [value for value in raw() if value in message]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["客户.csv"]


def test_an_unreadable_file_is_left_out_and_the_others_are_done(policy: Callable[..., Policy], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    frame().to_csv(tmp_path / "in" / "good.csv", index=False)
    frame().to_excel(tmp_path / "in" / "whole.xlsx", index=False)
    data = (tmp_path / "in" / "whole.xlsx").read_bytes()
    (tmp_path / "in" / "cut.xlsx").write_bytes(data[: len(data) // 2])
    (tmp_path / "in" / "empty.csv").write_bytes(b"")
    release = pii_scanner.mask(tmp_path / "in", policy(), tmp_path / "out")
    assert sorted(each["source"] for each in release.manifest["left_out"]) == ["cut.xlsx", "empty.csv"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "good.csv", "manifest.json", "report.html", "whole.xlsx",
    ]  # fmt: skip


def test_a_column_without_a_rule_stops_the_run_and_all_are_named(policy: Callable[..., Policy], tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "客户.csv", index=False)
    with pytest.raises(PolicyError, match=r"姓名.*手机"):
        pii_scanner.mask(tmp_path / "客户.csv", policy(entities={"CN_RESIDENT_ID": "redact"}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_small_groups_are_refused(policy: Callable[..., Policy], tmp_path: Path) -> None:
    data = frame()
    data["性别"] = [person.sex for person in PEOPLE]
    data["城市"] = [person.city for person in PEOPLE]
    data.to_csv(tmp_path / "客户.csv", index=False)
    risk = {"quasi_identifiers": ["性别", "城市"], "k": 5}
    with pytest.raises(ReleaseRefused, match="性别"):
        pii_scanner.mask(tmp_path / "客户.csv", policy(risk=risk), tmp_path / "out")
    release = pii_scanner.mask(
        tmp_path / "客户.csv", policy(risk={"quasi_identifiers": ["性别"], "k": 5}), tmp_path / "out"
    )
    assert release.manifest["risk"]["k"] >= 5


def test_no_release_after_the_agreement_ended(policy: Callable[..., Policy], tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "客户.csv", index=False)
    ended = {"name": "partner", "purpose": "test", "expires": (date.today() - timedelta(days=1)).isoformat()}
    with pytest.raises(PolicyError, match="ended"):
        pii_scanner.mask(tmp_path / "客户.csv", policy(recipient=ended), tmp_path / "out")


def test_only_allowed_columns_leave(policy: Callable[..., Policy], tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "客户.csv", index=False)
    pii_scanner.mask(tmp_path / "客户.csv", policy(allow=["客户.编号", "*.金额"]), tmp_path / "out")
    assert pd.read_csv(tmp_path / "out" / "客户.csv").columns.tolist() == ["编号", "金额"]


def test_an_output_that_exists_and_a_source_that_does_not(policy: Callable[..., Policy], tmp_path: Path) -> None:
    frame().to_csv(tmp_path / "客户.csv", index=False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="exists already"):
        pii_scanner.mask(tmp_path / "客户.csv", policy(), tmp_path / "out")
    with pytest.raises(SourceError, match="does not exist"):
        pii_scanner.mask(tmp_path / "nothing.csv", policy(), tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_header_rows_of_groups_are_read_again_in_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy's header is found where the source's was, whatever stands below, and where a column is gone."""
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = persons(30, 9)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["资产包明细"])
    sheet.append(["序号", "借款人信息", "", "担保人信息", "", "订单流水"])
    sheet.append(["", "姓名", "身份证", "姓名", "手机", ""])
    for number, each in enumerate(people, 1):
        damaged = float(each.resident_id[:15] + "000") if number % 2 else each.resident_id
        sheet.append([number, each.name, damaged, each.name, float(each.mobile), f"20230{number:011d}"])
    (tmp_path / "data").mkdir()
    book.save(tmp_path / "data" / "明细.xlsx")
    for dropped in ("", "*.借款人信息 姓名", "*.担保人信息 *"):
        rules = {
            "version": 1,
            "recipient": {"name": "partner", "purpose": "test"},
            "key": {"env": "PII_SCANNER_KEY"},
            "entities": {"CN_RESIDENT_ID": "surrogate", "CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
            "columns": {dropped: "drop"} if dropped else {},
        }
        release = pii_scanner.mask(tmp_path / "data", rules, tmp_path / f"release{len(dropped)}")
        copy = openpyxl.load_workbook(release.folder / "明细.xlsx").active
        assert copy.max_row == 33
        assert copy["C3"].value == "身份证"
