"""A second scan reads what changed, and says the same of the rest."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.jobs.scan import Scan, scan_into
from pii_scanner.model.watcher import Watcher
from pii_scanner.sources import fingerprint
from tests.builders.tables import person_columns, write_csv


class _Seen(Watcher):
    """Remembers which sources were read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def begun(self, source: str) -> None:
        self.read.append(source)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fingerprint, "_SETTLED", -1.0)  # files of a test were made just now
    for name, seed in (("a.csv", 1), ("b.csv", 2), ("c.csv", 3)):
        write_csv(tmp_path / "data" / name, person_columns(persons(40, seed)))
    (tmp_path / "data" / "damaged.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (tmp_path / "data" / "ids.csv").write_text("证件号\n" + "1.10105E+17\n" * 30, encoding="utf-8")
    return tmp_path


def _scan(folder: Path, **how: object) -> tuple[Scan, list[str]]:
    seen = _Seen()
    return scan_into([folder / "data"], folder / "out", watch=seen, **how), seen.read  # type: ignore[arg-type]


def _judged(scan: Scan) -> tuple[object, object]:
    return scan.inventory.columns, scan.inventory.problems


def test_unchanged_files_are_not_read_and_keep_their_findings(folder: Path) -> None:
    first, read = _scan(folder)
    assert read == ["a.csv", "b.csv", "c.csv", "damaged.xlsx", "ids.csv"]
    second, read = _scan(folder)
    assert read == ["damaged.xlsx"]  # what could not be read may be readable now
    assert second.inventory.run.unchanged == 4
    assert _judged(second) == _judged(first)
    assert any("lost their last digits" in problem.message for problem in second.inventory.problems)
    third, read = _scan(folder)
    assert (read, _judged(third)) == (["damaged.xlsx"], _judged(first))
    assert (third.inventory.run.rows, third.inventory.run.tables) == (
        first.inventory.run.rows,
        first.inventory.run.tables,
    )


def test_a_file_that_changed_is_read_again_even_at_the_same_size(folder: Path) -> None:
    _scan(folder)
    path = folder / "data" / "b.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:-3] + text[-3:].swapcase().replace("1", "2"), encoding="utf-8")
    assert _scan(folder)[1] == ["b.csv", "damaged.xlsx"]


def test_a_new_column_of_an_unchanged_folder_appears(folder: Path) -> None:
    _scan(folder)
    write_csv(folder / "data" / "new.csv", person_columns(persons(40, 9)))
    scan, read = _scan(folder)
    assert read == ["damaged.xlsx", "new.csv"]
    assert {place[0] for place in scan.appeared} == {"new.csv"}


def test_a_file_that_is_gone_leaves_the_inventory(folder: Path) -> None:
    _scan(folder)
    (folder / "data" / "b.csv").unlink()
    scan, _ = _scan(folder)
    assert "b.csv" not in {record.source for record in scan.inventory.columns}


def test_another_file_of_the_same_name_is_read(folder: Path) -> None:
    _scan(folder)
    shutil.copytree(folder / "data", folder / "other")
    seen = _Seen()
    scan_into([folder / "other"], folder / "out", watch=seen)
    assert len(seen.read) == 5


def test_other_settings_judge_anew(folder: Path) -> None:
    out = folder / "out"
    pii_scanner.scan(folder / "data", output=out)
    again = pii_scanner.scan(folder / "data", output=out, config={"disable": ["CN_MOBILE"]})
    assert again.run.unchanged == 0
    assert not [record for record in again.columns if "CN_MOBILE" in record.types()]
    assert pii_scanner.scan(folder / "data", output=out, sample=10).run.unchanged == 0


def test_full_reads_everything(folder: Path) -> None:
    _scan(folder)
    assert len(_scan(folder, full=True)[1]) == 5


def test_files_made_just_before_a_long_scan_are_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are settled when the scan has ended, and still hold what was read."""
    monkeypatch.setattr(fingerprint, "_SETTLED", 3600.0)
    _scan_between(folder, lambda: monkeypatch.setattr(fingerprint, "_SETTLED", -1.0))
    assert _scan(folder)[1] == ["damaged.xlsx"]


def test_a_file_that_changed_while_it_was_read_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fingerprint, "_SETTLED", 3600.0)
    path = folder / "data" / "b.csv"
    before = path.stat()

    def changed() -> None:
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: len(text) // 2] + text[len(text) // 2 :].replace("1", "2"), encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # within one tick of a coarse clock
        monkeypatch.setattr(fingerprint, "_SETTLED", -1.0)

    _scan_between(folder, changed)
    assert _scan(folder)[1] == ["b.csv", "damaged.xlsx"]


def _scan_between(folder: Path, done: Callable[[], object]) -> None:
    """Scan the folder; `done` is called when the last of its files begins."""

    class Between(Watcher):
        def begun(self, source: str) -> None:
            if source == "ids.csv":
                done()

    scan_into([folder / "data"], folder / "out", watch=Between())


def test_a_file_changed_just_now_is_not_trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within one tick of the clock it could change again and look the same."""
    monkeypatch.setattr(fingerprint, "_SETTLED", 3600.0)
    _scan(folder)
    assert len(_scan(folder)[1]) == 5
