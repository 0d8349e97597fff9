"""A workbook that holds one value in every part, element and attribute of the format that can hold one."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import xlsxwriter

from tests.builders.workbooks import edit_zip

MARK = "13800138000"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_SHEET = "xl/worksheets/sheet1.xml"
_BOOK = "xl/workbook.xml"

# (part, kind of its relationship, the part that refers to it); each has the mark as text, attribute and UTF-16.
_PARTS = (
    ("customXml/item1.xml", "customXml", _BOOK),
    ("customXml/itemProps1.xml", "customXmlProps", "customXml/item1.xml"),
    ("docMetadata/LabelInfo.xml", "classificationlabels", ""),
    ("docProps/custom.xml", "custom-properties", ""),
    ("docProps/thumbnail.emf", "thumbnail", ""),
    ("_xmlsignatures/origin.sigs", "origin", ""),
    ("_xmlsignatures/sig1.xml", "signature", "_xmlsignatures/origin.sigs"),
    ("customUI/customUI14.xml", "extensibility", ""),
    ("userCustomization/customUI.xml", "userCustomization", ""),
    ("xl/webextensions/taskpanes.xml", "webextensiontaskpanes", ""),
    ("xl/webextensions/webextension1.xml", "webextension", "xl/webextensions/taskpanes.xml"),
    ("xl/vbaProject.bin", "vbaProject", _BOOK),
    ("xl/vbaProjectSignature.bin", "vbaProjectSignature", "xl/vbaProject.bin"),
    ("xl/attachedToolbars.bin", "attachedToolbars", _BOOK),
    ("xl/calcChain.xml", "calcChain", _BOOK),
    ("xl/cellimages.xml", "cellImage", _BOOK),
    ("xl/connections.xml", "connections", _BOOK),
    ("xl/externalLinks/externalLink1.xml", "externalLink", _BOOK),
    ("xl/featurePropertyBag/featurePropertyBag.xml", "FeaturePropertyBag", _BOOK),
    ("xl/metadata.xml", "sheetMetadata", _BOOK),
    ("xl/model/item.data", "powerPivotData", _BOOK),
    ("xl/persons/person.xml", "person", _BOOK),
    ("xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition", _BOOK),
    ("xl/pivotCache/pivotCacheRecords1.xml", "pivotCacheRecords", "xl/pivotCache/pivotCacheDefinition1.xml"),
    ("xl/revisions/revisionHeaders.xml", "revisionHeaders", _BOOK),
    ("xl/revisions/revisionLog1.xml", "revisionLog", "xl/revisions/revisionHeaders.xml"),
    ("xl/revisions/userNames.xml", "usernames", _BOOK),
    ("xl/richData/rdrichvalue.xml", "rdRichValue", _BOOK),
    ("xl/richData/rdrichvaluestructure.xml", "rdRichValueStructure", _BOOK),
    ("xl/richData/richValueRel.xml", "richValueRel", _BOOK),
    ("xl/slicerCaches/slicerCache1.xml", "slicerCache", _BOOK),
    ("xl/timelineCaches/timelineCache1.xml", "timelineCache", _BOOK),
    ("xl/volatileDependencies.xml", "volatileDependencies", _BOOK),
    ("xl/xmlMaps.xml", "xmlMaps", _BOOK),
    ("xl/dialogsheets/sheet1.xml", "dialogsheet", _BOOK),
    ("xl/macrosheets/sheet1.xml", "xlMacrosheet", _BOOK),
    ("xl/activeX/activeX1.xml", "control", _SHEET),
    ("xl/ctrlProps/ctrlProp1.xml", "ctrlProp", _SHEET),
    ("xl/customProperty1.bin", "customProperty", _SHEET),
    ("xl/embeddings/oleObject1.bin", "oleObject", _SHEET),
    ("xl/embeddings/Microsoft_Word_Document.docx", "package", _SHEET),
    ("xl/namedSheetViews/namedSheetView1.xml", "namedSheetView", _SHEET),
    ("xl/pivotTables/pivotTable1.xml", "pivotTable", _SHEET),
    ("xl/printerSettings/printerSettings1.bin", "printerSettings", _SHEET),
    ("xl/queryTables/queryTable1.xml", "queryTable", _SHEET),
    ("xl/slicers/slicer1.xml", "slicer", _SHEET),
    ("xl/tables/tableSingleCells1.xml", "tableSingleCells", _SHEET),
    ("xl/threadedComments/threadedComment1.xml", "threadedComment", _SHEET),
    ("xl/timelines/timeline1.xml", "timeline", _SHEET),
    ("xl/media/background.png", "image", _SHEET),
    (f"xl/media/{MARK}.png", "image", "xl/drawings/drawing1.xml"),
    ("xl/drawings/drawing9.xml", "chartUserShapes", "xl/charts/chart1.xml"),
    ("xl/charts/style1.xml", "chartStyle", "xl/charts/chart1.xml"),
    ("xl/theme/themeOverride1.xml", "themeOverride", "xl/charts/chart1.xml"),
    ("xl/diagrams/data1.xml", "diagramData", "xl/drawings/drawing1.xml"),
    ("xl/unknown/anything.dat", "unheardOf", _BOOK),
)

# part -> what comes before a text that it holds.
_BEFORE = {
    _BOOK: (
        ("<workbookPr", f'<fileVersion codeName="{MARK}"/><fileSharing userName="{MARK}" reservationPassword="{MARK}"/>'),
        ("<sheets>", f'<customWorkbookViews><customWorkbookView name="{MARK}" guid="{MARK}"/></customWorkbookViews>'),
        (
            "</definedNames>",
            f'<definedName name="名" comment="{MARK}" description="{MARK}" customMenu="{MARK}" help="{MARK}" '
            f'statusBar="{MARK}">S!$A$1</definedName><definedName name="N{MARK}">S!$A$1</definedName>',
        ),
        (
            "</workbook>",
            f'<oleSize ref="A1:B{MARK}"/><smartTagTypes><smartTagType namespaceUri="{MARK}" name="{MARK}"/></smartTagTypes>'
            f'<webPublishing title="{MARK}"/><fileRecoveryPr note="{MARK}"/><webPublishObjects><webPublishObject '
            f'destinationFile="{MARK}" title="{MARK}"/></webPublishObjects><extLst><ext uri="{{{MARK}}}">{MARK}</ext></extLst>',
        ),
    ),
    _SHEET: (
        ("<dimension", f'<sheetPr codeName="{MARK}" syncRef="{MARK}"/>'),
        (
            "<autoFilter",
            f'<protectedRanges><protectedRange name="{MARK}" sqref="A1" securityDescriptor="{MARK}"/></protectedRanges>'
            f'<scenarios><scenario name="{MARK}" user="{MARK}" comment="{MARK}"><inputCells r="A1" val="{MARK}"/></scenario>'
            f'</scenarios>',
        ),
        (
            "</autoFilter>",
            f'<filterColumn colId="1"><customFilters><customFilter val="{MARK}"/></customFilters></filterColumn>'
            f'<sortState ref="A2:A9"><sortCondition ref="A2" customList="{MARK},x"/></sortState>',
        ),
        (
            "<pageMargins",
            f'<dataConsolidate><dataRefs><dataRef name="{MARK}" sheet="{MARK}"/></dataRefs></dataConsolidate>'
            f'<customSheetViews><customSheetView guid="{MARK}"><headerFooter><oddHeader>{MARK}</oddHeader></headerFooter>'
            "</customSheetView></customSheetViews>",
        ),
        (
            "<drawing",
            f'<customProperties><customPr name="{MARK}"/></customProperties><cellWatches><cellWatch r="A{MARK}"/>'
            f'</cellWatches><ignoredErrors><ignoredError sqref="A{MARK}" numberStoredAsText="1"/></ignoredErrors><smartTags>'
            f'<cellSmartTags r="A1"><cellSmartTag type="{MARK}"/></cellSmartTags></smartTags>',
        ),
        (
            "</worksheet>",
            f'<webPublishItems><webPublishItem divId="{MARK}" title="{MARK}"/></webPublishItems>'
            f'<extLst><ext uri="{{A}}" xmlns:x14="{_X14}"><x14:slicerList note="{MARK}"/></ext><ext uri="{{B}}">{MARK}</ext>'
            "</extLst>",
        ),
        (
            "</sheetData>",
            f'<row r="50"><c r="A50" cm="1" vm="1" ph="1"><f t="dataTable" ref="A50:A51" dt2D="1" r1="B{MARK}" r2="C1"/>'
            f'<v>{MARK}</v></c><c r="B50" t="str"><f>_xlfn.DISPIMG("ID_{MARK}",1)</f><v>=DISPIMG("ID_{MARK}",1)</v></c>'
            f'<c r="C50" t="e"><v>{MARK}</v></c><c r="D50" t="d"><v>{MARK}</v></c><c r="E50" t="x{MARK}"><v>{MARK}</v></c>'
            f'<c r="F50"><f aca="{MARK}">1+{MARK}</f></c><c r="G50" t="inlineStr"><is><r><rPr><rFont val="{MARK}"/></rPr><t>'
            f'{MARK[:4]}</t></r><r><t>{MARK[4:]}</t></r><rPh sb="0" eb="1"><t>{MARK}</t></rPh></is></c></row>',
        ),
    ),
    "xl/styles.xml": (
        ("<fonts", f'<numFmts count="1"><numFmt numFmtId="190" formatCode="0&quot;{MARK}&quot;"/></numFmts>'),
        ("</cellStyles>", f'<cellStyle name="样式 {MARK}" xfId="0"/>'),
        ("<dxfs", ""),
        ("</styleSheet>", f'<extLst><ext uri="{{x}}">{MARK}</ext></extLst>'),
    ),
    "xl/theme/theme1.xml": (("</a:theme>", f'<a:custClrLst><a:custClr name="{MARK}"/></a:custClrLst>'),),
    "xl/sharedStrings.xml": (("</sst>", f"<si><t>{MARK}</t></si><si><r><t>{MARK}</t></r></si>"),),
    "xl/comments1.xml": (("</authors>", f"<author>{MARK}</author>"),),
    "xl/charts/chart1.xml": (
        ("</c:ser>", f'<c:extLst><c:ext uri="{{x}}"><c:datalabelsRange><c15:f xmlns:c15="urn:c15">{MARK}</c15:f></c:datalabelsRange></c:ext></c:extLst>'),
        ("</c:numRef>", f'<c:numCache><c:pt idx="0"><c:v>{MARK}</c:v></c:pt></c:numCache>'),
        ("</c:chartSpace>", f'<c:externalData note="{MARK}"/>'),
    ),
    "docProps/core.xml": (("</cp:coreProperties>", f"<cp:keywords>{MARK}</cp:keywords><cp:category>{MARK}</cp:category>"),),
    "docProps/app.xml": (("</Properties>", f"<Manager>{MARK}</Manager><HyperlinkBase>{MARK}</HyperlinkBase>"),),
    "xl/drawings/vmlDrawing1.vml": (("</xml>", f'<v:shape alt="{MARK}" href="file://{MARK}">{MARK}</v:shape>'),),
}  # fmt: skip


def marked_workbook(path: Path) -> None:
    """Write the workbook; sheet S has a header in row 1, and its name stands in a second sheet's."""
    _write(path)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
    added = {part: f'<x note="{MARK}">{MARK}</x>' + MARK.encode("utf-16-le").decode() for part, _, _ in _PARTS}
    links: dict[str, str] = {}
    for number, (part, kind, owner) in enumerate(_PARTS):
        folder, _, name = owner.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels".lstrip("/")
        links[rels] = links.get(rels, "") + f'<Relationship Id="m{number}" Type="{_LINKS}/{kind}" Target="/{part}"/>'
    edits = {part: _inserting(pairs) for part, pairs in _BEFORE.items()}
    for rels, body in links.items():
        if rels in names:
            edits[rels] = _inserting((("</Relationships>", body),))
        else:
            added[rels] = (
                f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{body}</Relationships>'
            )
    edit_zip(path, edits, added)
    names_in_theme = ('name="Office Theme"', 'name="Office"', 'typeface="Cambria"')
    edit_zip(path, {"xl/theme/theme1.xml": lambda xml: _named(xml, names_in_theme)})


