"""Files that grew or changed in one table: only rows that are new, and tables that changed, are looked into."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection import batches
from pii_scanner.detection.portions import ReadPortion
from pii_scanner.jobs.scan import Scan, scan_into
from pii_scanner.sources import csv as csv_source
from pii_scanner.sources import fingerprint
from pii_scanner.sources import json as json_source
from tests.builders.tables import noted_people

PEOPLE = persons(2400, 7)
BATCH = 600


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "_SETTLED", -1.0)  # files of a test were made just now
    monkeypatch.setattr(batches, "_MOST_ROWS", BATCH)
    monkeypatch.setattr(csv_source, "_BLOCK", 1 << 14)
    monkeypatch.setattr(json_source, "_ROWS", BATCH)


def _table(count: int, spoilt: int | None = None) -> pa.Table:
    return noted_people(PEOPLE[:count], spoilt)


def _csv(path: Path, table: pa.Table) -> None:
    pa_csv.write_csv(table, path)


def _lines(path: Path, table: pa.Table) -> None:
    import pandas as pd

    pd.DataFrame(table.to_pylist()).to_json(path, orient="records", lines=True, force_ascii=False)


def _scan(path: Path, table: pa.Table, write: Callable[[Path, pa.Table], None], out: Path, **how: object) -> Scan:
    write(path, table)
    return scan_into([path], out, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "write"), [("people.csv", _csv), ("people.jsonl", _lines)])
def test_rows_that_were_appended_are_looked_into_and_the_rest_is_known(
    tmp_path: Path, name: str, write: Callable[[Path, pa.Table], None]
) -> None:
    path = tmp_path / name
    first = _scan(path, _table(1900), write, tmp_path / "out")
    assert first.inventory.run.unchanged_portions == 0
    grown = _scan(path, _table(2400), write, tmp_path / "out")
    assert grown.inventory.run.rows == 2400
    assert grown.inventory.run.unchanged_portions >= 2
    assert grown.inventory.columns == _scan(path, _table(2400), write, tmp_path / "whole").inventory.columns
    assert _scan(path, _table(2400), write, tmp_path / "out", full=True).inventory.run.unchanged_portions == 0


def test_a_cell_that_changed_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    for spoilt in (3, 1300, 2399):
        before = _scan(path, _table(2400), _csv, tmp_path / "out")
        assert not any("CN_MOBILE" in each.types() for each in before.inventory.columns if each.column == "note")
        after = _scan(path, _table(2400, spoilt), _csv, tmp_path / "out")
        assert after.inventory.columns == _scan(path, _table(2400, spoilt), _csv, tmp_path / "whole").inventory.columns
        assert any("CN_MOBILE" in each.types() for each in after.inventory.columns if each.column == "note")


def test_what_is_found_does_not_depend_on_what_is_remembered(tmp_path: Path) -> None:
    import pii_scanner

    path = tmp_path / "people.csv"
    kept = _scan(path, _table(2400), _csv, tmp_path / "out").inventory.columns
    fresh = pii_scanner.scan(path).columns
    assert [each.entity_types for each in kept] == [each.entity_types for each in fresh]
    two = _scan(path, _table(2400), _csv, tmp_path / "two", jobs=2).inventory.columns
    assert two == kept


def test_texts_behind_equal_numbers_of_a_dictionary_are_told_apart() -> None:
    one, other = (
        pa.record_batch([pa.array(values).dictionary_encode()], names=["note"]) for values in (["a", "b"], ["a", "c"])
    )
    assert ReadPortion(one).state() != ReadPortion(other).state()


def _sqlite(path: Path, change: str = "") -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        if change:
            connection.execute(change)
            return
        for name in ("customer", "contact"):
            connection.execute(f"CREATE TABLE {name} (no INTEGER PRIMARY KEY, full_name TEXT, mobile TEXT, note TEXT)")
            rows = [(no, each.name, each.mobile, "") for no, each in enumerate(PEOPLE)]
            connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", rows)
        connection.execute("CREATE VIEW numbers AS SELECT mobile FROM contact")


def _duckdb(path: Path, change: str = "") -> None:
    with duckdb.connect(str(path)) as connection:
        if change:
            connection.execute(change)
            return
        people = pa.table(
            {"no": range(len(PEOPLE)), "full_name": [p.name for p in PEOPLE], "mobile": [p.mobile for p in PEOPLE]}
        )
        connection.register("people", people)
        for name in ("customer", "contact"):
            connection.execute(f"CREATE TABLE {name} AS SELECT *, '' AS note FROM people")
        connection.execute("CREATE VIEW numbers AS SELECT mobile FROM contact")


@pytest.mark.parametrize(("name", "make"), [("crm.sqlite", _sqlite), ("crm.duckdb", _duckdb)])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE contact SET note = '身份证' || char_id WHERE no = 1500",
        "DELETE FROM contact WHERE no = 7",
        "INSERT INTO contact VALUES (100000, 'x', 'y', 'z')",
        "ALTER TABLE contact ADD COLUMN remark TEXT",
    ],
    ids=["altered row", "row gone", "new row", "new column"],
)
def test_of_a_database_file_the_tables_that_changed_are_read(
    tmp_path: Path, name: str, make: Callable[..., None], change: str
) -> None:
    path = tmp_path / name
    make(path)
    first = scan_into([path], tmp_path / "out")
    assert scan_into([path], tmp_path / "out").inventory.columns == first.inventory.columns
    make(path, change.replace("char_id", f"'{PEOPLE[5].resident_id}'"))
    after = scan_into([path], tmp_path / "out")
    assert after.inventory.run.unchanged == 1  # customer; of the view nothing is known
    assert after.inventory.columns == scan_into([path], tmp_path / "whole").inventory.columns


def test_rows_in_a_write_ahead_log_are_read(tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    _sqlite(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        scan_into([path], tmp_path / "out")
        with connection:
            connection.execute("UPDATE contact SET note = ?", (f"身份证{PEOPLE[5].resident_id}",))
        after = scan_into([path], tmp_path / "out").inventory
    assert any("CN_RESIDENT_ID" in each.types() for each in after.columns if each.column == "note")
