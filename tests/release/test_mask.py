"""What a published release holds, and that nothing is published otherwise."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import Person
from pii_scanner.errors import PolicyError, ReleaseRefused, SourceError
from pii_scanner.jobs.mask import Release, mask_sources
from tests.builders.tables import MASTER, person_columns, policy, write_csv


def _bytes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of a folder and every part of its workbooks."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())


def _raw(people: list[Person]) -> list[bytes]:
    return [value.encode() for p in people for value in (p.resident_id, p.mobile, p.bank_card)]


def test_no_raw_value_stands_in_any_byte_of_a_release(made: Release, people: list[Person]) -> None:
    for name, content in _bytes(made.folder):
        assert not [value for value in _raw(people) if value in content], name


def test_values_in_the_names_of_files_sheets_and_columns_stand_nowhere(
    people: list[Person], rules: Policy, tmp_path: Path
) -> None:
    one = people[0]
    columns = person_columns(people)
    columns[f"备注-{one.mobile}"] = ["无"] * len(people)
    write_csv(tmp_path / "in" / f"客户_{one.resident_id}.csv", columns)
    release = mask_sources([tmp_path / "in"], rules, tmp_path / "release")
    for name, content in _bytes(release.folder):
        for value in (one.resident_id, one.mobile):
            assert value not in name
            assert value.encode() not in content, name


def test_the_manifest_says_who_what_and_how(made: Release, people: list[Person]) -> None:
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == made.manifest
    assert manifest["recipient"]["name"] == "partner-a"
    assert {each["name"] for each in manifest["files"]} == {
        f"客户.{kind}" for kind in ("csv", "parquet", "xlsx", "sqlite")
    }
    for file in manifest["files"]:
        (table,) = file["tables"]
        assert table["rows"] == len(people)
        operators = {each["column"]: each["operator"] for each in table["columns"]}
        assert operators["身份证号"] == "surrogate"
        assert operators["手机号"] == "pseudonymize"
        assert operators["金额"] == "keep"
    assert len(manifest["key_id"]) == 12
    assert MASTER[:10] not in json.dumps(manifest)
    assert {each["result"] for each in manifest["verification"]["checks"]} == {"passed"}
    assert manifest["verification"]["searched_values"] >= 3 * len(people)


def test_copies_of_all_kinds_join_and_keep_their_rows_in_order(made: Release, people: list[Person]) -> None:
    with (made.folder / "客户.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    parquet = pq.read_table(made.folder / "客户.parquet").to_pylist()
    assert [row["手机号"] for row in rows] == [row["手机号"] for row in parquet]
    assert [row["金额"] for row in rows] == [f"{1000 + 37 * place}.50" for place in range(len(people))]
    assert all(row["手机号"] in row["备注"] for row in rows)


def test_the_next_release_of_a_recipient_joins_with_the_last(
    made: Release, source: Path, rules: Policy, tmp_path: Path
) -> None:
    again = mask_sources([source / "客户.csv"], rules, tmp_path / "again")
    assert (again.folder / "客户.csv").read_bytes() == (made.folder / "客户.csv").read_bytes()


def test_an_agreement_that_has_ended_stops_everything(source: Path, tmp_path: Path) -> None:
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    ended = policy(default="drop", recipient={"name": "partner-a", "purpose": "x", "expires": yesterday})
    with pytest.raises(PolicyError, match=f"partner-a ended on {yesterday}"):
        mask_sources([source], ended, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_an_agreement_that_ends_today_still_holds(source: Path, tmp_path: Path) -> None:
    recipient = {"name": "partner-a", "purpose": "x", "expires": date.today().isoformat()}
    release = mask_sources([source / "客户.csv"], policy(default="drop", recipient=recipient), tmp_path / "release")
    assert release.manifest["recipient"]["expires"] == date.today().isoformat()


def test_a_risk_above_the_limit_refuses_the_release(source: Path, rules: Policy, tmp_path: Path) -> None:
    strict = rules.model_copy(update={"risk": policy(risk={"quasi_identifiers": ["城市"], "k": 20}).risk})
    with pytest.raises(
        ReleaseRefused, match=r"客户\.csv, table 客户: a combination of 城市 is shared by \d+ rows only"
    ):
        mask_sources([source / "客户.csv"], strict, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_quasi_identifiers_that_no_table_has_are_an_error(source: Path, rules: Policy, tmp_path: Path) -> None:
    wrong = rules.model_copy(update={"risk": policy(risk={"quasi_identifiers": ["城巿"]}).risk})
    with pytest.raises(PolicyError, match="城巿"):
        mask_sources([source / "客户.csv"], wrong, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_an_operator_that_hides_too_little_refuses_the_release(source: Path, tmp_path: Path) -> None:
    thin = policy(
        default="redact", columns={"*.手机号": {"operator": "mask", "keep_first": 0, "keep_last": 0, "character": "1"}}
    )
    mask_sources([source / "客户.csv"], thin, tmp_path / "all-ones")
    leaking = policy(default="redact", columns={"*.备注": "keep"})
    with pytest.raises(ReleaseRefused) as caught:
        mask_sources([source / "客户.csv"], leaking, tmp_path / "release")
    assert "备注" in str(caught.value)
    assert not (tmp_path / "release").exists()


def test_a_source_that_cannot_be_read_is_left_out_and_named(source: Path, rules: Policy, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "客户.csv").write_bytes((source / "客户.csv").read_bytes())
    (tmp_path / "in" / "坏.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    release = mask_sources([tmp_path / "in"], rules, tmp_path / "release")
    assert [each["source"] for each in release.manifest["left_out"]] == ["坏.xlsx"]
    assert not (release.folder / "坏.xlsx").exists()


def test_where_nothing_can_be_read_nothing_is_published(rules: Policy, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        mask_sources([tmp_path / "missing.csv"], rules, tmp_path / "release")
    assert list(tmp_path.iterdir()) == []


def test_an_allow_list_lets_only_its_columns_leave(source: Path, tmp_path: Path) -> None:
    release = mask_sources([source / "客户.csv"], policy(allow=["*.金额", "*.城市"]), tmp_path / "release")
    assert (release.folder / "客户.csv").read_text(encoding="utf-8-sig").splitlines()[0] == "城市,金额"