def _named(xml: str, marks: tuple[str, ...]) -> str:
    for mark in marks:
        xml = xml.replace(mark, re.sub('".*"', f'"{MARK}"', mark))
    return xml


def _inserting(pairs: tuple[tuple[str, str], ...]):  # type: ignore[no-untyped-def]
    def edit(xml: str) -> str:
        for mark, text in pairs:
            assert mark in xml, mark
            xml = xml.replace(mark, text + mark)
        return xml

    return edit


def _write(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties(dict.fromkeys(("title", "subject", "author", "manager", "company", "comments"), MARK))
    sheet = book.add_worksheet("S")
    other = book.add_worksheet(f"表{MARK}")
    other.set_header(f"&L内部&R{MARK}")
    sheet.write_row(0, 0, ["标题", "金额", f"列{MARK}"])
    for row in range(1, 9):
        sheet.write_row(row, 0, [f"甲{MARK}", row, MARK, float(MARK)])
    sheet.write_formula("F2", f'=IF(B2>1,"{MARK}","")', None, MARK)
    sheet.write_array_formula("F3:F4", f'{{=B3:B4&"{MARK}"}}', None, MARK)
    sheet.write_comment("B3", f"说明 {MARK}", {"author": MARK})
    for row, link in enumerate(
        (f"mailto:{MARK}@x.cn", f"external:{MARK}.xlsx", f"internal:'表{MARK}'!A1", f"https://x.cn/{MARK}")
    ):
        sheet.write_url(row, 8, link, string="链", tip=MARK)
    messages = {"input_title": "问", "input_message": MARK, "error_title": "错", "error_message": MARK}
    sheet.data_validation("B2", {"validate": "list", "source": ["甲", MARK]})
    sheet.data_validation("B3", {"validate": "whole", "criteria": ">", "value": 1, **messages})
    format_ = book.add_format({"num_format": f'0"{MARK}"'})
    sheet.conditional_format("B2:B9", {"type": "text", "criteria": "containing", "value": MARK, "format": format_})
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": "==", "value": int(MARK), "format": format_})
    sheet.conditional_format(
        "B2:B9", {"type": "data_bar", "min_type": "num", "min_value": int(MARK), "data_bar_2010": True}
    )
    sheet.autofilter("A1:C9")
    sheet.filter_column(0, f"x == {MARK}")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": f"系列{MARK}", "values": "=S!$B$2:$B$9", "data_labels": {"custom": [{"value": MARK}]}})
    chart.set_title({"name": f"图{MARK}"})
    chart.set_x_axis({"name": MARK})
    sheet.insert_chart("K1", chart, {"description": MARK, "decorative": False})
    sheet.insert_textbox("K20", f"框{MARK}", {"description": MARK})
    other.add_table(
        "A1:B3", {"name": f"台账{MARK}", "columns": [{"header": f"列{MARK}", "total_string": MARK}, {"header": "x"}]}
    )
    book.define_name("文", f'="{MARK}"')
    book.define_name("数", f"={MARK}")
    book.close()
