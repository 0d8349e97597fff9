"""The masked copy of a workbook: formats stay, raw values are nowhere."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from pii_scanner.errors import SourceError
from pii_scanner.sinks.workbook import SheetRewrite
from tests.builders.workbooks import (
    FIRST_ROW,
    ROWS,
    Planted,
    cells,
    edit_zip,
    everything,
    flat_sheet,
    nasty_workbook,
    part,
    plan,
    rewrite,
    simple,
)

NAMES = ["赵一", "钱二", None, "李&<四> "]
NUMBERS = [1, 2.5, "x_x0041_", ""]
PLAN = SheetRewrite(
    header_row=2,
    first_row=FIRST_ROW,
    columns={0: NAMES, 1: NUMBERS},
    kept=frozenset({2, 3, 5}),
    dropped=frozenset({4}),
    headers={0: "客户名"},
)


@pytest.fixture(scope="module")
def masked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Planted, list[str]]:
    folder = tmp_path_factory.mktemp("masked")
    planted = nasty_workbook(folder / "source.xlsx")
    target = folder / "copy.xlsx"
    return target, planted, rewrite(folder / "source.xlsx", target, 客户=PLAN)


def test_no_planted_value_is_left_in_any_part(masked: tuple[Path, Planted, list[str]]) -> None:
    path, planted, _ = masked
    text = everything(path)
    joined = re.sub(r"<[^>]*>", "", text)
    decoded = re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), joined)
    left = [place for place, value in planted.places.items() if value in text or value in joined or value in decoded]
    assert left == []
    assert len(planted.places) > 60


def test_every_planted_value_was_in_the_source(masked: tuple[Path, Planted, list[str]]) -> None:
    path, planted, _ = masked
    source = re.sub(
        "_x([0-9A-F]{4})_",
        lambda match: chr(int(match[1], 16)),
        everything(path.with_name("source.xlsx")),
    )
    source += re.sub(r"<[^>]*>", "", source)
    assert [place for place, value in planted.places.items() if value not in source] == []


def test_warnings_name_what_was_removed_and_no_value(
    masked: tuple[Path, Planted, list[str]],
) -> None:
    _, planted, warnings = masked
    text = "\n".join(warnings)
    for label in ("comments", "macros", "conditional formats", "custom XML", "header and footer"):
        assert label in text
    assert not any(value in text for value in planted.places.values())


def test_masked_values_are_read_back_by_openpyxl(masked: tuple[Path, Planted, list[str]]) -> None:
    sheet = openpyxl.load_workbook(masked[0])["客户"]
    rows = range(FIRST_ROW + 1, FIRST_ROW + 1 + ROWS)
    assert [sheet.cell(row, 1).value for row in rows] == NAMES
    # openpyxl shows the stored escape of an inline string; calamine and Excel show the characters.
    assert [sheet.cell(row, 2).value for row in rows] == [1, 2.5, "x_x005F_x0041_", None]
    assert [sheet.cell(row, 3).value for row in rows] == [402.0, 502.5, 603.0, 703.5]
    assert [sheet.cell(row, 4).value for row in rows] == ["女", "男", "女", "男"]
    assert [sheet.cell(row, 5).value for row in range(1, 20)] == [None] * 19
    assert sheet["A1"].value == "名单 ***********"
    assert [sheet.cell(3, column).value for column in (1, 2, 5)] == ["客户名", "手机号", None]
    assert sheet["A9"].value == "制表 ***********"
    assert sheet["H4"].value == sheet["H5"].value == "*" * 11
    assert sheet["H6"].value == "平安"


def test_calamine_reads_the_copy(masked: tuple[Path, Planted, list[str]]) -> None:
    book = python_calamine.load_workbook(str(masked[0]))
    rows = book.get_sheet_by_name("客户").to_python(skip_empty_area=False)
    assert [row[0] for row in rows[FIRST_ROW : FIRST_ROW + ROWS]] == ["赵一", "钱二", "", NAMES[3]]
    assert rows[FIRST_ROW + 2][1] == "x_x0041_"


def test_formats_survive(masked: tuple[Path, Planted, list[str]]) -> None:
    sheet = openpyxl.load_workbook(masked[0])["客户"]
    assert sheet["A3"].font.bold
    assert sheet["A3"].fill.fgColor.rgb == "FFFFFF00"
    assert sheet["C5"].number_format == "#,##0.00"
    assert sheet["C4"].number_format == "General"
    assert sheet.column_dimensions["A"].width == 33
    assert sheet.row_dimensions[3].height == 30
    assert sheet.freeze_panes == "B4"
    assert [str(found) for found in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.auto_filter.ref == "A3:F7"
    assert not sheet.auto_filter.filterColumn
    assert [str(found.sqref) for found in sheet.conditional_formatting] == ["C4:C7"]
    assert [str(found.sqref) for found in sheet.data_validations.dataValidation] == ["D4:D7"]
    assert sheet.protection.password is not None
    assert len(sheet._charts) == 1


def test_harmless_formulas_survive_with_their_scrubbed_results(
    masked: tuple[Path, Planted, list[str]],
) -> None:
    sheet = openpyxl.load_workbook(masked[0])["客户"]
    assert [sheet[f"F{row}"].value for row in (4, 5)] == ["=C4*2", "=C5*2"]
    assert [sheet[f"F{row}"].value for row in (6, 7)] == [None, None]
    cached = openpyxl.load_workbook(masked[0], data_only=True)["客户"]
    assert cached["F4"].value == "*" * 11


def test_sheet_names_states_and_names_of_ranges(masked: tuple[Path, Planted, list[str]]) -> None:
    book = openpyxl.load_workbook(masked[0])
    assert book.sheetnames == ["客户", "隐藏", "备___________"]
    assert book["隐藏"].sheet_state == "veryHidden"
    assert book["隐藏"]["C3"].value == "='客户'!C4+1"
    assert set(book.defined_names) == {"金额列"}
    assert book.calculation.fullCalcOnLoad
    assert "creator" not in part(masked[0], "docProps/core.xml")


def test_excel_table_keeps_names_equal_to_its_header(
    masked: tuple[Path, Planted, list[str]],
) -> None:
    sheet = openpyxl.load_workbook(masked[0])["备___________"]
    table = sheet.tables["表1"]
    assert table.column_names == [sheet["A2"].value, sheet["B2"].value] == ["代码", "列" + "*" * 11]


def test_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    nasty_workbook(tmp_path / "a.xlsx")
    for name in ("b.xlsx", "c.xlsx"):
        rewrite(tmp_path / "a.xlsx", tmp_path / name, 客户=PLAN)
    assert (tmp_path / "b.xlsx").read_bytes() == (tmp_path / "c.xlsx").read_bytes()


CSV = "csv:Text - txt - csv (StarCalc):44,34,76"


def test_libreoffice_opens_the_copy(
    office: Callable[..., Path], masked: tuple[Path, Planted, list[str]], tmp_path: Path
) -> None:
    office(CSV, tmp_path, masked[0])
    lines = (tmp_path / "copy.csv").read_text("utf-8").splitlines()
    assert lines[2].startswith("客户名,手机号,金额,性别,,合计")
    assert lines[3].startswith("赵一,1,402")


@pytest.mark.slow
def test_workbooks_of_libreoffice_are_rewritten(office: Callable[..., Path], tmp_path: Path) -> None:
    rows: list[list[object]] = [["姓名", "额", "倍"], ["张三", 1.5, "of:=[.B2]*2"], ["李四", 2, "x"]]
    office("xlsx", tmp_path, flat_sheet(tmp_path / "a.fods", rows))
    new = plan(columns={0: ["甲", "乙"]}, kept=frozenset({1, 2}))
    assert rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", **{"客户 '24": new}) == []
    assert cells(tmp_path / "b.xlsx", "客户 '24")[1:] == [["甲", 1.5, "=B2*2"], ["乙", 2, "x"]]
    office(CSV, tmp_path, tmp_path / "b.xlsx")
    assert (tmp_path / "b.csv").read_text("utf-8").splitlines() == ["姓名,额,倍", "甲,1.5,3", "乙,2,x"]


# Smaller workbooks, one behaviour each.


def test_new_values_are_added_where_the_source_has_no_cell(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["h", "k", "z"], ["x"], [], [None, None, "e"]])
    rewrite(
        source,
        tmp_path / "b.xlsx",
        S=plan(columns={1: ["p", "q", None, "r"]}, kept=frozenset({0, 2})),
    )
    expected = [["h", "k", "z"], ["x", "p", None], [None, "q", None], [None, None, "e"]]
    assert cells(tmp_path / "b.xlsx") == [*expected, [None, "r", None]]


def test_kept_columns_are_not_scrubbed_and_later_rows_are(tmp_path: Path) -> None:
    number = "13800138000"
    source = simple(tmp_path / "a.xlsx", [["h"], [number], [number]])
    rewrite(source, tmp_path / "b.xlsx", S=plan(kept=frozenset({0}), rows=1))
    assert cells(tmp_path / "b.xlsx") == [["h"], [number], ["*" * 11]]


def test_a_long_number_is_scrubbed_by_its_digits(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [[13800138000.0]])
    for stored in ("13800138000", "1.3800138E10", "1.3800138000e+10", "13800138000.0"):
        pattern = r"<v>[^<]*</v>"
        edit_zip(
            source,
            {"xl/worksheets/sheet1.xml": lambda xml, v=stored, p=pattern: re.sub(p, f"<v> {v}</v>", xml)},
        )
        rewrite(source, tmp_path / "b.xlsx")
        assert cells(tmp_path / "b.xlsx") == [["*" * 11]]


def test_children_of_a_lost_shared_formula_keep_only_results(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["h", "k"], [1, 2], [3, 4]])

    def share(xml: str) -> str:
        master = '<c r="A2"><f t="shared" ref="A2:B3" si="7">C2+1</f><v>1</v></c>'
        xml = xml.replace('<c r="A2"><v>1</v></c>', master)
        child = '<c r="B3"><f t="shared" si="7"/><v>4</v></c>'
        return xml.replace('<c r="B3"><v>4</v></c>', child)

    edit_zip(source, {"xl/worksheets/sheet1.xml": share})
    columns = {0: [10, 30]}
    rewrite(source, tmp_path / "b.xlsx", S=plan(columns=columns, kept=frozenset({1})))
    assert cells(tmp_path / "b.xlsx") == [["h", "k"], [10, 2], [30, 4]]
    assert "<f" not in part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("letter", ["B", "C"])
def test_array_formula_over_a_masked_column_goes(tmp_path: Path, letter: str) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_array_formula(f"B2:{letter}2", "{=D2:E2*2}", value=5)
    book.close()
    rewrite(
        tmp_path / "a.xlsx",
        tmp_path / "b.xlsx",
        S=plan(columns={2: [1]}, kept=frozenset({1})),
    )
    kept = 't="array"' in part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert kept == (letter == "B")


@pytest.mark.parametrize(
    ("formula", "stays"),
    [
        ("A1*2", True),
        ("SUM(A1:A100000)", True),
        ("SUM($A$100000,$1:$99999)", True),
        ("A1*1234", True),
        ("A1*12345", False),
        ("A1*0.12345", False),
        ('COUNTIF(A1:A9,"B")', True),
        ('A1&"张"', False),
        ('A1&"138"&"001"&"38"', False),
        ("SUM({1,2})", False),
        ("[1]Sheet1!A1", False),
        ("'[other.xlsx]S'!A1", False),
        ("Unknown[col]", False),
        ("N13800138000", False),
        ("LOG10(A1)", True),
        ('IF(A1="","",A1)', True),
        ('A1&""""', False),
        ("张三+1", False),
        ("张三(A1)", False),
        ("TRUE", True),
        ("SUM(A:A,$1:$9,S!A1)", True),
        ("'S'!A1", True),
        ("无此表!A1", False),
        ("cmd|'/c calc'!A1", False),
    ],
)
def test_formulas_stay_only_without_literals(tmp_path: Path, formula: str, stays: bool) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("S").write_formula("B1", "=" + formula, value=7)
    book.close()
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert cells(tmp_path / "b.xlsx")[0][1] == ("=" + formula if stays else 7)


