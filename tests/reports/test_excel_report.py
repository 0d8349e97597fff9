from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pii_scanner.reports.excel import write_excel

Document = dict[str, Any]


def test_workbook_has_summary_columns_and_problems(document: Document, tmp_path: Path) -> None:
    write_excel(document, tmp_path / "inventory.xlsx")
    book = openpyxl.load_workbook(tmp_path / "inventory.xlsx")
    assert book.sheetnames == ["Summary", "Columns", "Problems"]
    columns = list(book["Columns"].values)
    assert [row[2] for row in columns[1:]] == ["身份证号", "金额", "手机", "备注", "备注"]
    assert book["Columns"].auto_filter.ref is not None
    assert book["Columns"].freeze_panes == "A2"
    assert list(book["Problems"].values)[1] == ("error", "data/损坏.xlsx", None, "not a workbook")


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(document: Document, tmp_path: Path) -> None:
    document["columns"][0].update(column="=1+1", table="http://example.org", source="@SUM(A1)")
    write_excel(document, tmp_path / "inventory.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "inventory.xlsx")["Columns"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_sensitivity_is_coloured(document: Document, tmp_path: Path) -> None:
    write_excel(document, tmp_path / "inventory.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "inventory.xlsx")["Columns"]
    index = [cell.value for cell in sheet[1]].index("Sensitivity")
    colours = [sheet[row][index].fill.fgColor.rgb for row in (2, 3, 4)]
    assert len(set(colours)) == 3


@pytest.mark.usefixtures("chinese")
def test_workbook_speaks_chinese(document: Document, tmp_path: Path) -> None:
    write_excel(document, tmp_path / "inventory.xlsx")
    book = openpyxl.load_workbook(tmp_path / "inventory.xlsx")
    assert book.sheetnames == ["摘要", "字段", "问题"]
    assert "居民身份证号" in [cell for row in book["字段"].values for cell in row]
