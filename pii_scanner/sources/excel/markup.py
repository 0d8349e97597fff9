"""What programs send out as .xls though it is none: a page of HTML, alone or as a web archive (MHT), or the XML of Excel 2003.

Excel opens such files without a word. Here they become a workbook of texts in memory, one sheet for each table; what
stands around the tables, in attributes and in comments is told beside it.
"""

from __future__ import annotations

import email
import email.policy
import io
import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree, html

from pii_scanner.errors import SourceError
from pii_scanner.model.names import distinct_names
from pii_scanner.sources.encoding import decoded_head, detect_encoding, looks_like_text, open_text, readable_name
from pii_scanner.sources.excel.package import damaged

_SUFFIXES = {".xls", ".xlsx", ".xlsm", ".xlt", ".et", ".ett"}
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_PAGE = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|meta|style|title|table|center|div|font|form|script|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVE = re.compile(r"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_CELL = re.compile(rb"<\0?t\0?[dh]\0?[\s/>]", re.IGNORECASE)
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,100})</x:Name>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# Attributes that say something to a reader, or hold the value that is shown shortened.
_SAYING = ("href", "title", "alt", "value", "content", "placeholder")
_VALUE = "x:num"
_SHORTENED = re.compile(r"[0-9.]+E\+[0-9]+", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DIGITS = 15
_MIDNIGHT = re.compile(r"T00:00:00(?:\.0+)?$")
# What Excel takes: of a sheet, of a name, of a cell. A page claims any number of columns for one cell.
_ROWS, _COLUMNS, _NAME, _LONGEST, _WIDEST = 1 << 20, 1 << 14, 31, 32_767, 500
# The same file gives the same workbook.
_MADE = datetime(2000, 1, 1, tzinfo=timezone.utc)
# A tree takes some twenty times the memory of its text.
_MOST = 64 << 20


@dataclass
class _Sheet:
    """Cells by row and column, from 0 on, and merged ones: (first row, first column, last row, last column)."""

    name: str = ""
    cells: dict[tuple[int, int], str | float | bool] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def is_markup(path: Path, head: bytes) -> bool:
    """Return whether a file is called like a workbook and holds tables as HTML or XML."""
    if path.suffix.lower() not in _SUFFIXES or not looks_like_text(head) or not 0 < path.stat().st_size <= _MOST:
        return False
    text = decoded_head(head).lstrip("\ufeff \t\r\n")
    if text.startswith("<") and _SPREADSHEET in text and "<html" not in text.lower():
        return True
    if _ARCHIVE.match(text):
        return "text/html" in text
    if not _PAGE.match(text):
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _CELL.search(data) is not None


def as_workbook(path: Path, name: str) -> tuple[bytes, dict[str, list[str]]]:
    """Return an XLSX with the tables of such a file, and the texts outside its cells by their place.

    `name` is what users know the file as.
    """
    with open_text(path, detect_encoding(path)) as stream:
        text = stream.read()
    outside: dict[str, list[str]] = {"text around the tables": [], "attributes": [], "comments": []}
    if _SPREADSHEET in text[:65536] and "<html" not in text[:65536].lower():
        sheets = list(_of_xml(text, name, outside))
    else:
        pages = list(_pages(path)) if _ARCHIVE.match(text.lstrip()) else [text]
        sheets = [sheet for page in pages for sheet in _of_page(page, outside)]
    stem = readable_name(PurePosixPath(name.replace("\\", "/")).stem)
    return _written(sheets, stem, outside), outside


def _pages(path: Path) -> Iterator[str]:
    """Yield the pages of a web archive."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload: Any = part.get_payload(decode=True)
            yield decoded_head(payload or b"")


def _of_page(text: str, outside: dict[str, list[str]]) -> Iterator[_Sheet]:
    """Yield the tables of a page that hold no others; what is outside of them is added to `outside`."""
    names = _SHEET_NAME.findall(text)
    parser = html.HTMLParser(huge_tree=True, remove_pis=True)
    root = html.document_fromstring(_DECLARED.sub("", text) or "<html/>", parser=parser)
    for comment in root.iter(etree.Comment):
        outside["comments"] += _lines(_TAG.sub("\n", comment.text or ""))
    etree.strip_tags(root, etree.Comment)
    etree.strip_elements(root, "style", with_tail=False)
    for element in root.iter():
        if element.attrib:
            outside["attributes"] += [value for key in _SAYING if (value := (element.get(key) or "").strip())]
    tables = [table for table in root.iter("table") if next(table.iterdescendants("table"), None) is None]
    filled = 0
    for table in tables:
        sheet = _of_table(table)
        if sheet.cells:
            filled += 1
            sheet.name = names[filled - 1] if filled <= len(names) else ""
            yield sheet
    outside["text around the tables"] += [line for text in root.itertext() for line in _lines(text)]


def _of_table(table: Any) -> _Sheet:
    """Return the cells of a table, which are emptied: what is left is outside of them."""
    sheet = _Sheet()
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            if column >= _COLUMNS:
                break
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            _place(sheet, row, column, _shown(cell), width, height)
            cell.clear(keep_tail=True)
            if height > 1:
                taken.update((row + down, column + right) for down in range(1, height) for right in range(width))
            column += width
    return sheet


def _place(sheet: _Sheet, row: int, column: int, value: str | float | bool, width: int, height: int) -> None:
    if value != "":
        sheet.cells[row, column] = value
    if (width > 1 or height > 1) and row + height <= _ROWS and column + width <= _COLUMNS:
        sheet.merged.append((row, column, row + height - 1, column + width - 1))


def _span(cell: Any, name: str) -> int:
    told = (cell.get(name) or "").strip()
    return max(1, min(int(told), _WIDEST)) if told.isascii() and told.isdigit() else 1


def _shown(cell: Any) -> str:
    """Return the text of a cell as it is shown; a number that is shown shortened as it is."""
    for line in cell.iter("br", "p", "div", "li"):
        if line.tag == "br":
            line.tail = "\n" + (line.tail or "")
        else:
            line.text = "\n" + (line.text or "")
    shown = "\n".join(_lines("".join(cell.itertext())))
    whole = (cell.get(_VALUE) or "").strip()
    return whole if whole and _SHORTENED.fullmatch(shown) else shown


def _lines(text: str) -> list[str]:
    return [line for each in text.split("\n") if (line := " ".join(each.split()))]


def _of_xml(text: str, name: str, outside: dict[str, list[str]]) -> Iterator[_Sheet]:
    """Yield the sheets of a workbook in the XML of Excel 2003."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True, remove_pis=True)
    root = etree.fromstring(_DECLARED.sub("", text).encode("utf-8", "replace"), parser)
    if root is None:  # nothing of it could be saved
        raise SourceError(damaged(name))
    for comment in root.iter(etree.Comment):
        outside["comments"] += _lines(comment.text or "")
    etree.strip_tags(root, etree.Comment)
    for worksheet in root.iter(f"{{{_SPREADSHEET}}}Worksheet"):
        sheet = _Sheet(worksheet.get(f"{{{_SPREADSHEET}}}Name", ""))
        row = -1
        for line in worksheet.iter(f"{{{_SPREADSHEET}}}Row"):
            row = _told(line, "Index", row + 2) - 1
            column = -1
            for cell in line.iterchildren(f"{{{_SPREADSHEET}}}Cell"):
                column = _told(cell, "Index", column + 2) - 1
                width, height = _told(cell, "MergeAcross", 0) + 1, _told(cell, "MergeDown", 0) + 1
                if row < _ROWS and column < _COLUMNS:
                    _place(sheet, row, column, _typed(cell, outside), width, height)
                column += width - 1
        if sheet.cells:
            yield sheet
    outside["text around the tables"] += [line for text in root.itertext() for line in _lines(text)]


def _told(element: Any, name: str, otherwise: int) -> int:
    told = element.get(f"{{{_SPREADSHEET}}}{name}") or ""
    return int(told) if told.isascii() and told.isdigit() else otherwise


def _typed(cell: Any, outside: dict[str, list[str]]) -> str | float | bool:
    """Return the value of a cell, which is taken out of the tree."""
    data = cell.find(f"{{{_SPREADSHEET}}}Data")
    link = cell.get(f"{{{_SPREADSHEET}}}HRef")
    if link:
        outside["attributes"].append(link)
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{{{_SPREADSHEET}}}Type")
    cell.remove(data)
    if kind == "Number" and _NUMBER.fullmatch(text) and len(text.replace(".", "")) <= _DIGITS:
        return float(text)
    if kind == "Boolean" and text in ("0", "1"):
        return text == "1"
    return _MIDNIGHT.sub("", text) if kind == "DateTime" else text.strip()


def _written(sheets: Sequence[_Sheet], stem: str, outside: dict[str, list[str]]) -> bytes:
    import xlsxwriter

    names = [_NOT_IN_NAMES.sub("_", sheet.name or stem).strip("' ")[:_NAME] or "Sheet" for sheet in sheets]
    made = io.BytesIO()
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    with xlsxwriter.Workbook(made, {**options, "in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        for sheet, name in zip(sheets, _titles(names), strict=True):
            page = book.add_worksheet(name)
            for (row, column), value in sheet.cells.items():
                if row >= _ROWS:
                    outside["text around the tables"].append(str(value))
                elif isinstance(value, str):
                    page.write_string(row, column, value[:_LONGEST])
                    outside["text around the tables"] += [value[_LONGEST:]] if len(value) > _LONGEST else []
                elif isinstance(value, bool):
                    page.write_boolean(row, column, value)
                else:
                    page.write_number(row, column, value)
            _merge(page, sheet)
    return made.getvalue()


def _titles(names: Sequence[str]) -> list[str]:
    """Return names of sheets that Excel tells apart: without regard to case, none too long."""
    made: list[str] = []
    for number, name in enumerate(names, 1):
        taken = name.casefold() in {each.casefold() for each in made}
        made.append(f"{name[: _NAME - 7]}_{number}" if taken else name)
    return distinct_names(made)


def _merge(page: Any, sheet: _Sheet) -> None:
    """Mark merged cells, of those that overlap the first; only the first cell of each holds something."""
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merged:
        inside = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if inside & taken or len(inside & sheet.cells.keys() - {(top, left)}):
            continue
        taken |= inside
        value = sheet.cells.get((top, left), "")
        page.merge_range(top, left, bottom, right, value[:_LONGEST] if isinstance(value, str) else value)
