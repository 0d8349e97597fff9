"""Places that an XLSX names itself: merged cells, and the tables that a masked copy says its sheets have.

Where a sheet has several tables, its masked copy has a hidden name for each (`_pii_scanner_table_2_1`: the second, with
one header row), so that the copy is read as the tables of its source, whatever its cells look like after masking.
"""

from __future__ import annotations

import re
import zipfile
from typing import Any

from lxml import etree

Told = tuple[int, int, int, int, int]
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?$")
_TABLE = re.compile(r"^_pii_scanner_table_([0-9]+)_([0-9]+)$")
# Of cells merged in the data, which may be thousands, only those near a header matter.
_MOST_MERGES = 200_000


def column_number(letters: str) -> int:
    """Return the number of a column such as XFD, A being 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def merged_cells(sheet: Any) -> dict[tuple[int, int], tuple[int, int]]:
    """Return (row, column) of each merged cell -> its last row and column, of the root of a sheet's XML."""
    found = {}
    for count, element in enumerate(sheet.iter("{*}mergeCell") if sheet is not None else ()):
        match = _RANGE.match(element.get("ref", ""))
        if count >= _MOST_MERGES:
            break
        if match and match[3]:
            top, left, bottom, right = _place(match)
            found[top, left] = (bottom, right)
    return found


def told_tables(archive: zipfile.ZipFile) -> dict[str, list[Told]]:
    """Return the tables by sheet that hidden names tell of, in their order: (first header row, first data row, row after the last,
    first column, column after the last)."""
    try:
        book = etree.fromstring(
            archive.read("xl/workbook.xml"), etree.XMLParser(resolve_entities=False, no_network=True)
        )
    except (KeyError, etree.XMLSyntaxError):
        return {}
    found: dict[str, list[tuple[int, Told]]] = {}
    for element in book.iter("{*}definedName"):
        name = _TABLE.match(element.get("name", ""))
        sheet, _, reach = (element.text or "").rpartition("!")
        match = _RANGE.match(reach)
        if name and match and match[3]:
            top, left, bottom, right = _place(match)
            title = sheet.removeprefix("'").removesuffix("'").replace("''", "'")
            place = (top, top + int(name[2]), bottom + 1, left, right + 1)
            found.setdefault(title, []).append((int(name[1]), place))
    return {title: [place for _, place in sorted(tables)] for title, tables in found.items()}


def _place(match: re.Match[str]) -> tuple[int, int, int, int]:
    top, bottom = int(match[2]) - 1, int(match[4]) - 1
    return top, column_number(match[1]), bottom, column_number(match[3])
