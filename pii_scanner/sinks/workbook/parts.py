"""The parts beside the sheets: styles, theme, document properties, and what is left behind."""

from __future__ import annotations

import re
from collections import Counter

from pii_scanner.i18n import tr
from pii_scanner.sinks.workbook.markup import (
    DECLARATION,
    DRAWING,
    LINKS,
    MAIN,
    Element,
    children,
    name_of,
)
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.render import Policy, render
from pii_scanner.sinks.workbook.schema import STYLE_ELEMENTS, STYLE_PARTS, THEME_ELEMENTS

_OFFICE = "application/vnd.openxmlformats-officedocument."
_SHEETS = _OFFICE + "spreadsheetml."
SHEET_TYPE = _SHEETS + "worksheet+xml"
STYLES_TYPE = _SHEETS + "styles+xml"
STRINGS_TYPE = _SHEETS + "sharedStrings+xml"
THEME_TYPE = _OFFICE + "theme+xml"
APP_TYPE = _OFFICE + "extended-properties+xml"
CORE_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"
CORE_LINK = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"

# Excel refuses a file whose extension and content type disagree, macros or not.
_WORKBOOK_TYPES = {
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
    ".xltx": _SHEETS + "template.main+xml",
}

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_VERSION = re.compile(r"\d{1,2}\.\d{1,4}", re.ASCII)
CORE_XML = (
    f"{DECLARATION}<cp:coreProperties "
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified>'
    "</cp:coreProperties>"
)

# First match wins; None is a part that the copy writes anew or never needs.
_KINDS: tuple[tuple[re.Pattern[str], str | None], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), label)
    for pattern, label in (
        (r"\.rels$|^\[Content_Types\]\.xml$|calcChain|docProps/(app|core)\.xml$", None),
        (r"xl/sharedStrings\.xml$|xl/styles\.xml$", None),
        (r"threadedComment", "threaded comments"),
        (r"persons?/", "list of comment authors"),
        (r"comments", "comments"),
        (r"vbaProject|vbaData", "macros"),
        (r"vmlDrawing", "legacy drawings (comment boxes, controls)"),
        (r"customXml/", "custom XML"),
        (r"docProps/custom", "custom document properties"),
        (r"docProps/thumbnail", "preview picture"),
        (r"pivot", "pivot tables and their cached data"),
        (r"externalLink", "links to other workbooks"),
        (r"embeddings/|\.bin$.*ole", "embedded objects"),
        (r"activeX|ctrlProps", "form controls"),
        (r"printerSettings", "printer settings"),
        (r"media/", "pictures"),
        (r"diagrams/|drawings/", "drawings (shapes, pictures, diagrams)"),
        (r"charts?(Ex)?/|chartsheets/", "charts or their styles"),
        (r"queryTables|connections", "data connections and queries"),
        (r"revisions", "revision history"),
        (r"slicer|timeline", "slicers and timelines"),
        (r"metadata|richData", "rich data types and cell metadata"),
        (r"webextension", "web extensions"),
        (r"customUI|userCustomization", "custom ribbons"),
        (r"macrosheets|dialogsheets", "macro and dialog sheets"),
        (r"theme/", "themes with pictures"),
        (r"tables/", "Excel tables that could not be read"),
        (r"", "other parts"),
    )
)


def app_xml(source: Element | None) -> str:
    """Return the properties of the program; readers choose the defaults of charts by its version."""
    found = (
        next((each.text for each in source if name_of(each)[1] == "AppVersion"), None) if source is not None else None
    )
    version = f"<AppVersion>{found}</AppVersion>" if found and _VERSION.fullmatch(found) else ""
    return (
        f'{DECLARATION}<Properties xmlns="{_PROPERTIES}">'
        f"<Application>Microsoft Excel</Application>{version}</Properties>"
    )


def workbook_type(suffix: str) -> str:
    """Return the content type of the workbook part for a file extension."""
    return _WORKBOOK_TYPES.get(suffix.lower(), _SHEETS + "sheet.main+xml")


def styles_xml(root: Element, scrubber: Scrubber) -> str:
    """Return the style sheet: formats, fonts, fills, borders, named and conditional styles."""
    policy = Policy(scrubber, {MAIN: ""}, STYLE_ELEMENTS)
    inner = "".join(render(part, policy) for part in root if name_of(part)[1] in STYLE_PARTS)
    return f'{DECLARATION}<styleSheet xmlns="{MAIN}">{inner}</styleSheet>'


def theme_xml(root: Element, scrubber: Scrubber) -> str | None:
    """Return the theme, or None when it needs a picture (Excel then takes its default)."""
    if any(key.startswith("{") and LINKS in key for part in root.iter() for key in part.attrib):
        return None
    elements = children(root, "themeElements", DRAWING)
    policy = Policy(scrubber, {DRAWING: "a"}, THEME_ELEMENTS)
    inner = "".join(render(part, policy) for part in elements)
    if not inner:
        return None
    return f'{DECLARATION}<a:theme xmlns:a="{DRAWING}" name="Theme">{inner}</a:theme>'


def left_behind(parts: list[str], read: set[str]) -> list[str]:
    """Return one warning per kind of part that has no place in the copy, without part names."""
    counts: Counter[str] = Counter()
    for part in parts:
        if part in read:
            continue
        label = next(label for pattern, label in _KINDS if pattern.search(part))
        if label is not None:
            counts[label] += 1
    return [tr("Left out: {what} ({count}).", what=tr(label), count=count) for label, count in sorted(counts.items())]
