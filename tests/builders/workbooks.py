"""Workbooks that hide raw values wherever the file format has room for one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

from pii_scanner.sinks.workbook import SheetRewrite, rewrite_workbook

HEADERS = ["姓名", "手机号", "金额", "性别", "评级", "合计"]
FIRST_ROW = 3  # 0-based: title, empty row, header, data
ROWS = 4

Edit = Callable[[str], str]


@dataclass
class Planted:
    """Hands out phone numbers, one per hiding place, so that a leak names its place."""

    places: dict[str, str] = field(default_factory=dict)

    def phone(self, place: str) -> str:
        number = str(13800100000 + len(self.places) * 37)
        self.places[place] = number
        return number


def scrub(text: str) -> str:
    """Replace mobile numbers, in any digits around CJK text, by stars."""
    return re.sub(r"(?<!\d)1[3-9]\d{9}(?!\d)", "*" * 11, text)


def edit_zip(path: Path, edits: Mapping[str, Edit] | None = None, added: Mapping[str, str] | None = None) -> None:
    """Rewrite parts of a zip file in place and add others."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, edit in (edits or {}).items():
        before = parts[name].decode()
        after = edit(before)
        assert after != before, f"the edit of {name} found nothing to change"
        parts[name] = after.encode()
    for name, content in (added or {}).items():
        parts[name] = content.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def inserted(marker: str, text: str, *, after: bool = False) -> Edit:
    """Return an edit that puts `text` before (or after) the first `marker`."""
    return lambda xml: xml.replace(marker, marker + text if after else text + marker, 1)


def share_strings(path: Path) -> None:
    """Move inline strings to the shared strings, as Excel stores them."""
    items: list[str] = []

    def move(match: re.Match[str]) -> str:
        items.append(f"<si>{match[2]}</si>")
        return f'<c {match[1]} t="s"><v>{len(items) - 1}</v></c>'

    def moved(xml: str) -> str:
        return re.sub(r'<c ([^>]*) t="inlineStr"><is>(.*?)</is></c>', move, xml)

    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    edit_zip(
        path,
        dict.fromkeys(sheets, moved)
        | {
            "[Content_Types].xml": inserted(
                "</Types>",
                '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxml'
                'formats-officedocument.spreadsheetml.sharedStrings+xml"/>',
            ),
            "xl/_rels/workbook.xml.rels": inserted(
                "</Relationships>",
                '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/'
                '2006/relationships/sharedStrings" Target="sharedStrings.xml"/>',
            ),
        },
    )
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{namespace}">{"".join(items)}</sst>'
    edit_zip(path, added={"xl/sharedStrings.xml": strings})


def nasty_workbook(path: Path) -> Planted:
    """Write a workbook with a value in every hiding place we know; return the values.

    Sheet 客户 has a title, a header in row 3 and four rows of data; 隐藏 is very hidden.
    """
    planted = Planted()
    _write_with_openpyxl(path, planted)
    share_strings(path)
    _hide_in_xml(path, planted)
    return planted


