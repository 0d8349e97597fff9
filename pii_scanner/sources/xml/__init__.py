"""XML exports: elements that repeat are records, elements and attributes inside them their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import decoded_head, looks_like_text
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.xml.parser import Form, form_of, parse
from pii_scanner.sources.xml.structure import Place, local, settle, structural
from pii_scanner.sources.xml.survey import Survey
from pii_scanner.sources.xml.walk import Walk

_ROWS = 20_000
_CHARACTERS = 1 << 24
_BEGIN = re.compile(r"<(?:\?xml\s|!--|!DOCTYPE\s|[\w:])", re.IGNORECASE)
_HTML = re.compile(r"<(?:!DOCTYPE\s+)?html\b", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """A document whose places are known."""

    path: Path
    name: str
    form: Form
    root: Place

    def parsed(self, walk: Walk) -> Iterator[None]:
        """Tell `walk` of the document, yielding after each piece."""
        try:
            yield from parse(self.path, self.form.encoding, walk, self.name)
        except (KeyError, ValueError) as error:
            raise SourceError(
                tr("{name} changed while it was read; it was left out. Run again.", name=self.name)
            ) from error


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    form = form_of(path)
    survey = Survey(location.name)
    for _ in parse(path, form.encoding, survey, location.name):
        pass
    assert survey.root is not None
    document = Document(path, location.name, form, survey.root)
    records = settle(survey.root)
    if not records and not survey.outside:
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    found = [_table(location, document, record, name) for record, name in zip(records, _titles(records), strict=True)]
    if form.encoding.damaged and found:
        found[0].warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    if survey.outside:
        column = "outside the records"
        name = tr("(outside the cells)")
        found.append(
            Table(location.name, name, "xml", (ColumnInfo(column),), lambda: _Outside(document).batches(), loose=True)
        )
    return found


def _titles(records: list[Place]) -> list[str]:
    """Return what each kind of record is called: its element, with those above it where two are called alike."""
    names = [local(record.tag) for record in records]
    return [
        name if names.count(name) == 1 else "/".join(_path(record)) for name, record in zip(names, records, strict=True)
    ]


def _path(place: Place | None) -> list[str]:
    return [] if place is None else [*_path(place.parent), local(place.tag)]


def _table(location: Location, document: Document, record: Place, name: str) -> Table:
    return Table(
        location.name,
        name,
        "xml",
        tuple(ColumnInfo(each) for each in record.names),
        lambda: _Rows(document, record).batches(),
        layout={"document": document, "record": record},
    )


class _Rows(Walk):
    """The rows of one kind of record."""

    def __init__(self, document: Document, record: Place) -> None:
        super().__init__(document.root)
        self._document, self._record = document, record
        self._row: list[str | None] = []
        self._rows: list[list[str | None]] = []
        self._size = 0

    def begin(self, place: Place, attributes: list[str]) -> None:
        if place is self._record:
            self._row = [None] * len(place.names)
        if place.owner is self._record and place.columns:
            for name, value in zip(attributes[::2], attributes[1::2], strict=True):
                if name in place.columns:
                    self._put(place.columns[name], value)

    def value(self, place: Place, text: str) -> None:
        if place.owner is self._record and place.text_column is not None:
            self._put(place.text_column, text)

    def _put(self, column: int, text: str) -> None:
        self._row[column] = text
        self._size += len(text)

    def finish(self, place: Place) -> None:
        if place is self._record:
            self._rows.append(self._row)
            self._size += len(self._row)

    def batches(self) -> Iterator[pa.RecordBatch]:
        for _ in self._document.parsed(self):
            if len(self._rows) >= _ROWS or self._size >= _CHARACTERS:
                yield self._batch()
        if self._rows:
            yield self._batch()

    def _batch(self) -> pa.RecordBatch:
        arrays = [pa.array(column, pa.string()) for column in zip(*self._rows, strict=True)]
        self._rows, self._size = [], 0
        return pa.record_batch(arrays, names=self._record.names)


class _Outside(Walk):
    """Comments, instructions, attributes of the root and texts between elements."""

    def __init__(self, document: Document) -> None:
        super().__init__(document.root)
        self._document = document
        self._texts: dict[str, None] = {}

    def begin(self, place: Place, attributes: list[str]) -> None:
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if place.parent is None or structural(name):
                self._texts[value] = None

    def loose(self, text: str) -> None:
        self._texts[text] = None

    comment = loose

    def instruction(self, target: str, text: str) -> None:
        self._texts[f"{target} {text}"] = None

    def batches(self) -> Iterator[pa.RecordBatch]:
        for _ in self._document.parsed(self):
            texts = [text for text in self._texts if text.strip()]
            self._texts = {}
            if texts:
                yield pa.record_batch([pa.array(texts, pa.string())], names=["outside the records"])


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield texts and values of attributes without markup and character references."""
    texts = _Texts()
    for _ in parse(path, form_of(path).encoding, texts, path.name):
        yield "texts", "\n".join(texts.found).encode("utf-8")
        texts.found.clear()


class _Texts:
    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, tag: str, attributes: list[str]) -> None:
        self.found += [tag, *attributes]

    def text(self, text: str) -> None:
        self.found.append(text)

    def end(self, tag: str) -> None:
        pass

    comment = text

    def instruction(self, target: str, text: str) -> None:
        self.found += [target, text]

    def doctype(self) -> None:
        pass


def _recognizes(head: bytes, path: Path) -> bool:
    if not looks_like_text(head):
        return False
    text = decoded_head(head).lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml") and path.suffix.lower() not in {".html", ".htm"}:
        return True
    return path.suffix.lower() == ".xml" and bool(_BEGIN.match(text)) and not _HTML.match(text)


KIND = SourceKind("xml", 30, _recognizes, tables, _unpacked)