def test_formulas_to_a_renamed_sheet_become_results(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("S").write_formula("A1", "='13800138000'!A1", value=7)
    book.add_worksheet("13800138000")
    book.define_name("那里", "='13800138000'!$A$1")
    book.close()
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert copy["S"]["A1"].value == 7
    assert not copy.defined_names


def test_table_over_masked_and_dropped_columns_stays_valid(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    columns = [
        {"header": "姓名"},
        {"header": "电话"},
        {"header": "本金"},
        {"header": "双倍", "formula": "=[@本金]*2"},
        {"header": "引用", "formula": "=[@姓名]"},
    ]
    data = [["张三", "13800138000", 5], ["李四", "13800138001", 6]]
    sheet.add_table("A1:E3", {"name": "客户表", "columns": columns, "data": data})
    book.close()
    rewrite(
        tmp_path / "a.xlsx",
        tmp_path / "b.xlsx",
        S=plan(
            columns={0: ["甲", "乙"]},
            kept=frozenset({2, 3, 4}),
            dropped=frozenset({1}),
            headers={0: "本金"},
        ),
    )
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    table = sheet.tables["客户表"]
    header = [cell.value for cell in sheet[1]]
    assert header == table.column_names == ["本金", "Column2", "本金2", "双倍", "引用"] or (
        len(set(header)) == len(header) and header == table.column_names
    )
    assert "13800138" not in everything(tmp_path / "b.xlsx")
    assert sheet["E2"].value == 0


def test_damaged_workbooks_are_copied_or_refused_but_never_crash(tmp_path: Path) -> None:
    nasty_workbook(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    chance = random.Random(5)
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(4):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(damaged)
        try:
            rewrite(tmp_path / "b.xlsx", tmp_path / "c.xlsx", 客户=PLAN)
        except SourceError:
            assert not (tmp_path / "c.xlsx").exists()
        else:
            (tmp_path / "c.xlsx").unlink()
