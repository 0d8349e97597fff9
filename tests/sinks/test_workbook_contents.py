"""What single things become in the masked copy of a workbook."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from pii_scanner.errors import SourceError
from tests.builders.workbooks import (
    cells,
    edit_zip,
    everything,
    part,
    plan,
    rewrite,
    simple,
)


def test_rules_on_masked_columns_lose_their_literals(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.data_validation("A2:A9", {"validate": "list", "source": ["甲方", "乙方"]})
    sheet.data_validation("A2:A9", {"validate": "custom", "value": "=LEN(A2)=18"})
    sheet.data_validation("B2:B9", {"validate": "list", "source": ["丙", "丁"]})
    red = book.add_format({"bg_color": "red"})
    text = {"type": "text", "criteria": "containing", "value": "甲方", "format": red}
    sheet.conditional_format("A2:A9", text)
    sheet.conditional_format("B2:B9", {"type": "3_color_scale"})
    book.close()
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=plan(columns={0: ["x"]}, kept=frozenset({1})))
    xml = part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert "甲方" not in xml
    assert "LEN(A2)=18" in xml
    assert "丙,丁" in xml
    assert "colorScale" in xml


def test_macro_workbook_keeps_its_extension_without_macros(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsm", [["x"]])
    edit_zip(source, added={"xl/vbaProject.bin": "code"})
    warnings = rewrite(source, tmp_path / "b.xlsm")
    assert "Left out: macros (1)." in warnings
    types = part(tmp_path / "b.xlsm", "[Content_Types].xml")
    assert "macroEnabled.main" in types
    assert "vba" not in types


def test_strict_workbook_is_written_as_transitional(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["h", 5], ["13800138000", 6]])
    transitional = "http://schemas.openxmlformats.org/"
    strict = "http://purl.oclc.org/ooxml/"

    def convert(xml: str) -> str:
        for kind in ("spreadsheetml", "drawingml"):
            xml = xml.replace(f"{transitional}{kind}/2006/main", f"{strict}{kind}/main")
        return xml.replace(f"{transitional}officeDocument/2006/", f"{strict}officeDocument/")

    with zipfile.ZipFile(source) as archive:
        names = [name for name in archive.namelist() if b"/2006/main" in archive.read(name)]
    names += ["_rels/.rels", "xl/_rels/workbook.xml.rels"]
    edit_zip(source, dict.fromkeys(names, convert))
    rewrite(source, tmp_path / "b.xlsx")
    assert cells(tmp_path / "b.xlsx") == [["h", 5], ["*" * 11, 6]]
    assert "purl.oclc.org" not in everything(tmp_path / "b.xlsx")


def test_rich_text_is_kept_without_phonetic_hints(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["h"], ["abc"]])
    rich = (
        "<si><r><t>a</t></r><r><rPr><b/><x:y xmlns:x='urn:x'/></rPr><t>bc </t></r>"
        '<rPh sb="0" eb="1"><t>hint</t></rPh><phoneticPr fontId="1"/></si>'
    )
    edit_zip(source, {"xl/sharedStrings.xml": lambda xml: xml.replace("<si><t>abc</t></si>", rich)})
    rewrite(source, tmp_path / "b.xlsx", S=plan(kept=frozenset({0}), rows=1))
    expected = '<si><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve">bc </t></r></si>'
    assert expected in part(tmp_path / "b.xlsx", "xl/sharedStrings.xml")


def test_cells_without_references_and_illegal_characters(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["h", "k"], [1, 2], [3, 4]])
    edit_zip(
        source,
        {"xl/worksheets/sheet1.xml": lambda xml: re.sub(r' r="[A-Z]*\d+"', "", xml)},
    )
    columns = {0: ["a\x00b\ufffe", "line\nbreak"]}
    rewrite(source, tmp_path / "b.xlsx", S=plan(columns=columns, kept=frozenset({1})))
    assert cells(tmp_path / "b.xlsx") == [["h", "k"], ["ab", 2], ["line\nbreak", 4]]


def test_chart_sheets_are_removed(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=S!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.add_worksheet("S").write("A1", "x")
    book.close()
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["S"]
    assert any("chart, dialog and macro sheets (1)" in warning for warning in warnings)


def test_results_that_masked_values_may_reach_are_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    for row, values in enumerate([["姓名", "额"], ["张三丰", 5], ["李四光", 6]]):
        sheet.write_row(row, 0, values)
    for place, formula, result in (
        ("D9", "=A2", "张三丰"),
        ("D10", "=D9", "张三丰"),
        ("D11", "=SUM(B2:B3)", 11),
        ("D12", '=VLOOKUP("x",A2:B3,2,0)', 777),
        ("D13", "=INDIRECT(D1)", "张三丰"),
        ("C2", "=B2*2", 10),
    ):
        sheet.write_formula(place, formula, None, result)
    sheet.write_array_formula("F2:F3", "{=A2:A3}", value="张三丰")
    sheet.write("F3", "李四光")
    other = book.add_worksheet("总表")
    other.write_formula("A1", "=S!A2", None, "张三丰")
    other.write_formula("A2", "=A1", None, "张三丰")
    apart = book.add_worksheet("别处")
    apart.write("A1", 3)
    apart.write_formula("A2", "=A1+1", None, 4)
    book.close()
    new = plan(columns={0: ["甲", "乙"]}, kept=frozenset({1, 2}))
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=new)
    assert not re.search("张三丰|李四光|777", everything(tmp_path / "b.xlsx"))
    assert "Sheet S: left out 5 stored results of formulas that masked values may reach." in warnings
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert [copy["S"][f"D{row}"].value for row in (9, 10, 12)] == ["=A2", "=D9", '=VLOOKUP("x",A2:B3,2,0)']
    assert copy["总表"]["A1"].value == "=S!A2"
    shown = openpyxl.load_workbook(tmp_path / "b.xlsx", data_only=True)
    assert (shown["S"]["D11"].value, shown["S"]["C2"].value, shown["别处"]["A2"].value) == (11, 10, 4)


def test_rules_that_compare_with_a_masked_column_go(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    red = book.add_format({"bg_color": "red"})
    for criteria in ('=$A2="张三丰"', '=$B2="甲级"'):
        sheet.conditional_format("B2:B3", {"type": "formula", "criteria": criteria, "format": red})
    book.close()
    new = plan(columns={0: ["x", "y"]}, kept=frozenset({1}))
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=new)
    xml = part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert "张三丰" not in xml
    assert "甲级" in xml


def test_names_that_no_list_knows_are_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=S!$A$1:$A$2"})
    sheet.insert_chart("C1", chart)
    sheet.write("A1", "x", book.add_format({"bold": True}))
    book.close()
    marks = {
        "xl/styles.xml": "<font>",
        "xl/theme/theme1.xml": "<a:dk1>",
        "xl/charts/chart1.xml": "<c:plotArea>",
        "xl/worksheets/sheet1.xml": "<sheetView ",
        "xl/workbook.xml": "<workbookView ",
    }

    def edit(mark: str) -> Callable[[str], str]:
        prefix = re.findall(r"<(\w+:)?", mark)[0]
        noted = mark.rstrip(" >") + ' note="张三丰"' + mark[len(mark.rstrip(" >")) :]
        unknown = f'<{prefix}mystery name="张三丰">张三丰</{prefix}mystery>'
        return lambda xml: xml.replace(mark, unknown + noted, 1)

    edit_zip(tmp_path / "a.xlsx", {name: edit(mark) for name, mark in marks.items()})
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert "张三丰" not in everything(tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book["S"]["A1"].font.bold
    assert len(book["S"]._charts) == 1


def test_kinds_of_cells_and_formats_of_kept_columns(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"date_1904": True})
    sheet = book.add_worksheet("O'Neil 表")
    sheet.write_row(0, 0, ["日", "真", "率", "错", "富", "字"])
    sheet.write_datetime(1, 0, dt.datetime(2020, 2, 3, 4, 5), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_boolean(1, 1, True)
    sheet.write(1, 2, 0.125, book.add_format({"num_format": "0.00%"}))
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    sheet.write_rich_string(1, 4, book.add_format({"bold": True}), "粗", "体")
    sheet.write_string(1, 5, " 00123 ")
    sheet.merge_range("A5:C5", "合并")
    sheet.set_column(2, 2, 31)
    book.close()
    new = plan(columns={6: ["新"]}, kept=frozenset(range(6)))
    assert rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", **{"O'Neil 表": new}) == []
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")["O'Neil 表"]
    values = [dt.datetime(2020, 2, 3, 4, 5), True, 0.125, "=1/0", "粗体", " 00123 ", "新"]
    assert [cell.value for cell in copy[2]] == values
    assert [cell.number_format for cell in copy[2]][:3] == ["yyyy-mm-dd hh:mm", "General", "0.00%"]
    assert copy.column_dimensions["C"].width == pytest.approx(31.7, abs=0.1)
    assert [str(found) for found in copy.merged_cells.ranges] == ["A5:C5"]
    read = python_calamine.load_workbook(str(tmp_path / "b.xlsx")).get_sheet_by_index(0).to_python()
    assert read[1][:3] == [dt.datetime(2020, 2, 3, 4, 5), True, 0.125]


def test_workbooks_of_pandas_and_new_values_of_every_kind(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": ["x"] * 6, "b": pandas.to_datetime(["2020-01-02"] * 6)})
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    odd = [Decimal("1.5"), frame.index.to_numpy()[1], float("nan"), True, 10**17, "=1+1"]
    rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", Sheet1=plan(columns={0: odd}, kept=frozenset({1})))
    found = openpyxl.load_workbook(tmp_path / "b.xlsx")["Sheet1"]
    assert [found.cell(row, 1).value for row in range(2, 8)] == ["1.5", "1", None, True, 10**17, "=1+1"]
    assert found["A7"].data_type != "f"
    assert found["B2"].value == dt.datetime(2020, 1, 2)


@pytest.mark.parametrize("number", ["1", "0", "x", "9999999"])
def test_rows_out_of_order_are_refused(tmp_path: Path, number: str) -> None:
    source = simple(tmp_path / "a.xlsx", [["h"], [1], [2]])
    edit_zip(source, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace('<row r="2"', f'<row r="{number}"')})
    with pytest.raises(SourceError, match="damaged"):
        rewrite(source, tmp_path / "b.xlsx")


@pytest.mark.parametrize("content", [b"no zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b""])
def test_other_files_are_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(SourceError):
        rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_document_types_and_broken_xml_are_refused(tmp_path: Path, name: str) -> None:
    for number, damage in enumerate(
        (
            lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1),
            lambda xml: xml[: len(xml) // 2],
        )
    ):
        source = simple(tmp_path / f"{number}.xlsx", [["x"]])
        edit_zip(source, {name: damage})
        with pytest.raises(SourceError):
            rewrite(source, tmp_path / "b.xlsx")
        assert not (tmp_path / "b.xlsx").exists()


def test_a_planned_sheet_that_is_missing_is_refused(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["x"]])
    with pytest.raises(SourceError, match="planned"):
        rewrite(source, tmp_path / "b.xlsx", 别的=plan())
    with pytest.raises(SourceError, match="replace its source"):
        rewrite(source, source)
