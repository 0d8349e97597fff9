"""Word documents (DOCX, DOCM): text, tables, headers, comments, notes, properties; for scanning only."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.places import COMMENTERS, PERSONS
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources import docx_parts
from pii_scanner.sources.archives.formats import is_bomb
from pii_scanner.sources.archives.zipped import DAMAGED
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.excel.compound import Compound
from pii_scanner.sources.excel.package import is_encrypted
from pii_scanner.sources.excel.protected import opened
from pii_scanner.sources.headers import column_names, find_header, header_cells
from pii_scanner.sources.loose import loose_tables
from pii_scanner.sources.properties import properties_of_xml
from pii_scanner.sources.registry import SourceKind

KIND_NAME = "document"
_BODY = "word/document.xml"
_DOCUMENT = "WordDoc".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SUFFIXES = {".docx", ".docm", ".dotx", ".dotm"}
_WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".ods"}
_ROWS = 20_000
_LARGEST = 1 << 30
# Parts with paragraphs beside the body, and others whose texts count, by what a reader calls them.
_PARAGRAPHS = (
    ("headers and footers", re.compile(r"^word/(?:header|footer)\d*\.xml$")),
    ("comments", re.compile(r"^word/comments\w*\.xml$")),
    ("notes", re.compile(r"^word/(?:footnotes|endnotes)\.xml$")),
    ("building blocks", re.compile(r"^word/glossary/document\.xml$")),
)
_VALUES = (
    (PERSONS, re.compile(r"^word/people\.xml$")),
    ("drawings and charts", re.compile(r"^word/(?:charts|diagrams)/[^/]*\.xml$")),
    ("custom data", re.compile(r"^customXml/item\d*\.xml$")),
)
_PROPERTIES = re.compile(r"^docProps/.*\.xml$")
_LINKS = re.compile(r"^word/_rels/.*\.rels$")
_PICTURES = re.compile(r"^word/media/")
_EMBEDDED = re.compile(r"^word/(?:embeddings|activeX)/")


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        in_envelope = file.read(8) == _OLE
    if in_envelope and not is_encrypted(path):
        message = tr(
            "{name} is a Word document of the old kind (.doc), which is not read: save it as DOCX.", name=location.name
        )
        raise SourceError(message)
    # Held until all is read: what was decrypted lives as long as this.
    document = opened(path, location.name) if in_envelope else None
    try:
        with zipfile.ZipFile(document.path if document else path) as package:
            return _tables(location, package)
    except DAMAGED as error:
        raise SourceError(_damaged(location.name)) from error
    except (RuntimeError, KeyError) as error:
        raise SourceError(_damaged(location.name)) from error


def _tables(location: Location, package: zipfile.ZipFile) -> list[Table]:
    parts = {info.filename: info for info in package.infolist()}
    for info in parts.values():
        if info.file_size > _LARGEST or is_bomb(info.file_size, info.compress_size):
            message = tr("{name} would unpack to {size} MB, which no ordinary document does; it was not opened.",
                         name=location.name, size=info.file_size >> 20)  # fmt: skip
            raise SourceError(message)
    root = docx_parts.parse(package.read(_BODY))
    if root is None:
        raise SourceError(_damaged(location.name))
    found = [_text_table(location, list(docx_parts.paragraphs(root)))]
    for number, rows in enumerate(docx_parts.tables(root), 1):
        found.append(_table_of(location, f"table {number}", rows))
    found = [table for table in found if table is not None]
    around = _around(package, parts)
    around.setdefault(COMMENTERS, []).extend(docx_parts.authors(root))
    loose = loose_tables(location, KIND_NAME, {"descriptions": docx_parts.descriptions(root), **around})
    if not found and not loose:
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    result = [*(table for table in found if table is not None), *loose]
    _say_what_is_not_read(result[0], list(parts))
    return result


def _around(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, list[str]]:
    """Return the texts outside the body, by place."""
    texts: dict[str, list[str]] = {}
    for part in parts:
        if _PROPERTIES.match(part):
            for place, found in properties_of_xml(docx_parts.parse(package.read(part))).items():
                texts.setdefault(place, []).extend(found)
        for place, pattern in (*_PARAGRAPHS, *_VALUES, ("links", _LINKS)):
            if not pattern.match(part):
                continue
            root = docx_parts.parse(package.read(part))
            if root is None:
                continue
            take = docx_parts.link_targets if place == "links" else docx_parts.values
            if (place, pattern) in _PARAGRAPHS:
                take = docx_parts.all_texts
                texts.setdefault(COMMENTERS, []).extend(docx_parts.authors(root))
            texts.setdefault(place, []).extend(take(root))
    return texts


def _say_what_is_not_read(table: Table, parts: list[str]) -> None:
    pictures = sum(_PICTURES.match(part) is not None for part in parts)
    embedded = sum(_EMBEDDED.match(part) is not None for part in parts)
    if pictures:
        table.warn(tr("{count} pictures were not scanned.", count=pictures))
    if embedded:
        table.warn(tr("{count} embedded files were not scanned; save them on their own to scan them.", count=embedded))


def _text_table(location: Location, texts: list[str]) -> Table | None:
    if not texts:
        return None

    def read() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(texts), _ROWS):
            yield pa.record_batch([pa.array(texts[start : start + _ROWS], pa.string())], names=["text"])

    return Table(
        location.name,
        readable_name(location.path.stem if location.path else location.name),
        KIND_NAME,
        (ColumnInfo("text"),),
        read,
    )


def _table_of(location: Location, name: str, rows: list[list[str]]) -> Table:
    header = find_header(rows)
    width = max(map(len, rows))
    names = column_names(header_cells(rows, header) if header >= 0 else [], width)
    above = rows[: max(header, 0)]
    body = [*above, *rows[header + 1 :]]  # title rows are read as rows: they may hold a name

    def read() -> Iterator[pa.RecordBatch]:
        for start in range(0, len(body), _ROWS):
            part = [[*row, *[""] * (width - len(row))] for row in body[start : start + _ROWS]]
            yield pa.record_batch(
                [pa.array([cell or None for cell in column], pa.string()) for column in zip(*part, strict=True)],
                names=names,
            )

    return Table(location.name, name, KIND_NAME, tuple(map(ColumnInfo, names)), read)


def _damaged(name: str) -> str:
    return tr(
        "{name} is not a whole Word document: it is cut off or damaged. Copy it again from where it came.", name=name
    )


def _recognizes(head: bytes, path: Path) -> bool:
    if head.startswith(_OLE):
        return path.suffix.lower() in {*_SUFFIXES, ".doc", ".dot", ".wps"} or _holds_document(head, path)
    # Workbooks are told by their own kind; a folder may hold thousands of them.
    if not head.startswith(b"PK\x03\x04") or path.suffix.lower() in _WORKBOOKS:
        return False
    try:
        with zipfile.ZipFile(path) as package:
            return _BODY in package.namelist()
    except DAMAGED:
        return b"word/" in head or path.suffix.lower() in _SUFFIXES


def _holds_document(head: bytes, path: Path) -> bool:
    """Return whether a compound file is a Word document, and does not only hold one, as workbooks do."""
    if _DOCUMENT not in head:
        return False
    try:
        return "WordDocument" in Compound(path.read_bytes()).tops
    except (struct.error, LookupError, ValueError, OSError):
        return True


KIND = SourceKind(KIND_NAME, 8, _recognizes, tables)
