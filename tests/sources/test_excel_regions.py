"""Several tables on a sheet are told apart, totals and notes are no data, and in case of doubt a sheet is one table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pii_scanner.detection.tables import scan_table
from pii_scanner.model.table import Table
from tests.builders.files import messages_of, names_of, rows_of, tables_of

Rows = list[list[Any]]
HEADER = ["姓名", "手机号码", "金额"]
ID = 110105194912310000.0


def people(count: int, first: int = 0) -> Rows:
    return [[f"张伟{n}", f"138{n:08d}", 10.5 * n] for n in range(first, first + count)]


def book(path: Path, *blocks: tuple[str, Rows], merged: tuple[str, ...] = ()) -> Path:
    """Write blocks of rows, each from a cell on."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "客户"
    for corner, rows in blocks:
        start = sheet[corner]
        for row, cells in enumerate(rows, start.row):
            for column, cell in enumerate(cells, start.column):
                sheet.cell(row, column, cell)
    for reach in merged:
        sheet.merge_cells(reach)
    workbook.save(path)
    return path


def summed(path: Path, cells: Rows) -> Path:
    """Write four rows of data and a last one of cells: (formula or text, column, shown)."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("客户")
        for row, values in enumerate([HEADER, *people(4)]):
            sheet.write_row(row, 0, values)
        for written, column, shown in cells:
            if shown is None:
                sheet.write_string(5, column, written)
            else:
                sheet.write_formula(5, column, written, None, shown)
    return path


def tables(path: Path) -> dict[str, Table]:
    return {table.name: table for table in tables_of(path) if not table.loose}


def loose(path: Path) -> str:
    return " ".join(str(cell) for table in tables_of(path) if table.loose for row in rows_of(table) for cell in row)


def test_tables_below_each_other(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ("A1", [["债权明细"], HEADER, *people(5)]),
        (
            "A10",
            [["担保人信息"], ["担保人", "证件号码"], ["李娜", "11010519491231002X"], ["王芳", "440524188001010014"]],
        ),
    )
    found = tables(path)
    assert list(found) == ["客户", "客户#2"]
    assert names_of(found["客户"]) == HEADER
    assert len(rows_of(found["客户"])) == 5
    assert rows_of(found["客户#2"]) == [["李娜", "11010519491231002X"], ["王芳", "440524188001010014"]]
    assert "担保人信息" in loose(path)


def test_a_table_below_whose_header_has_other_words(tmp_path: Path) -> None:
    second = [
        ["region_1", "内容", "CVV", "cust_type", "品牌", "主管", "结果", "yhk2"],
        *([f"城{row}", f"1380013{row:04d}", f"{row:03d}", f"0{row}", "安踏", "无", "已拒绝", f"6013{row:015d}"] for row in range(5)),
    ]  # fmt: skip
    found = tables(book(tmp_path / "a.xlsx", ("A1", [HEADER, *people(9)]), ("A13", second)))
    assert [len(rows_of(table)) for table in found.values()] == [9, 5]
    assert names_of(found["客户#2"]) == second[0]


def test_blocks_with_the_same_header(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", [HEADER, *people(3)]), ("A7", [HEADER, *people(4, 3)]))
    assert [len(rows_of(table)) for table in tables(path).values()] == [3, 4]


def test_tables_beside_each_other(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ("A1", [HEADER, *people(20)]),
        ("E1", [["机构", "电话"], ["一支行", "010-88886666"], ["二支行", "010-88886667"]]),
    )
    found = tables(path)
    assert [len(rows_of(table)) for table in found.values()] == [20, 2]
    assert names_of(found["客户#2"]) == ["机构", "电话"]
    assert found["客户#2"].layout["left"] == 4


@pytest.mark.parametrize(
    "blocks",
    [
        # Blank rows inside, also before a row without a number.
        (("A1", [HEADER, *people(4)]), ("A8", people(4, 4))),
        (("A1", [HEADER, *people(4)]), ("A8", [["李娜", "无", "未知"], *people(4, 4)])),
        # A blank column inside; its right part ends a little earlier.
        (("A1", [["姓名", "手机号码"], *[row[:2] for row in people(9)]]), ("D1", [["城市", "性别"], *[["北京", "男"]] * 8])),
        # Titles with a blank row between, and no table before them.
        (("A1", [["客户名单"]]), ("A3", [["编制单位：一支行", "", "单位：元"]]), ("A5", [HEADER, *people(4)])),
        # A row of words for nothing alone.
        (("A1", [[*HEADER, "年龄", "余额"], *[[*row, 30, 5.5] for row in people(4)]]),
         ("A8", [["李娜", "无", "未知", "待补", "暂无"], *[[*row, 30, 5.5] for row in people(4, 4)]])),
        # A row of words alone below a blank row.
        (("A1", [["姓名", "学历", "籍贯"], ["张伟", "本科", "浙江"]]), ("A5", [["李娜", "大专", "江苏"], ["王芳", "高中", "河北"]])),
    ],
)  # fmt: skip
def test_in_case_of_doubt_a_sheet_is_one_table(tmp_path: Path, blocks: tuple[tuple[str, Rows], ...]) -> None:
    assert list(tables(book(tmp_path / "a.xlsx", *blocks))) == ["客户"]


@pytest.mark.parametrize("label", ["合计", "合 计：", "总计(元)", "本页小计", "Total", "Grand Total:", "累计"])
def test_totals_below_the_data_are_no_data(tmp_path: Path, label: str) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", [HEADER, *people(4), [label, None, 63]]))
    assert len(rows_of(tables(path)["客户"])) == 4
    assert label in loose(path)


def test_subtotals_and_repeated_headers_between_the_data_are_no_data(tmp_path: Path) -> None:
    rows = [HEADER, *people(3), ["小计", None, 31.5], HEADER, *people(3, 3)]
    read = rows_of(tables(book(tmp_path / "a.xlsx", ("A1", rows)))["客户"])
    assert [row[0] for row in read] == ["张伟0", "张伟1", "张伟2", None, None, "张伟3", "张伟4", "张伟5"]
    assert read[3] == read[4] == [None, None, None]


@pytest.mark.parametrize("formula", ["=SUM(C2:C5)", "=SUM($C$2:$C$5)", "=SUBTOTAL(9,C2:C5)"])
def test_sums_without_a_label_are_totals(tmp_path: Path, formula: str) -> None:
    path = summed(tmp_path / "a.xlsx", [(formula, 2, 105.0)])
    table = tables(path)["客户"]
    assert table.layout["totals"] == (5,)
    assert len(rows_of(table)) == 4


@pytest.mark.parametrize(
    "cells", [[("=SUM(C2:C5)", 2, 105.0), ("张伟", 0, None)], [("=SUM(A6:B6)", 2, 105.0)], [("=C5*2", 2, 105.0)]]
)
def test_sums_beside_other_values_or_of_a_row_are_data(tmp_path: Path, cells: Rows) -> None:
    assert len(rows_of(tables(summed(tmp_path / "a.xlsx", cells))["客户"])) == 5


@pytest.mark.parametrize("row", [["合计张伟", None, 3], ["合计", "13800138000转2", 3], ["李总计", None, 3]])
def test_what_only_begins_like_totals_is_data(tmp_path: Path, row: list[Any]) -> None:
    rows = rows_of(tables(book(tmp_path / "a.xlsx", ("A1", [HEADER, *people(4), row])))["客户"])
    assert len(rows) == 5


def test_a_column_that_says_total_everywhere_is_data(tmp_path: Path) -> None:
    rows = [["类型", "金额"], *[["合计", n] for n in range(6)]]
    assert len(rows_of(tables(book(tmp_path / "a.xlsx", ("A1", rows)))["客户"])) == 6


def test_notes_below_the_data_are_found_outside_of_it(tmp_path: Path) -> None:
    notes = [[], ["制表人：王芳  电话：13900139000"], ["注：数据截至2024年12月31日"]]
    path = book(tmp_path / "a.xlsx", ("A1", [HEADER, *people(4), *notes]))
    assert len(rows_of(tables(path)["客户"])) == 4
    assert "制表人：王芳  电话：13900139000" in loose(path)


def test_merged_header_cells_say_how_far_a_group_reaches(tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ("A1", [["序号", "当事人", None, None, None, "备注"], [None, "借款人", None, "担保人", None, None]]),
        ("A3", [[None, "姓名", "电话", "姓名", "电话", None]]),
        ("A4", [[n, f"张伟{n}", f"138{n:08d}", f"李娜{n}", f"139{n:08d}", "无"] for n in range(6)]),
        merged=("A1:A3", "B1:E1", "B2:C2", "D2:E2", "F1:F3"),
    )
    table = tables(path)["客户"]
    assert names_of(table) == [
        *["序号", "当事人 借款人 姓名", "当事人 借款人 电话", "当事人 担保人 姓名", "当事人 担保人 电话", "备注"]
    ]
    assert len(rows_of(table)) == 6


def test_a_value_merged_over_rows_stands_in_the_first(tmp_path: Path) -> None:
    rows = [["支行", "姓名", "电话"], ["一支行", "张伟", 13800138000], [None, "李娜", 13800138001]]
    path = book(tmp_path / "a.xlsx", ("A1", rows), merged=("A2:A3",))
    assert [row[0] for row in rows_of(tables(path)["客户"])] == ["一支行", None]


def test_numbers_that_lost_their_last_digits_are_counted(tmp_path: Path) -> None:
    rows = [["姓名", "证件号码", "卡号"], ["张伟", ID, "6222020212345678909"], ["李娜", ID, 6222020212345678909.0]]
    found = tables_of(book(tmp_path / "a.xlsx", ("A1", rows)))
    assert [row[1:] for row in rows_of(found[0])] == [
        ["110105194912310000", "6222020212345678909"],
        ["110105194912310000", "6222020212345679000"],
    ]
    scan_table(found[0])
    said = messages_of(found)
    assert "Column 证件号码: 2 numbers" in said[0]
    assert "Column 卡号: 1 numbers" in said[1]
    assert {problem.severity for table in found for problem in table.problems} == {"warning"}