def _write_with_openpyxl(path: Path, planted: Planted) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "客户"
    sheet["A1"] = f"名单 {planted.phone('title row')}"
    sheet.merge_cells("A1:C1")
    for column, header in enumerate(HEADERS, 1):
        cell = sheet.cell(3, column, header)
        cell.font = Font(bold=True, color="FFFF0000")
        cell.fill = PatternFill("solid", fgColor="FFFFFF00")
    for row in range(4, 4 + ROWS):
        sheet.cell(row, 1, f"张{row}{planted.phone(f'masked column, row {row}')}")
        if row != 7:
            sheet.cell(row, 2, int(planted.phone(f"masked number, row {row}")))
        sheet.cell(row, 3, row * 100.5).number_format = "#,##0.00"
        sheet.cell(row, 4, "男" if row % 2 else "女")
        sheet.cell(row, 5, planted.phone(f"dropped column, row {row}"))
        sheet.cell(row, 6, f"=C{row}*2")
    sheet["B7"] = f'="{planted.phone("formula of a masked cell")}"'
    sheet["F7"] = f'=IF(C7>1,"{planted.phone("string literal in a kept formula")}","")'
    sheet["F6"] = f"=C6+{planted.phone('number literal in a kept formula')}"
    sheet["A9"] = f"制表 {planted.phone('row below the data')}"
    sheet["H4"] = int(planted.phone("number beside the table"))
    sheet["H5"] = float(planted.phone("float beside the table"))
    sheet["H6"] = "平安"
    sheet["H6"].hyperlink = f"https://example.com/?p={planted.phone('hyperlink target')}"
    sheet["H7"].comment = Comment(planted.phone("comment"), planted.phone("comment author"))
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[3].height = 30
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "A3:F7"
    sheet.auto_filter.add_filter_column(1, [planted.phone("filter value")])
    red = PatternFill(bgColor="FFFF0000")
    sheet.conditional_formatting.add("C4:C7", CellIsRule("greaterThan", ["300"], fill=red))
    secret = planted.phone("conditional format")
    sheet.conditional_formatting.add("D4:D7", FormulaRule([f'D4="{secret}"'], fill=red))
    for ranges, formula in (
        ("D4:D7", '"男,女"'),
        ("C4:C7", f'"甲,{planted.phone("validation list")}"'),
    ):
        sheet.add_data_validation(DataValidation("list", formula1=formula, sqref=ranges))
    prompt = DataValidation("whole", formula1="1", operator="greaterThan", sqref="C4")
    prompt.prompt = planted.phone("validation prompt")
    sheet.add_data_validation(prompt)
    sheet.oddHeader.center.text = f"内部 {planted.phone('page header')}"
    sheet.cell(4, 3).number_format = f'0.00"{planted.phone("number format")}"'
    sheet.protection.password = "letmein"
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "veryHidden"
    hidden["A1"] = planted.phone("very hidden sheet")
    hidden["B2"] = "无关"
    hidden["C3"] = "='客户'!C4+1"
    named = book.create_sheet(f"备{planted.phone('sheet name')}")
    named["A1"] = "可留"
    named.append(["代码", f"列{planted.phone('table column name')}"])
    named.append([1, 2])
    table = Table(displayName="表1", ref="A2:B3")
    table.tableStyleInfo = TableStyleInfo("TableStyleMedium9", showRowStripes=True)
    named.add_table(table)
    chart = BarChart()
    chart.title = f"图 {planted.phone('chart title')}"
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=7), titles_from_data=True)
    sheet.add_chart(chart, "J2")
    book.defined_names["金额列"] = DefinedName("金额列", attr_text="客户!$C$4:$C$7")
    for place, text in (("text", '"{}"'), ("number", "{}+0")):
        name = f"常量{place}"
        value = text.format(planted.phone(f"defined name, {place}"))
        book.defined_names[name] = DefinedName(name, attr_text=value)
    book.properties.creator = planted.phone("creator")
    book.properties.lastModifiedBy = planted.phone("last modified by")
    book.properties.title = planted.phone("document title")
    book.custom_doc_props.append(StringProperty("负责人", planted.phone("custom property")))
    book.save(path)


