"""Where the values of one person stand: in cells, texts and names, however they are written there."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from pii_scanner.cli import LazyGroup
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError
from pii_scanner.jobs.find import Search, find_values, known_sources
from pii_scanner.jobs.scan import scan_into

PEOPLE = persons(40, 12)
ONE = PEOPLE[5]
SPACED = f"{ONE.mobile[:3]} {ONE.mobile[3:7]} {ONE.mobile[7:]}"
WIDE = ONE.mobile.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    people = pd.DataFrame(
        {
            "name": [each.name for each in PEOPLE],
            "phone": [SPACED if each is ONE else each.mobile for each in PEOPLE],
            "note": [f"致电{each.name}（{each.mobile[:3]}-{each.mobile[3:7]}-{each.mobile[7:]}）" for each in PEOPLE],
        }
    )
    people.to_excel(data / "people.xlsx", index=False, sheet_name="客户")
    ids = [each.resident_id.lower() for each in PEOPLE]
    pd.DataFrame({"id": [*ids, ids[5]], "n": range(41)}).to_csv(data / "ids.csv", index=False, encoding="gb18030")
    with sqlite3.connect(data / "calls.sqlite") as connection:
        connection.execute("CREATE TABLE calls (caller TEXT, at INTEGER)")
        connection.executemany("INSERT INTO calls VALUES (?, ?)", [(WIDE, 1), (f"9{ONE.mobile}123", 2), (None, 3)])
    return tmp_path


def _places(search: Search) -> set[tuple[int, str, str, str, int]]:
    return {(each.value, each.source, each.column, each.where, each.rows) for each in search.places}


def test_a_person_is_found_everywhere_however_written(folder: Path) -> None:
    search = find_values([ONE.name, ONE.mobile, ONE.resident_id], [folder / "data"])
    assert _places(search) == {
        (1, "people.xlsx", "name", "cell", 1),
        (1, "people.xlsx", "note", "text", 1),
        (2, "people.xlsx", "phone", "cell", 1),
        (2, "people.xlsx", "note", "text", 1),
        (2, "calls.sqlite", "caller", "cell", 1),
        (3, "ids.csv", "id", "cell", 2),
    }
    assert (search.tables, search.rows, search.problems) == (3, 84, ())


def test_a_value_may_be_asked_for_as_it_is_written_elsewhere(folder: Path) -> None:
    for written in (SPACED, WIDE, f"+86{ONE.mobile}"):
        assert {each.source for each in find_values([written], [folder / "data"]).places} == {
            "people.xlsx",
            "calls.sqlite",
        }


def test_a_kind_chooses_how_values_are_compared(folder: Path) -> None:
    found = find_values([ONE.mobile], [folder / "data"], entity_type="CN_MOBILE")
    assert all(each.entity_types == ("CN_MOBILE",) for each in found.places)
    with pytest.raises(ConfigError, match="no entity type"):
        find_values(["x"], [folder / "data"], entity_type="MOBILE")


def test_names_of_files_sheets_and_columns_count(tmp_path: Path) -> None:
    pd.DataFrame({f"{ONE.name}的还款": [1, 2]}).to_csv(tmp_path / f"{ONE.mobile}.csv", index=False)
    found = find_values([ONE.name, ONE.mobile], [tmp_path])
    assert {(each.value, each.column, each.where) for each in found.places if each.column or not each.table} == {
        (1, f"{ONE.name[0]}**的还款", "name"),  # what is found is not shown
        (2, "", "name"),
    }


def test_what_cannot_be_read_is_named_and_the_rest_is_searched(folder: Path) -> None:
    (folder / "data" / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    found = find_values([ONE.resident_id], [folder / "data"])
    assert [each.source for each in found.problems] == ["broken.xlsx"]
    assert {each.source for each in found.places} == {"ids.csv"}


def _run(*arguments: str, given: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(LazyGroup(), ["find", "--lang", "en", *arguments], input=given, standalone_mode=False)
    return int(done.return_value or 0), done.output


def test_the_command_reads_values_from_standard_input_and_shows_none(folder: Path) -> None:
    scan_into([folder / "data"], folder / "out")
    code, shown = _run("--inventory", str(folder / "out"), given=f"{ONE.name}\n{ONE.mobile}\n")
    assert code == 0
    assert "people.xlsx" in shown
    assert ONE.name not in shown
    assert ONE.mobile not in shown
    _, document = _run("--in", str(folder / "data"), "--format", "json", "--quiet", ONE.mobile)
    places = json.loads(document)["places"]
    assert {place["source"] for place in places} == {"people.xlsx", "calls.sqlite"}
    assert ONE.mobile not in document


def test_where_to_look_must_be_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(LazyGroup(), ["find", "x"], standalone_mode=False)
    assert "--in SOURCE" in str(done.exception)
    with pytest.raises(ConfigError, match="no run"):
        known_sources(tmp_path)
    with pytest.raises(ConfigError, match="Name the values"):
        find_values([" "], [tmp_path])
