"""Large workbooks are opened while their sheets are tested, and not before all was tested that opening unpacks."""

from __future__ import annotations

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pii_scanner.sources.excel import kept
from tests.builders.files import damage, names_of, refusal, rows_of, table_of

ROWS = [["姓名", "备注"], *([f"张伟{number}", f"第{number}次"] for number in range(300))]


@pytest.fixture(autouse=True)
def _all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put_away()
    monkeypatch.setattr(kept, "_SMALL", 0)


@pytest.fixture
def opened_by(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the threads that opened a reader, as it is called."""
    threads: list[int] = []
    open_reader = kept.open_reader

    def noting(path: Path, name: str) -> Any:
        threads.append(threading.get_ident())
        return open_reader(path, name)

    monkeypatch.setattr(kept, "open_reader", noting)
    return threads


def _book(path: Path) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return path


def test_it_is_opened_once_and_tested_by_another_thread(
    tmp_path: Path, opened_by: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tested_by: list[int] = []
    read_package = kept.read_package

    def noting(*arguments: Any) -> Any:
        tested_by.append(threading.get_ident())
        return read_package(*arguments)

    monkeypatch.setattr(kept, "read_package", noting)
    table = table_of(_book(tmp_path / "a.xlsx"))
    assert names_of(table) == ROWS[0]
    assert rows_of(table) == ROWS[1:]
    assert opened_by == [threading.get_ident()]
    assert len(tested_by) == 1
    assert tested_by != opened_by


def test_shared_strings_that_are_longer_than_they_say_are_never_opened(tmp_path: Path, opened_by: list[int]) -> None:
    path = _book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    said, longer = (number.to_bytes(4, "little") for number in (size // 2, size))
    path.write_bytes(path.read_bytes().replace(longer, said))
    assert "is not a whole workbook" in refusal(path)
    assert opened_by == []


def test_damage_is_told_in_the_same_sentence(tmp_path: Path) -> None:
    assert "a.xlsx is not a whole workbook" in refusal(damage(_book(tmp_path / "a.xlsx"), 0.2, 40))
