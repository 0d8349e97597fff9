"""One value in every place of the format: none of them reaches the copy, and all programs open it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from tests.builders.marked import MARK, marked_workbook
from tests.builders.workbooks import plan, rewrite


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    marked_workbook(folder / "a.xlsx")
    rewrite(folder / "a.xlsx", folder / "b.xlsx", S=plan(columns={0: ["新"] * 8}, kept=frozenset({1})))
    return folder / "b.xlsx"


def holding(path: Path) -> list[str]:
    """Return the parts of a zip file that hold the mark: as bytes, between markup, in their name."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            plain = re.sub(rb"<[^>]*>", b"", data)
            forms = (MARK.encode(), MARK.encode("utf-16-le"))
            if MARK in name or any(form in text for form in forms for text in (data, plain)):
                found.append(name)
    return found


def test_the_value_is_in_no_byte_of_any_part(copy: Path) -> None:
    assert len(holding(copy.with_name("a.xlsx"))) > 65
    assert holding(copy) == []


def test_only_parts_that_the_copy_needs_are_in_it(copy: Path) -> None:
    with zipfile.ZipFile(copy) as archive:
        kinds = {re.sub(r"\d+", "", name) for name in archive.namelist() if not name.endswith(".rels")}
    assert kinds == {
        "[Content_Types].xml",
        "docProps/app.xml",
        "docProps/core.xml",
        "xl/charts/chart.xml",
        "xl/comments.xml",
        "xl/drawings/drawing.xml",
        "xl/drawings/vmlDrawing.vml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/tables/table.xml",
        "xl/theme/theme.xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet.xml",
    }


def test_openpyxl_and_calamine_open_the_copy(copy: Path) -> None:
    book = openpyxl.load_workbook(copy)
    assert [sheet.title[:1] for sheet in book] == ["S", "表"]
    assert [book["S"][f"A{row}"].value for row in range(2, 10)] == ["新"] * 8
    rows = python_calamine.load_workbook(str(copy)).get_sheet_by_name("S").to_python()
    assert [row[1] for row in rows[1:9]] == list(range(1, 9))


def test_libreoffice_opens_the_copy(office: Callable[..., Path], copy: Path, tmp_path: Path) -> None:
    office("csv:Text - txt - csv (StarCalc):44,34,76", tmp_path, copy)
    lines = (tmp_path / "b.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("新,1,")
    assert MARK not in "".join(lines)
