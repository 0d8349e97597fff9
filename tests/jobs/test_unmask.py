"""Releases turned back by the holder of the key, in the formats they come in."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError, PolicyError
from pii_scanner.jobs.unmask import Unmasked
from pii_scanner.masking.keys import new_key, write_key
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import person_columns, write_csv

PEOPLE = persons(40, 19)
RULES = {
    "CN_RESIDENT_ID": "tokenize",
    "CN_MOBILE": "tokenize",
    "CN_BANK_CARD": {"operator": "tokenize", "keep_first": 8},
    "PERSON": {"operator": "encrypt", "mode": "gcm"},
}
Policy = dict[str, Any]
Files = dict[str, dict[str, list[Any]]]


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    write_key(tmp_path / "secret.key")
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"file": str(tmp_path / "secret.key")},
        "default": "redact",
        "entities": RULES,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The same customers in five formats; a name and a card are missing here and there."""
    folder = tmp_path / "data"
    folder.mkdir()
    columns = person_columns(PEOPLE)
    columns["姓名"][3] = columns["银行卡号"][5] = ""
    columns["手机号"][7] = f"+86 {PEOPLE[7].mobile[:3]} {PEOPLE[7].mobile[3:7]} {PEOPLE[7].mobile[7:]}"
    write_csv(folder / "客户.csv", columns)
    frame = pd.DataFrame(columns).replace("", None)
    frame.to_excel(folder / "客户.xlsx", index=False, sheet_name="客户")
    frame.to_parquet(folder / "客户.parquet", index=False)
    frame.to_json(folder / "客户.jsonl", orient="records", lines=True, force_ascii=False)
    with sqlite3.connect(folder / "客户.sqlite") as connection:
        frame.to_sql("客户", connection, index=False)
    return folder


@pytest.fixture
def release(data: Path, policy: Policy, tmp_path: Path) -> Path:
    return pii_scanner.mask(data, policy, tmp_path / "release").folder


def back(path: Path, policy: Policy, folder: Path, *columns: str, release: Path | None = None) -> Unmasked:
    return pii_scanner.unmask(path, policy, folder, columns=columns, origin=release)


def read(folder: Path, name: str) -> pd.DataFrame:
    path = folder / name
    frames: dict[str, Callable[[], pd.DataFrame]] = {
        ".csv": lambda: pd.read_csv(path, dtype=str),
        ".xlsx": lambda: pd.read_excel(path, dtype=str),
        ".parquet": lambda: pq.read_table(path).to_pandas(),
        ".jsonl": lambda: pd.read_json(path, lines=True, dtype=str),
        ".sqlite": lambda: pd.read_sql("select * from 客户", sqlite3.connect(path)),
    }
    frame = frames[path.suffix]()
    return frame.astype(object).where(frame.notna(), None).replace({"None": None, "": None})


NAMES = [f"客户.{ending}" for ending in ("csv", "xlsx", "parquet", "jsonl", "sqlite")]


def test_every_value_of_every_format_comes_back(data: Path, release: Path, policy: Policy, tmp_path: Path) -> None:
    made = back(release, policy, tmp_path / "raw")
    assert {each.file for each in made.columns} == set(NAMES)
    for name in NAMES:
        before, masked, after = (read(folder, name) for folder in (data, release, tmp_path / "raw"))
        for column in ("姓名", "身份证号", "手机号", "银行卡号"):
            assert after[column].tolist() == before[column].tolist(), (name, column)
            assert not set(masked[column].dropna()) & set(before[column].dropna()), (name, column)
        assert after["城市"].tolist() == masked["城市"].tolist()
    assert all(each.stayed == 0 and each.back >= 38 for each in made.columns)
    assert not (tmp_path / "raw" / "manifest.json").exists()


def test_equal_values_join_across_formats_as_tokens(release: Path) -> None:
    frames = [read(release, name) for name in NAMES]
    for column in ("身份证号", "手机号", "银行卡号"):
        assert all(frame[column].tolist() == frames[0][column].tolist() for frame in frames)
    assert all(frame["姓名"].tolist() != frames[0]["姓名"].tolist() for frame in frames[1:])


