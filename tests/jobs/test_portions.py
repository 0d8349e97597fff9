"""A file that grew or changed in one place: only the row groups that are new are read."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.inventory.portions import NAME
from pii_scanner.jobs.scan import Scan, scan_into
from pii_scanner.sources import fingerprint, row_groups
from tests.builders.tables import noted_people

PEOPLE = persons(1200, 7)
GROUP = 300


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "_SETTLED", -1.0)  # files of a test were made just now
    monkeypatch.setattr(row_groups, "_FEWEST_ROWS", GROUP)


def _table(count: int, spoilt: int | None = None) -> pa.Table:
    return noted_people(PEOPLE[:count], spoilt)


def _scan(folder: Path, table: pa.Table, out: str = "out", **how: object) -> Scan:
    (folder / "data").mkdir(exist_ok=True)
    pq.write_table(table, folder / "data" / "people.parquet", row_group_size=GROUP)
    return scan_into([folder / "data"], folder / out, **how)  # type: ignore[arg-type]


def _counts(scan: Scan) -> tuple[int, int, int]:
    run = scan.inventory.run
    return run.unchanged, run.unchanged_portions, run.rows


def test_what_was_appended_is_read_and_the_rest_is_known(tmp_path: Path) -> None:
    assert _counts(_scan(tmp_path, _table(900))) == (0, 0, 900)
    grown = _scan(tmp_path, _table(1200))
    assert _counts(grown) == (0, 3, 1200)
    assert grown.inventory.columns == _scan(tmp_path, _table(1200), "whole").inventory.columns
    assert _counts(_scan(tmp_path, _table(600))) == (0, 2, 600)
    assert _counts(_scan(tmp_path, _table(1200))) == (0, 2, 1200)  # what a table no longer holds is forgotten


def test_a_row_that_changed_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    before = _scan(tmp_path, _table(1200))
    assert not any("CN_MOBILE" in each.types() for each in before.inventory.columns if each.column == "note")
    after = _scan(tmp_path, _table(1200, spoilt=650))
    assert _counts(after) == (0, 3, 1200)
    assert after.inventory.columns == _scan(tmp_path, _table(1200, spoilt=650), "whole").inventory.columns


def test_the_first_row_group_is_no_special_place(tmp_path: Path) -> None:
    _scan(tmp_path, _table(1200))
    after = _scan(tmp_path, _table(1200, spoilt=3))
    assert after.inventory.columns == _scan(tmp_path, _table(1200, spoilt=3), "whole").inventory.columns


def test_other_settings_and_full_read_everything(tmp_path: Path) -> None:
    import pii_scanner

    _scan(tmp_path, _table(900))
    assert _counts(_scan(tmp_path, _table(1200), full=True)) == (0, 0, 1200)
    pq.write_table(_table(900), tmp_path / "data" / "people.parquet", row_group_size=GROUP)
    again = pii_scanner.scan(tmp_path / "data", output=tmp_path / "out", config={"disable": ["CN_MOBILE"]})
    assert again.run.unchanged_portions == 0
    assert not any("CN_MOBILE" in each.types() for each in again.columns)


def test_the_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    one, two = _scan(tmp_path, _table(1200), "one"), _scan(tmp_path, _table(1200), "two", jobs=2)
    assert one.inventory.columns == two.inventory.columns


def test_what_is_remembered_holds_no_value(tmp_path: Path) -> None:
    _scan(tmp_path, _table(1200))
    path = tmp_path / "out" / NAME
    with sqlite3.connect(path) as connection:
        accounts = [zlib.decompress(row) for (row,) in connection.execute("SELECT account FROM portions")]
    assert len(accounts) == 4
    remembered = b"".join([path.read_bytes(), *accounts])
    for person in PEOPLE:
        for value in (person.name, person.resident_id, person.mobile):
            assert value.encode() not in remembered
    assert "关注".encode() not in remembered


def test_a_memory_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    _scan(tmp_path, _table(900))
    (tmp_path / "out" / NAME).write_bytes(b"no database at all" * 100)
    assert _counts(_scan(tmp_path, _table(1200))) == (0, 0, 1200)
    assert _counts(_scan(tmp_path, _table(900))) == (0, 3, 900)


def test_a_scan_that_broke_off_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = row_groups.RowGroups.batches

    def broken(self: row_groups.RowGroups) -> object:
        if self.numbers.start == 3:
            raise OSError
        return read(self)

    with monkeypatch.context() as patch:
        patch.setattr(row_groups.RowGroups, "batches", broken)
        assert _scan(tmp_path, _table(1200)).inventory.problems
    # Whether the last before the break was read to its end is not known.
    assert _counts(_scan(tmp_path, _table(1200))) == (0, 2, 1200)


def test_small_row_groups_are_taken_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_groups, "_FEWEST_ROWS", 500)
    assert _counts(_scan(tmp_path, _table(900))) == (0, 0, 900)
    assert _counts(_scan(tmp_path, _table(1200))) == (0, 1, 1200)
    monkeypatch.setattr(row_groups, "_MOST", 1)
    assert _counts(_scan(tmp_path, _table(900), "few")) == (0, 0, 900)
