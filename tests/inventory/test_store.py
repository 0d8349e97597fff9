from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError
from pii_scanner.inventory import store
from pii_scanner.inventory.diff import difference
from pii_scanner.jobs.scan import INVENTORY, scan_into
from pii_scanner.model.inventory import ColumnRecord, Inventory, Run, SourceState
from pii_scanner.model.table import Problem
from tests.builders.tables import finding, person_columns, record, write_csv


def _run(number: int) -> Run:
    return Run(
        run_id=f"2026010{number}T000000-aaaa",
        started=f"2026-01-0{number}T00:00:00+00:00",
        finished=f"2026-01-0{number}T00:01:00+00:00",
        tool_version="0.1.0",
        sources=("data", "贷款.csv"),
        mode="full",
        sample_rows=None,
        files=1,
        tables=1,
        columns=2,
        rows=100,
        seconds=1.5,
        state="done",
    )


def _inventory(number: int, *columns: ColumnRecord) -> Inventory:
    problem = Problem("坏.xlsx", "", "坏.xlsx is damaged.", "error")
    return Inventory(_run(number), columns, (problem,) if number == 1 else ())


_FIRST = record(
    "手机号",
    finding("CN_MOBILE"),
    finding("PERSON", kind="text", ratio=0.2),
    classes={"pipl": "personal"},
    sensitivity=3,
    masked_samples=("138****8000",),
    notes=("2 values are masked already.",),
    kind="csv",
    unreadable=2,
)


def test_what_was_saved_is_what_is_loaded(tmp_path: Path) -> None:
    inventory = _inventory(1, _FIRST, record("金额"))
    store.save(inventory, tmp_path / "a.sqlite")
    assert store.load(tmp_path / "a.sqlite") == inventory


def test_an_inventory_database_may_be_named_by_url(tmp_path: Path) -> None:
    inventory = _inventory(1, _FIRST)
    url = f"sqlite:///{(tmp_path / 'b.sqlite').as_posix()}"
    store.save(inventory, url)
    assert store.load(url) == inventory


def test_runs_are_kept_the_newest_first_and_an_older_one_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    inventories = {number: _inventory(number, _FIRST, record(f"c{number}")) for number in (2, 1, 3)}
    for inventory in inventories.values():
        store.save(inventory, path)
    assert [run.run_id[:8] for run in store.runs(path)] == ["20260103", "20260102", "20260101"]
    assert store.load(path) == inventories[3]
    assert store.load(path, inventories[1].run.run_id) == inventories[1]
    assert store.previous(path) == inventories[2]


def _tables(number: int, *tables: tuple[str, int]) -> Inventory:
    """Return a run over tables, each with the rows of its columns."""
    columns = [replace(_FIRST, table=table, column=f"c{c}", rows=rows) for table, rows in tables for c in range(40)]
    return _inventory(number, *columns)


def test_a_run_that_found_the_same_takes_little_room_and_is_loaded_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    runs = {
        1: _tables(1, ("a", 5), ("b", 6), ("c", 7)),
        2: _tables(2, ("a", 5), ("b", 6), ("c", 7)),
        3: _tables(3, ("c", 7), ("b", 60), ("new", 1)),
        4: _tables(4, ("a", 5), ("b", 6), ("c", 7)),
        5: _tables(5, ("b", 6), ("b", 6)),
        6: _tables(6),
    }
    sizes = []
    for run in runs.values():
        store.save(run, path)
        sizes.append(path.stat().st_size)
    assert sizes[1] - sizes[0] < sizes[0] / 8
    for run in runs.values():
        assert store.load(path, run.run.run_id) == run


def test_the_states_of_a_database_of_many_tables_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    made = [SourceState("loans.sqlite", "f", "s", 1, 10, table=f"t{number}") for number in range(1201)]
    for number in (1, 2):
        store.save(_inventory(number, _FIRST), path, made)
    assert len(store.states(path)) == len(made)


