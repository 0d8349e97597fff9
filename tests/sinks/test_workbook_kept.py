"""What a masked workbook keeps for its reader beside the cells: notes, links, sparklines, newer rules."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.builders.workbooks import edit_zip, everything, part, plan, rewrite, simple

PHONE = "13800138000"


def test_comments_are_kept_with_their_text_scrubbed_and_without_authors(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_column("A1", ["h", "x", "y"])
    sheet.write_comment("A2", f"张三丰:\n已核对，电话 {PHONE}\n张三丰", {"author": "张三丰"})
    sheet.write_comment("B3", "随列删除", {"author": "李四光"})
    sheet.write_comment("C9", "两行\n说明 <&>", {"author": "李四光"})
    book.close()
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=plan(columns={0: ["1"]}, dropped=frozenset({1})))
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    assert copy["A2"].comment.text == "已核对，电话 ***********\n***"
    assert copy["B3"].comment is None
    assert copy["C9"].comment.text == "两行\n说明 <&>"
    assert "<authors><author/></authors>" in part(tmp_path / "b.xlsx", "xl/comments1.xml")
    found = everything(tmp_path / "b.xlsx")
    assert not any(text in found for text in ("张三丰", "李四光", PHONE, "随列删除"))
    assert warnings == []


def test_boxes_of_controls_are_named_as_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_comment("A2", "说明")
    sheet.insert_button("C3", {"caption": "按钮"})
    book.close()
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]["A2"].comment.text == "说明"
    assert any("legacy drawings" in warning for warning in warnings)
    assert "按钮" not in everything(tmp_path / "b.xlsx")


def test_links_within_the_workbook_and_plain_web_addresses_stay(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    book.add_worksheet("说明")
    links = {
        "B1": "internal:说明!A1",
        "B2": "https://example.com/help/index.html?q=13800138000#x",
        "B3": "https://example.com/help/13800138000",
        "B4": "mailto:zhangsan@example.com",
        "B5": "external:C:\\客户\\张三丰.xlsx",
        "B6": "https://user:secret@example.com/doc",
        "B7": "https://example.com/1380-0138-000",
        "A2": "https://example.com/masked",
    }
    for place, link in links.items():
        sheet.write_url(place, link, string="链接", tip=PHONE if place == "B2" else None)
    book.close()
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=plan(columns={0: ["1"]}))
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    kept = {
        cell.coordinate: cell.hyperlink.target or cell.hyperlink.location
        for row in copy.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    assert kept["B1"] == "说明!A1"
    assert kept["B2"] == "https://example.com/help/index.html"
    assert kept["B6"] == "https://example.com/doc"
    assert not kept.keys() & {"A2", "B3", "B4", "B5"}
    text = everything(tmp_path / "b.xlsx")
    assert not any(value in text for value in (PHONE, "zhangsan", "张三丰", "secret", "masked"))
    assert "Sheet S: left out 4 hyperlinks." in warnings


def test_sparklines_and_newer_rules_stay(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    lists = book.add_worksheet("列表")
    lists.write_column("A1", ["甲", "乙"])
    for row in range(4):
        sheet.write_row(row, 0, [row, row * 2, row * 3])
        sheet.add_sparkline(row, 4, {"range": f"S!A{row + 1}:C{row + 1}", "type": "column", "markers": True})
    sheet.conditional_format("B1:B4", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    book.close()
    assert rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx", S=plan(kept=frozenset(range(5)), rows=3)) == []
    xml = part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert xml.count("<x14:sparkline>") == 4
    assert "<xm:f>S!A1:C1</xm:f>" in xml
    assert xml.count("{00000000-000A-4000-8000-000000000001}") == 2
    assert 'gradient="0"' in xml
    assert [str(found.sqref) for found in openpyxl.load_workbook(tmp_path / "b.xlsx")["S"].conditional_formatting] == [
        "B1:B4"
    ]


X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"


@pytest.mark.parametrize(
    ("formula", "stays"), [("列表!$A$1:$A$2", True), ('"甲,13800138000"', False), ("'[别处.xlsx]列表'!A1", False)]
)
def test_lists_on_other_sheets_stay_without_values(tmp_path: Path, formula: str, stays: bool) -> None:
    source = simple(tmp_path / "a.xlsx", [["x"]], name="列表")
    validation = (
        f'<extLst><ext xmlns:x14="{X14}" uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
        f'xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>{formula}</xm:f>'
        "</x14:formula1><xm:sqref>B2:B9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    edit_zip(source, {"xl/worksheets/sheet1.xml": lambda xml: xml.replace("</worksheet>", validation + "</worksheet>")})
    warnings = rewrite(source, tmp_path / "b.xlsx")
    xml = part(tmp_path / "b.xlsx", "xl/worksheets/sheet1.xml")
    assert (f"<xm:f>{formula}</xm:f>" in xml) is stays
    assert (warnings == []) is stays
    assert PHONE not in xml


def test_a_section_of_a_header_that_names_someone_goes_and_the_others_stay(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.set_header(f"&L资产保全部&C&P / &N&R制表 {PHONE}")
    sheet.set_footer("&L138&C00138000&R内部")
    book.close()
    warnings = rewrite(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    copy = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    assert (copy.oddHeader.left.text, copy.oddHeader.center.text) == ("资产保全部", "&P / &N")
    assert copy.oddHeader.right.text is None
    assert copy.oddFooter.left.text is copy.oddFooter.right.text is None
    assert warnings == ["Sheet S: left out header and footer."]


def test_charts_look_as_in_the_program_that_wrote_them(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["x"]])
    edit_zip(source, {"docProps/app.xml": lambda xml: xml.replace("12.0000", "16.0300")})
    rewrite(source, tmp_path / "b.xlsx")
    assert "<AppVersion>16.0300</AppVersion>" in part(tmp_path / "b.xlsx", "docProps/app.xml")
    edit_zip(source, {"docProps/app.xml": lambda xml: xml.replace("16.0300", PHONE)})
    rewrite(source, tmp_path / "c.xlsx")
    assert "AppVersion" not in part(tmp_path / "c.xlsx", "docProps/app.xml")
