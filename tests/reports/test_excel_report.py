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


def _columns(document: Document, path: Path) -> list[tuple[Any, ...]]:
    write_excel(document, path / "inventory.xlsx")
    return list(openpyxl.load_workbook(path / "inventory.xlsx")["Columns"].values)


def test_every_row_of_a_large_inventory_stands_in_its_place(large_document: Document, tmp_path: Path) -> None:
    rows = _columns(large_document, tmp_path)
    heading = rows[0]
    said = [
        (row[heading.index("Table")], row[heading.index("Column")], row[heading.index("Matches")]) for row in rows[1:]
    ]
    expected = [
        (column["table"], column["column"], found["matches"] if found else None)
        for column in large_document["columns"]
        for found in column["entity_types"] or [None]
    ]
    assert said == expected


def test_texts_of_any_characters_come_back_whole(document: Document, tmp_path: Path) -> None:
    texts = ["<r>&amp;</r>", " ends in a space ", "_x0041_", "a\tb\nc", "两行\n名 😀", "'quoted'"]
    document["columns"] = [{**document["columns"][1], "column": text} for text in texts]
    assert [row[2] for row in _columns(document, tmp_path)[1:]] == texts


def test_what_xml_cannot_hold_does_not_break_the_workbook(document: Document, tmp_path: Path) -> None:
    document["columns"][0].update(column="bell\x07", source="\udcb0.csv", table="\ufffe")
    row = _columns(document, tmp_path)[1]
    # As Excel escapes it, which openpyxl does not turn back.
    assert row[:3] == ("\\udcb0.csv", "_xFFFE_", "bell_x0007_")


def test_an_inventory_without_columns_has_headings_only(document: Document, tmp_path: Path) -> None:
    document["columns"] = []
    assert len(_columns(document, tmp_path)) == 1


def test_shares_and_rejected_findings_look_so(document: Document, tmp_path: Path) -> None:
    decision = {"state": "rejected", "origin": "", "reason": "r", "author": "a", "decided": "2026-03-01", "until": None}
    document["columns"][2]["entity_types"][0]["decision"] = decision
    write_excel(document, tmp_path / "inventory.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "inventory.xlsx")["Columns"]
    share = [cell.value for cell in sheet[1]].index("Match ratio")
    assert [sheet[row][share].number_format for row in (2, 4)] == ["0.0%", "0.0%"]
    assert [bool(sheet[row][0].font.strike) for row in (2, 4)] == [False, True]
