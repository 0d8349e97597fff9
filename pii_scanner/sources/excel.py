"""Workbooks: XLSX, XLSM, XLS, XLSB and ODS through calamine, every sheet, hidden ones too.

What stands outside the cells of an XLSX (comments, headers and footers, properties, links) is
offered as one loose table, so that a name in a comment is found like one in a cell.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from lxml import etree

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.headers import column_names, find_header
from pii_scanner.sources.registry import SourceKind

_ROWS = 20_000
_LONGEST_HEADER_SEARCH = 30
_MOST_UNPACKED = 4 << 30
_MOST_RATIO = 250
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Parts of an XLSX that hold text outside cells, by what a reader calls them.
_PLACES = (
    ("comments", re.compile(r"^xl/(?:comments\d*|threadedComments/.*|comments/.*)\.xml$")),
    ("document properties", re.compile(r"^docProps/.*\.xml$")),
    ("persons", re.compile(r"^xl/persons/.*\.xml$")),
    ("drawings and charts", re.compile(r"^xl/(?:drawings|charts|diagrams)/[^/]*\.(?:xml|vml)$")),
    ("links", re.compile(r"^xl/(?:worksheets/_rels/.*\.rels|externalLinks/.*\.(?:xml|rels))$")),
    ("names and connections", re.compile(r"^xl/(?:workbook|connections)\.xml$")),
    ("pivot caches", re.compile(r"^xl/pivotCache/.*\.xml$")),
    ("custom data", re.compile(r"^customXml/.*\.xml$")),
)
_SHEET_EXTRAS = ("headerFooter", "dataValidations", "conditionalFormatting")


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        _refuse_bomb(location)
    workbook = _open(location)
    found = []
    for name in workbook.sheet_names:
        try:
            table = _sheet_table(location, workbook, name)
        except Exception as error:  # calamine and its Rust core raise several kinds
            table = Table(location.name, name, "excel", (), lambda: iter(()))
            table.warn(tr("The sheet cannot be read ({reason}); it was not scanned.", reason=type(error).__name__))
        if table is not None:
            found.append(table)
    if head.startswith(b"PK"):
        found += _loose_table(location, found)
    if not found:
        raise SourceError(
            tr("{name} is a workbook without any filled sheet: there is nothing to scan.", name=location.name)
        )
    return found


def _open(location: Location) -> Any:
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(str(location.path))
    except PasswordError as error:
        raise SourceError(_locked(location.name)) from error
    except Exception as error:  # calamine's errors share no base that all versions export
        if "assword" in str(error) or _is_encrypted(location.path):
            raise SourceError(_locked(location.name)) from error
        raise SourceError(
            tr(
                "{name} is not a whole workbook: it is cut off or damaged. Copy it again from where it came.",
                name=location.name,
            )
        ) from error


def _locked(name: str) -> str:
    return tr("{name} is protected by a password: open it in Excel and save a copy without one.", name=name)


def _is_encrypted(path: Path | None) -> bool:
    assert path is not None
    with path.open("rb") as file:
        data = file.read(1 << 16)
    return data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data


def _refuse_bomb(location: Location) -> None:
    try:
        with zipfile.ZipFile(str(location.path)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(
            tr(
                "{name} is not a whole workbook: it is cut off or damaged. Copy it again from where it came.",
                name=location.name,
            )
        ) from error
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if unpacked > _MOST_UNPACKED or (unpacked > 200 << 20 and unpacked > _MOST_RATIO * max(1, packed)):
        raise SourceError(
            tr(
                "{name} would unpack to {size} MB, which no ordinary workbook does; it was not opened.",
                name=location.name,
                size=unpacked >> 20,
            )
        )


def _sheet_table(location: Location, workbook: Any, name: str) -> Table | None:
    sheet = workbook.get_sheet_by_name(name)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    while rows and not any(cell != "" for cell in rows[-1]):
        rows.pop()
    if not rows:
        return None
    top = [[cell_text(cell) for cell in row] for row in rows[:_LONGEST_HEADER_SEARCH]]
    header = find_header(top)
    width = max(map(len, rows[:1]), default=0)
    first = header + 1
    names = column_names(top[header] if header >= 0 else [], width)
    kinds = [_kind([row[index] for row in rows[first : first + 2000]]) for index in range(width)]
    table = Table(
        source=location.name,
        name=name,
        kind="excel",
        columns=tuple(ColumnInfo(n, k) for n, k in zip(names, kinds, strict=True)),
        read=lambda: _read(location, name, first, len(rows), names),
        layout={"path": location.path, "header_row": header, "first_row": first, "rows": len(rows)},
    )
    return table


def _kind(values: Sequence[Any]) -> str:
    """Return the declared type of most cells: text, number, date, bool."""
    counts = Counter(type(value).__name__ for value in values if value != "")
    common = counts.most_common(1)[0][0] if counts else "str"
    return {"str": "text", "float": "number", "int": "number", "bool": "bool"}.get(common, "date")


def _read(location: Location, name: str, first: int, end: int, names: list[str]) -> Iterator[pa.RecordBatch]:
    sheet = _open(location).get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)[first:end]
    for start in range(0, len(rows), _ROWS):
        columns = zip(*rows[start : start + _ROWS], strict=True)
        yield pa.record_batch([pa.array(_texts(column), pa.string()) for column in columns], names=names)


def _texts(cells: Sequence[Any]) -> list[str | None]:
    if set(map(type, cells)) == {str}:
        return [cell or None for cell in cells]
    return [None if cell == "" else cell_text(cell) for cell in cells]


def cell_text(cell: Any) -> str:
    """Return a cell as a person reads it: whole numbers without `.0`, dates in ISO form."""
    kind = type(cell)
    if kind is str:
        return str(cell)
    if kind is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e22 else repr(cell)
    if kind is dt.datetime and cell.time() == dt.time():
        return str(cell.date())
    return "" if cell is None else str(cell)


def _loose_table(location: Location, sheets: list[Table]) -> list[Table]:
    """Return the texts outside the tables: title rows, comments, properties, headers and footers."""
    texts: dict[str, list[str]] = {}
    for table in sheets:
        header = int(table.layout.get("header_row", -1))
        if header > 0:
            top = _open(location).get_sheet_by_name(table.name).to_python(skip_empty_area=False)[:header]
            texts.setdefault("rows above the header", []).extend(
                cell_text(cell) for row in top for cell in row if cell != ""
            )
    with zipfile.ZipFile(str(location.path)) as archive:
        for part in archive.namelist():
            if part.startswith("xl/worksheets/sheet"):
                texts.setdefault("headers, footers, validation", []).extend(_sheet_extras(archive, part))
            for place, pattern in _PLACES:
                if pattern.match(part):
                    texts.setdefault(place, []).extend(_part_texts(archive.read(part)))
    filled = {place: list(dict.fromkeys(filter(None, found))) for place, found in texts.items()}
    filled = {place: found for place, found in filled.items() if found}
    if not filled:
        return []
    longest = max(map(len, filled.values()))
    arrays = [pa.array([*found, *[None] * (longest - len(found))], pa.string()) for found in filled.values()]
    batch = pa.record_batch(arrays, names=list(filled))
    name = tr("(outside the cells)")
    columns = tuple(ColumnInfo(place) for place in filled)
    return [Table(location.name, name, "excel", columns, lambda: iter([batch]), loose=True)]


def _part_texts(data: bytes) -> list[str]:
    """Return all texts and attribute values of an XML part that could hold words."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    except etree.XMLSyntaxError:
        return []
    texts = [str(text).strip() for text in root.itertext()] if root is not None else []
    if root is not None:
        for element in root.iter(etree.Element):
            for key in ("Target", "name", "displayName", "userId", "author", "v", "location"):
                value = element.get(key)
                if value and not value.startswith(("http://schemas", "../", "worksheets/")):
                    texts.append(value.removeprefix("mailto:"))
    return [text for text in texts if len(text) >= 2]


def _sheet_extras(archive: zipfile.ZipFile, part: str) -> list[str]:
    texts: list[str] = []
    with archive.open(part) as file:
        tags = [f"{{*}}{tag}" for tag in (*_SHEET_EXTRAS, "row")]
        try:
            for _, element in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True, huge_tree=True):
                if not element.tag.endswith("}row"):
                    texts += [text for text in map(str.strip, element.itertext()) if len(text) >= 2]
                    texts += [
                        v
                        for e in element.iter()
                        for k in ("prompt", "error", "promptTitle", "errorTitle")
                        if (v := e.get(k))
                    ]
                element.clear()
        except etree.XMLSyntaxError:
            return texts
    return texts


def _recognizes(head: bytes, path: Path) -> bool:
    if head.startswith(_OLE):
        return True
    if not head.startswith(b"PK\x03\x04"):
        return False
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods"}:
        return True
    return b"xl/" in head or b"[Content_Types].xml" in head


KIND = SourceKind("excel", 10, _recognizes, tables)