def test_an_inventory_of_an_earlier_version_keeps_its_history(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    store.save(_tables(1, ("a", 5), ("b", 6)), path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE held; DROP TABLE contents;")
    assert store.load(path) == _tables(1, ("a", 5), ("b", 6))
    store.save(_tables(2, ("a", 5), ("b", 7)), path)
    assert store.load(path) == _tables(2, ("a", 5), ("b", 7))
    assert store.previous(path) == _tables(1, ("a", 5), ("b", 6))


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    store.save(_inventory(1), tmp_path / "a.sqlite")
    with pytest.raises(ConfigError, match="no run 2025"):
        store.load(tmp_path / "a.sqlite", "2025")
    with pytest.raises(ConfigError, match="one run only"):
        store.previous(tmp_path / "a.sqlite")


def test_a_run_is_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    store.save(_inventory(1, _FIRST), path)
    with pytest.raises(ConfigError):
        store.save(_inventory(1, _FIRST, record("x")), path)
    bad = _inventory(2, _FIRST, record("x", finding("PERSON", confidence=None)))  # type: ignore[arg-type]
    with pytest.raises(ConfigError):
        store.save(bad, path)
    assert [run.run_id for run in store.runs(path)] == [_run(1).run_id]
    assert store.load(path) == _inventory(1, _FIRST)


def _damaged(path: Path) -> Path:
    store.save(_inventory(1, _FIRST), path)
    data = bytearray(path.read_bytes())
    data[100:6000] = b"\xa5" * 5900
    path.write_bytes(data)
    return path


def _sentence(caught: pytest.ExceptionInfo[ConfigError]) -> str:
    text = str(caught.value)
    assert "\n" not in text
    assert "sqlite3" not in text
    assert "SELECT" not in text
    return text


@pytest.mark.parametrize("content", [b"", b"no database at all, just words " * 40, b"SQLite format 3\x00" + bytes(80)])
def test_a_file_that_is_no_database_gives_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        store.load(path)
    assert _sentence(caught)


def test_a_damaged_database_gives_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"broken\.sqlite cannot be used as an inventory") as caught:
        store.load(_damaged(tmp_path / "broken.sqlite"))
    assert _sentence(caught)


def test_a_damaged_field_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite"
    store.save(_inventory(1, _FIRST), path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE runs SET sources = 'nonsense'")
        connection.commit()
    with pytest.raises(ConfigError, match="broken"):
        store.runs(path)


def test_reading_never_changes_a_database_that_is_no_inventory(tmp_path: Path) -> None:
    path = tmp_path / "customers.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(ConfigError):
        store.load(path)
    assert path.read_bytes() == before


def test_difference_names_what_appeared_and_what_is_gone() -> None:
    before = _inventory(1, _FIRST, record("姓名", finding("PERSON")), record("金额"))
    after = _inventory(2, _FIRST, record("姓名"), record("金额", finding("CN_BANK_CARD")))
    found = difference(before, after)
    assert found.appeared == (("客户.csv", "客户", "金额", "CN_BANK_CARD"),)
    assert found.gone == (("客户.csv", "客户", "姓名", "PERSON"),)


def test_more_rows_or_another_confidence_is_no_difference() -> None:
    before = _inventory(1, record("手机号", finding("CN_MOBILE", confidence=0.9)))
    after = _inventory(2, replace(record("手机号", finding("CN_MOBILE", confidence=0.7, ratio=0.4)), rows=9))
    assert difference(before, after).appeared == difference(before, after).gone == ()


def test_the_same_column_in_another_table_or_source_is_another_place() -> None:
    before = _inventory(1, record("手机号", finding("CN_MOBILE")))
    for other in ({"table_name": "担保人"}, {"source": "b.csv"}):
        after = _inventory(2, record("手机号", finding("CN_MOBILE"), **other))
        assert len(difference(before, after).appeared) == len(difference(before, after).gone) == 1


def test_scans_of_one_folder_leave_a_history(tmp_path: Path) -> None:
    people, out = persons(20), tmp_path / "out"
    path = write_csv(tmp_path / "客户.csv", {"金额": ["12.50"] * 20})
    assert scan_into([path], out).appeared == ()
    write_csv(path, {**person_columns(people)})
    second = scan_into([path], out)
    assert ("客户.csv", "客户", "手机号", "CN_MOBILE") in second.appeared
    assert scan_into([path], out).appeared == ()
    assert len(store.runs(out / INVENTORY)) == 3
    assert store.load(out / INVENTORY, second.inventory.run.run_id) == second.inventory


def test_a_folder_of_somebody_else_is_not_written_to(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", {"a": ["1"]})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(ConfigError, match="other files and no inventory"):
        scan_into([path], tmp_path / "mine")
    assert [each.name for each in (tmp_path / "mine").iterdir() if not each.name.startswith(".")] == ["letter.txt"]