@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_only_the_owner_may_read_what_came_back(release: Path, policy: Policy, tmp_path: Path) -> None:
    back(release, policy, tmp_path / "raw")
    assert stat.S_IMODE((tmp_path / "raw").stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "raw").iterdir()} == {0o600}


def test_columns_can_be_chosen(release: Path, policy: Policy, tmp_path: Path) -> None:
    made = back(release / "客户.csv", policy, tmp_path / "raw", "客户.手机号")
    assert [(each.file, each.column) for each in made.columns] == [("客户.csv", "手机号")]
    assert [each.name for each in (tmp_path / "raw").iterdir()] == ["客户.csv"]
    masked, after = read(release, "客户.csv"), read(tmp_path / "raw", "客户.csv")
    assert after["手机号"].tolist()[0] == PEOPLE[0].mobile
    assert after["身份证号"].tolist() == masked["身份证号"].tolist()


def test_a_file_that_came_back_from_the_partner_is_turned_back(release: Path, policy: Policy, tmp_path: Path) -> None:
    frame = pd.read_csv(release / "客户.csv", dtype=str).iloc[::-1]
    frame["评分"] = range(len(frame))
    (tmp_path / "back").mkdir()
    frame.to_csv(tmp_path / "back" / "客户.csv", index=False)
    with pytest.raises(ConfigError, match="--release"):
        back(tmp_path / "back" / "客户.csv", policy, tmp_path / "raw")
    made = back(tmp_path / "back" / "客户.csv", policy, tmp_path / "raw", release=release)
    assert any("changed since" in each for each in made.warnings)
    after = read(tmp_path / "raw", "客户.csv")
    assert after["身份证号"].tolist() == [person.resident_id for person in reversed(PEOPLE)]
    assert after["评分"].tolist() == [str(number) for number in range(len(PEOPLE))]


def test_a_file_of_another_name_without_some_columns_is_turned_back(
    release: Path, policy: Policy, tmp_path: Path
) -> None:
    returned = tmp_path / "returned.csv"
    pd.read_csv(release / "客户.csv", dtype=str)[["手机号", "城市"]].to_csv(returned, index=False)
    made = back(returned, policy, tmp_path / "raw", release=release)
    assert [each.column for each in made.columns] == ["手机号"]
    assert "returned.csv lacks the column 客户.身份证号 of the manifest." in made.warnings
    assert read(tmp_path / "raw", "returned.csv")["手机号"].tolist()[0] == PEOPLE[0].mobile
    with pytest.raises(PolicyError, match="lacks the column"):
        back(returned, policy, tmp_path / "again", "*.身份证号", release=release)


