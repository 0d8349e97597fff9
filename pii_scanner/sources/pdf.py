"""PDF by pypdfium2 (extra `documents`): text page by page, notes, form fields, properties; for scanning only."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.places import AUTHORS
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.archives.locked import locked
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.loose import loose_tables
from pii_scanner.sources.passwords import passwords, remember
from pii_scanner.sources.properties import PROPERTIES
from pii_scanner.sources.registry import SourceKind

_LINES = 20_000
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD of fpdfview.h
# Where notes and form fields keep their texts (ISO 32000-1, tables 164, 170 and 220).
_ANNOTATION_KEYS = (b"Contents", b"T", b"V", b"TU", b"RC", b"Subj")
_LONGEST = 1 << 20


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with closing(_opened(location.name, path)) as document:
        pages = len(document)
        described = document.get_metadata_dict(skip_empty=True)
        properties = [str(value) for key, value in described.items() if not key.endswith(("Date", "Author"))]
        authors = [str(described["Author"])] if described.get("Author") else []
        attached = document.count_attachments()
    table = Table(
        location.name,
        readable_name(path.stem),
        "pdf",
        (ColumnInfo("text"),),
        lambda: _read(location.name, path, table),
        layout={"path": path, "pages": pages},
    )
    if attached:
        table.warn(tr("{count} embedded files were not scanned; save them on their own to scan them.", count=attached))
    return [table, *loose_tables(location, "pdf", {AUTHORS: authors, PROPERTIES: properties})]


def _opened(name: str, path: Path) -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        raise SourceError(extra_missing(name, "pypdfium2", "documents")) from error
    tried = 0
    for password in chain([None], passwords(name)):
        try:
            document = pypdfium2.PdfDocument(path, password=password)
        except pypdfium2.PdfiumError as error:
            if getattr(error, "err_code", None) != _WRONG_PASSWORD:
                raise SourceError(_damaged(name)) from error
            tried += password is not None
        else:
            if password is not None:
                remember(password)
            return document
    raise locked(name, tried=tried > 0)


def _read(name: str, path: Path, table: Table) -> Iterator[pa.RecordBatch]:
    """Yield the lines of all pages; says at the end how many pages are pictures or could not be read."""
    import pypdfium2

    lines: list[str] = []
    pictures = unread = 0
    with closing(_opened(name, path)) as document:
        for index in range(len(document)):
            try:
                texts, is_picture = _page(document, index)
            except pypdfium2.PdfiumError:
                unread += 1
                continue
            pictures += is_picture
            lines += texts
            if len(lines) >= _LINES:
                yield _batch(lines)
                lines = []
    if lines:
        yield _batch(lines)
    if pictures:
        table.warn(tr("No text layer: {count} pages are pictures, which were not scanned.", count=pictures))
    if unread:
        raise SourceError(tr("{count} pages are damaged and were not read.", count=unread))


def _page(document: Any, index: int) -> tuple[list[str], bool]:
    """Return (the lines of a page and of its notes, whether it is a picture without text)."""
    import pypdfium2.raw as pdfium

    with closing(document[index]) as page:
        with closing(page.get_textpage()) as textpage:
            texts = [line.strip() for line in textpage.get_text_bounded().splitlines()]
        lines = [line for line in texts if line]
        has_picture = not lines and any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return lines + _annotations(page), has_picture


def _annotations(page: Any) -> list[str]:
    import pypdfium2.raw as pdfium

    found = []
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        for key in _ANNOTATION_KEYS:
            size = pdfium.FPDFAnnot_GetStringValue(annotation, key, None, 0)
            if not 2 < size <= _LONGEST:
                continue
            buffer = ctypes.create_string_buffer(size)
            pointer = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
            pdfium.FPDFAnnot_GetStringValue(annotation, key, pointer, size)
            found += [line.strip() for line in buffer.raw.decode("utf-16-le", "replace").rstrip("\x00").splitlines()]
        pdfium.FPDFPage_CloseAnnot(annotation)
    return [line for line in found if line]


def _batch(lines: list[str]) -> pa.RecordBatch:
    # A page may hold half a surrogate pair, which UTF-8 cannot.
    clean = [line.encode("utf-8", "replace").decode("utf-8") for line in lines]
    return pa.record_batch([pa.array(clean, pa.string())], names=["text"])


def _damaged(name: str) -> str:
    return tr("{name} is not a whole PDF: it is cut off or damaged. Copy it again from where it came.", name=name)


def _recognizes(head: bytes, path: Path) -> bool:
    return b"%PDF-" in head[:1024]


KIND = SourceKind("pdf", 9, _recognizes, tables)
