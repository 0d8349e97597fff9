"""What counts as news after a night in which something could not be read, or the reports could not be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.inventory import store
from pii_scanner.inventory.diff import difference
from pii_scanner.jobs import keep
from pii_scanner.jobs.scan import INVENTORY, Scan, scan_into
from tests.builders.tables import person_columns, write_csv


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name, seed in (("a.csv", 1), ("b.csv", 2)):
        write_csv(tmp_path / "data" / name, person_columns(persons(40, seed)))
    return tmp_path / "data"


def _scan(data: Path) -> Scan:
    return scan_into([data], data.parent / "out")


def _changes(data: Path) -> tuple[int, int, tuple[str, ...]]:
    path = data.parent / "out" / INVENTORY
    changes = difference(store.previous(path), store.load(path))
    return len(changes.appeared), len(changes.gone), changes.unread


def test_a_file_that_was_damaged_for_some_nights_is_no_news_and_not_gone(data: Path) -> None:
    _scan(data)
    whole = (data / "b.csv").read_bytes()
    for _ in range(2):
        (data / "b.csv").write_bytes(b"")
        assert _scan(data).inventory.has_errors
        assert _changes(data) == (0, 0, ("b.csv",))
    (data / "b.csv").write_bytes(whole)
    assert _scan(data).appeared == ()
    assert _changes(data) == (0, 0, ())


def test_what_is_new_in_a_file_that_was_damaged_is_news(data: Path) -> None:
    write_csv(data / "b.csv", {"状态": ["正常"] * 40})
    _scan(data)
    (data / "b.csv").write_bytes(b"")
    _scan(data)
    write_csv(data / "b.csv", person_columns(persons(40, 2)))
    assert {source for source, *_ in _scan(data).appeared} == {"b.csv"}


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_that_was_not_mounted_is_a_problem_and_no_news_when_it_is_back(data: Path, empty: bool) -> None:
    _scan(data)
    data.rename(data.parent / "kept")
    if empty:
        data.mkdir()
    for _ in range(2):
        missing = _scan(data)
        assert missing.inventory.has_errors
        assert missing.inventory.run.state == "done with problems"
    if empty:
        data.rmdir()
    (data.parent / "kept").rename(data)
    assert _scan(data).appeared == ()


def test_a_file_that_was_deleted_is_gone(data: Path) -> None:
    _scan(data)
    (data / "b.csv").unlink()
    _scan(data)
    appeared, gone, unread = _changes(data)
    assert (appeared, unread) == (0, ())
    assert gone > 3


def test_news_of_a_run_whose_reports_failed_are_told_by_the_next(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _scan(data)
    write_csv(data / "c.csv", person_columns(persons(40, 3)))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(keep, "write_reports", full)
        with pytest.raises(OSError, match="space"):
            _scan(data)
    assert {source for source, *_ in _scan(data).appeared} == {"c.csv"}