def _hide_in_xml(path: Path, planted: Planted) -> None:
    """Hide values where no writing library puts them."""
    secret = planted.phone
    sheet = "xl/worksheets/sheet1.xml"
    phonetic = f'<rPh sb="0" eb="1"><t>{secret("phonetic run")}</t></rPh>'
    extension = f'<extLst><ext uri="{{x}}"><x14:y xmlns:x14="urn:x">{secret("sheet extension")}</x14:y></ext></extLst>'

    def in_sheet(xml: str) -> str:
        xml = xml.replace("</worksheet>", extension + "</worksheet>")
        xml = xml.replace("<sheetData>", f"<!--{secret('XML comment')}--><sheetData>", 1)
        xml = xml.replace("<sheetData>", f"<?note {secret('processing instruction')}?><sheetData>")
        private = f' xmlns:q="urn:q" q:n="{secret("attribute of a row")}"'
        xml = re.sub(r'<row r="4"', rf"\g<0>{private}", xml)
        xml = re.sub(r'<c r="C4"', rf'\g<0> note="{secret("attribute of a cell")}"', xml)
        xml = xml.replace("<f>C4*2</f>", '<f t="shared" ref="F4:F5" si="0">C4*2</f>')
        xml = xml.replace("<f>C5*2</f>", '<f t="shared" si="0"/>')
        cached = secret("cached result of a kept formula")
        xml = xml.replace('si="0">C4*2</f><v/>', f'si="0">C4*2</f><v>{cached}</v>')
        xml = xml.replace('si="0">C4*2</f><v></v>', f'si="0">C4*2</f><v>{cached}</v>')
        scenario = f'<scenarios><scenario name="{secret("scenario")}"/></scenarios>'
        return xml.replace("<autoFilter", scenario + "<autoFilter", 1)

    coded = secret("encoded characters")
    encoded = "".join(f"_x{ord(digit):04X}_" for digit in coded[:6]) + coded[6:]
    split = secret("formatted runs")
    runs = f"<r><t>{split[:5]}</t></r><r><rPr><b/></rPr><t>{split[5:]}</t></r>"
    edit_zip(
        path,
        {
            sheet: in_sheet,
            "xl/worksheets/sheet2.xml": lambda xml: xml.replace(
                "</sheetData>",
                f'<row r="9"><c r="A9" t="inlineStr"><is><t>{encoded}</t></is></c>'
                f'<c r="B9" t="inlineStr"><is>{runs}</is></c>'
                f'<c t="str"><v>{secret("cell without a reference")}</v></c></row></sheetData>',
            ),
            "xl/sharedStrings.xml": lambda xml: xml.replace("<t>&#30007;</t>", f"<t>男</t>{phonetic}").replace(
                "</sst>", f"<si><t>{secret('unused shared string')}</t></si></sst>"
            ),
            "xl/workbook.xml": lambda xml: xml.replace(
                "<workbookPr", f'<fileSharing userName="{secret("file sharing")}"/><workbookPr', 1
            ).replace("<definedNames>", f'<extra a="{secret("unknown element")}"/><definedNames>'),
            "xl/charts/chart1.xml": lambda xml: re.sub(
                r"(<(?:c:)?f>[^<]*</(?:c:)?f>)",
                rf"\1<numCache><pt idx='0'><v>{secret('chart cache')}</v></pt></numCache>",
                xml,
            ),
            "xl/styles.xml": inserted("</styleSheet>", f"<extLst><ext>{secret('styles extension')}</ext></extLst>"),
            "xl/_rels/workbook.xml.rels": inserted(
                "</Relationships>",
                '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/'
                '2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/>',
            ),
        },
        {part: f"<x>{secret(part)}</x>" for part in _FOREIGN_PARTS} | {f"xl/media/{secret('part name')}.png": "x"},
    )


_FOREIGN_PARTS = (
    "customXml/item1.xml",
    "docProps/thumbnail.xml",
    "xl/activeX/activeX1.xml",
    "xl/calcChain.xml",
    "xl/connections.xml",
    "xl/ctrlProps/ctrlProp1.xml",
    "xl/embeddings/oleObject1.bin",
    "xl/externalLinks/externalLink1.xml",
    "xl/macrosheets/sheet1.xml",
    "xl/metadata.xml",
    "xl/persons/person.xml",
    "xl/pivotCache/pivotCacheRecords1.xml",
    "xl/pivotTables/pivotTable1.xml",
    "xl/printerSettings/printerSettings1.bin",
    "xl/queryTables/queryTable1.xml",
    "xl/revisions/revisionLog1.xml",
    "xl/richData/rdrichvalue.xml",
    "xl/slicers/slicer1.xml",
    "xl/threadedComments/threadedComment1.xml",
    "xl/vbaProject.bin",
    "xl/webextensions/webextension1.xml",
    "customUI/customUI14.xml",
    "unknown.dat",
)


def flat_sheet(path: Path, rows: list[list[object]]) -> Path:
    """Write a flat OpenDocument spreadsheet, which only an office program turns into XLSX."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        text = str(value)
        if text.startswith("of:="):
            return f'<table:table-cell table:formula="{text}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{names} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:'
        'of:1.2" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body>'
        f'<office:spreadsheet><table:table table:name="客户 \'24">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document>",
        encoding="utf-8",
    )
    return path


def rewrite(source: Path, target: Path, **sheets: SheetRewrite) -> list[str]:
    return rewrite_workbook(source, target, sheets, scrub)


def everything(path: Path) -> str:
    """Return all part names and all decompressed parts of a zip file."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = [name + "\n" + archive.read(name).decode() for name in archive.namelist()]
    return "\n".join(parts)


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def simple(path: Path, rows: list[list[object]], name: str = "S") -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def plan(**changes: object) -> SheetRewrite:
    values: dict[str, object] = {
        "header_row": 0,
        "first_row": 1,
        "columns": {},
        "kept": frozenset(),
        "dropped": frozenset(),
        "headers": {},
    }
    return SheetRewrite(**(values | changes))  # type: ignore[arg-type]


def cells(path: Path, name: str = "S") -> list[list[object]]:
    return [list(row) for row in openpyxl.load_workbook(path)[name].iter_rows(values_only=True)]
