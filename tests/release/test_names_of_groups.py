"""Headers of two rows whose groups are people: the group is masked, the cell below it stays as it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import pii_scanner
from pii_scanner.masking.keys import new_key

ROWS: list[list[object]] = [
    ["月份", "孙立军", None, "沈佳怡", None],
    [None, "回款", "户数", "回款", "户数"],
    *([f"{month}月", month * 100, month, month * 90, month] for month in range(1, 9)),
]


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.setenv("TEST_KEY", new_key())
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "TEST_KEY"},
        "entities": {"PERSON": "surrogate", "CN_MOBILE": "redact"},
    }


def check(rows: list[list[object]]) -> None:
    groups, own, *data = rows
    assert (groups[0], groups[2], groups[4]) == ("月份", None, None)
    assert not {groups[1], groups[3]} & {"孙立军", "沈佳怡"}
    assert own == ROWS[1]
    assert [row[0] for row in data] == [f"{month}月" for month in range(1, 9)]


def test_of_a_workbook(tmp_path: Path, policy: dict[str, object]) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    for cells in ("A1:A2", "B1:C1", "D1:E1"):
        book.active.merge_cells(cells)
    book.save(tmp_path / "a.xlsx")
    pii_scanner.mask(tmp_path / "a.xlsx", policy, tmp_path / "release")
    sheet = openpyxl.load_workbook(tmp_path / "release" / "a.xlsx").worksheets[0]
    check([list(row) for row in sheet.iter_rows(values_only=True)])


def test_of_delimited_text(tmp_path: Path, policy: dict[str, object]) -> None:
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in ROWS)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    pii_scanner.mask(tmp_path / "a.csv", policy, tmp_path / "release")
    lines = (tmp_path / "release" / "a.csv").read_text(encoding="utf-8").splitlines()
    check([[cell or None for cell in line.split(",")] for line in lines])