@pytest.mark.parametrize(
    ("entry", "value"),
    [
        ("name", "../客户.csv"),
        ("name", "/tmp/客户.csv"),
        ("tables", None),
        ("tables", [{"table": "客户", "columns": [{"column": "手机号"}]}]),
        (
            "tables",
            [
                {
                    "table": "客户",
                    "columns": [
                        {
                            "column": "a",
                            "mode": "whole",
                            "operator": "tokenize",
                            "rules": [
                                {"entity_type": "PERSON", "operator": "tokenize", "parameters": {"keep_first": 99}}
                            ],
                        }
                    ],
                }
            ],
        ),
    ],
)
def test_a_manifest_that_was_tampered_with_writes_nothing(
    entry: str, value: Any, release: Path, policy: Policy, tmp_path: Path
) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][0][entry] = value
    (release / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ConfigError, match="damaged"):
        back(release, policy, tmp_path / "raw")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_an_operator_cannot_undo_is_refused(data: Path, policy: Policy, tmp_path: Path) -> None:
    rules = {**RULES, "CN_MOBILE": "pseudonymize"}
    release = pii_scanner.mask(data / "客户.csv", {**policy, "entities": rules}, tmp_path / "one").folder
    with pytest.raises(PolicyError, match=r"客户\.手机号 was masked by pseudonymize, which nobody can turn back"):
        back(release, policy, tmp_path / "raw", "手机号")
    with pytest.raises(PolicyError, match=r"No column of the release is called 客户\.地点"):
        back(release, policy, tmp_path / "raw", "客户.地点")
    rules = dict.fromkeys(RULES, "redact")
    other = pii_scanner.mask(data / "客户.csv", {**policy, "entities": rules}, tmp_path / "two").folder
    with pytest.raises(PolicyError, match="no column was tokenized or encrypted"):
        back(other, {**policy, "entities": rules}, tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


def test_another_key_or_recipient_is_refused(
    release: Path, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    with pytest.raises(PolicyError, match=r"was made with the key [0-9a-f]{12}, the policy's is [0-9a-f]{12}"):
        back(release, {**policy, "key": {"env": "TEST_KEY"}}, tmp_path / "raw")
    with pytest.raises(PolicyError, match="is for partner, the policy for other"):
        back(release, {**policy, "recipient": {"name": "other", "purpose": "test"}}, tmp_path / "raw")
    with pytest.raises(PolicyError, match="names none"):
        back(release, {key: value for key, value in policy.items() if key != "key"}, tmp_path / "raw")
    with pytest.raises(ConfigError, match="neither a release nor a file"):
        back(tmp_path / "nothing.csv", policy, tmp_path / "raw")
    assert not (tmp_path / "raw").exists()


def test_a_ciphertext_that_was_changed_stops_everything(release: Path, policy: Policy, tmp_path: Path) -> None:
    path = release / "客户.csv"
    text = path.read_text(encoding="utf-8-sig")
    begin = text.index("enc-gcm.") + 30
    path.write_text(text[:begin] + ("A" if text[begin] != "A" else "B") + text[begin + 1 :], encoding="utf-8")
    with pytest.raises(PolicyError, match=r"客户\.姓名: 1 values do not decrypt") as caught:
        back(release, policy, tmp_path / "raw")
    assert text[begin - 20 : begin + 20] not in str(caught.value)
    assert not (tmp_path / "raw").exists()
    assert not list(tmp_path.glob(".raw*"))


def test_an_old_release_is_turned_back_after_the_key_was_rotated(
    release: Path, policy: Policy, data: Path, tmp_path: Path
) -> None:
    from pii_scanner.masking.keys import rotate

    source = policy_of(policy).key
    assert source is not None
    old, new, kept = rotate(source)
    assert json.loads((release / "manifest.json").read_text(encoding="utf-8"))["key_id"] == old != new
    assert kept.name == f"secret.{old}.key"
    back(release, policy, tmp_path / "raw")
    assert read(tmp_path / "raw", "客户.csv")["身份证号"].tolist() == [person.resident_id for person in PEOPLE]
    later = pii_scanner.mask(data / "客户.csv", policy, tmp_path / "later").folder
    assert not set(read(later, "客户.csv")["身份证号"]) & set(read(release, "客户.csv")["身份证号"])
    kept.unlink()
    with pytest.raises(PolicyError, match=f"made with the key {old}, the policy's is {new}"):
        back(release, policy, tmp_path / "again")


def test_what_could_not_be_tokenized_is_counted_and_stays(policy: Policy, tmp_path: Path) -> None:
    columns = person_columns(PEOPLE)
    columns["身份证号"][:2] = ["待补", "待补充"]
    write_csv(tmp_path / "data" / "客户.csv", columns)
    made = pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release")
    assert any("客户.身份证号: 2 cells" in each for each in made.manifest["warnings"])
    found = {each.column: each for each in back(made.folder, policy, tmp_path / "raw").columns}
    assert (found["身份证号"].back, found["身份证号"].stayed) == (38, 2)
    after = read(tmp_path / "raw", "客户.csv")["身份证号"].tolist()
    assert [each[0] for each in after[:2]] == ["§", "§"]
    assert after[2:] == [person.resident_id for person in PEOPLE[2:]]


def test_the_release_of_tokens_says_how_it_is_turned_back_and_holds_no_key(release: Path, policy: Policy) -> None:
    text = (release / "manifest.json").read_text(encoding="utf-8")
    columns = {each["column"]: each for each in json.loads(text)["files"][0]["tables"][0]["columns"]}
    assert columns["银行卡号"]["rules"] == [
        {"entity_type": "CN_BANK_CARD", "operator": "tokenize", "parameters": {"keep_first": 8}}
    ]
    assert "rules" not in columns["城市"]
    assert Path(policy["key"]["file"]).read_text(encoding="ascii").strip() not in text


def test_the_look_of_a_workbook_stays(release: Path, policy: Policy, tmp_path: Path) -> None:
    back(release / "客户.xlsx", policy, tmp_path / "raw")
    before, after = (openpyxl.load_workbook(each / "客户.xlsx").active for each in (release, tmp_path / "raw"))
    assert before is not None
    assert after is not None
    assert before["A1"].font.b == after["A1"].font.b
    assert after["B2"].value == PEOPLE[0].resident_id


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_token_that_happens_to_equal_anothers_value_stops_no_release(
    jobs: int, policy: Policy, tmp_path: Path
) -> None:
    """Of 8,000 codes out of 2,600,000, some 24 tokens are the code of somebody else."""
    codes = [f"K{20_000 + number}" for number in range(8_000)]
    write_csv(tmp_path / "data" / "客户.csv", {"客户编号": codes, "备注": [f"编号{code}已结清" for code in codes]})
    rules = {**policy, "columns": {"客户编号": "tokenize", "备注": "text"}}
    release = pii_scanner.mask(tmp_path / "data", rules, tmp_path / "release", jobs=jobs).folder
    made = read(release, "客户.csv")
    assert set(made["客户编号"]) & set(codes)
    assert [note[2:8] for note in made["备注"]] == made["客户编号"].tolist()
    back(release, rules, tmp_path / "raw")
    assert read(tmp_path / "raw", "客户.csv")["客户编号"].tolist() == codes


def test_a_column_of_cards_and_mobile_numbers_comes_back(policy: Policy, tmp_path: Path) -> None:
    mixed = [each.bank_card if number % 3 else each.mobile for number, each in enumerate(PEOPLE)]
    write_csv(tmp_path / "data" / "账户.csv", {"还款账号": mixed})
    release = pii_scanner.mask(tmp_path / "data", policy, tmp_path / "release").folder
    assert not set(read(release, "账户.csv")["还款账号"]) & set(mixed)
    back(release, policy, tmp_path / "raw")
    assert read(tmp_path / "raw", "账户.csv")["还款账号"].tolist() == mixed


def test_compressed_files_and_gbk_come_back(policy: Policy, tmp_path: Path) -> None:
    import gzip

    folder = tmp_path / "data"
    plain = write_csv(folder / "客户.csv", person_columns(PEOPLE)).read_bytes().decode("utf-8").encode("gb18030")
    (folder / "客户.csv").write_bytes(plain)
    (folder / "更多.csv.gz").write_bytes(gzip.compress(plain))
    rules = {**policy, "entities": {**RULES, "PERSON": "tokenize"}}
    release = pii_scanner.mask(folder, rules, tmp_path / "release").folder
    back(release, rules, tmp_path / "raw")
    names = [person.name for person in PEOPLE]
    for path in (tmp_path / "raw" / "客户.csv", tmp_path / "raw" / "更多.csv.gz"):
        after = pd.read_csv(path, dtype=str, encoding="gb18030")
        assert after["姓名"].tolist() == names
        assert after["身份证号"].tolist() == [person.resident_id for person in PEOPLE]


def test_a_duckdb_package_comes_back(data: Path, policy: Policy, tmp_path: Path) -> None:
    import duckdb

    release = pii_scanner.mask(data / "客户.sqlite", policy, tmp_path / "release", database_as="duckdb").folder
    (file,) = release.glob("*.duckdb")
    back(release, policy, tmp_path / "raw")
    with duckdb.connect(str(tmp_path / "raw" / file.name)) as connection:
        found = connection.execute('select "身份证号" from "客户"').fetchall()
    assert [each for (each,) in found] == [person.resident_id for person in PEOPLE]


def test_a_second_release_joins_with_the_first_and_another_recipients_with_neither(
    data: Path, release: Path, policy: Policy, tmp_path: Path
) -> None:
    second = pii_scanner.mask(data / "客户.csv", policy, tmp_path / "second").folder
    other = {**policy, "recipient": {"name": "other", "purpose": "test"}}
    third = pii_scanner.mask(data / "客户.csv", other, tmp_path / "third").folder
    one, two, three = (read(folder, "客户.csv") for folder in (release, second, third))
    for column in ("身份证号", "手机号", "银行卡号"):
        assert one[column].tolist() == two[column].tolist()
        assert not set(one[column].dropna()) & set(three[column].dropna())
