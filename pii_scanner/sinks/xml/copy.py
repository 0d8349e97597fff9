"""The walk through a document that writes its masked copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat

import pyarrow as pa

from pii_scanner.errors import PolicyError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable, pieces_of
from pii_scanner.sinks.registry import Scrub
from pii_scanner.sinks.xml.output import Output, valid_name
from pii_scanner.sources.xml import Document
from pii_scanner.sources.xml.structure import Place, structural
from pii_scanner.sources.xml.walk import Walk

Row = dict[int, str | None]
# Stands for a row that is not in the copy.
_LEAVES: Row = {}


class Copy(Walk):
    """Writes each element as it comes, its values from the next row of its record's masked table."""

    def __init__(self, document: Document, tables: Mapping[Place, MaskedTable], out: Output, scrub: Scrub) -> None:
        super().__init__(document.root)
        self._out, self._scrub, self._name = out, scrub, document.name
        self._refuse_records_inside(tables)
        self._masked = {place: _rows(table) for place, table in tables.items()}
        self._staying = {place: {column.index for column in table.columns} for place, table in tables.items()}
        self._gone = {place for place in document.root.walk() if self._goes(place)}
        self._rows: dict[Place, Row] = {}
        self._names: dict[str, str] = {}
        self._tags: list[str] = []
        self._below = 0
        self._blank = ""
        self._left_out = {"comments": 0, "instructions": 0, "doctype": 0}

    def _refuse_records_inside(self, tables: Mapping[Place, MaskedTable]) -> None:
        """A record that leaves would take the rows of another table with it, which no rule has counted."""
        for place, table in tables.items():
            if table.chosen is not None and any(each.is_record and each is not place for each in place.walk()):
                raise PolicyError(
                    tr(
                        "{name}: rows of {table} cannot leave, since rows of other tables stand inside them; limit the row rules by tables.",
                        name=self._name,
                        table=table.source.name,
                    )
                )

    def _goes(self, place: Place) -> bool:
        """Return whether all values of an element and those inside it are dropped; records leave an empty element."""
        own = [(each.owner, at) for each in place.walk() for at in _columns(each)]
        if not own or place.parent is None or any(each.is_record for each in place.walk()):
            return False
        return not any(owner in self._staying and at in self._staying[owner] for owner, at in own if owner)

    def begin(self, place: Place, attributes: list[str]) -> None:
        if self._below or place in self._gone:
            self._below += 1
            self._blank = ""
            return
        if place in self._masked:
            row = next(self._masked[place], None)
            if row is None:
                raise SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=self._name))
            if row is _LEAVES:
                self._below, self._blank = 1, ""
                return
            self._rows[place] = row
        self._space()
        self._tags.append(self._named(place.element))
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        written = [
            (self._named(name), value)
            for name, raw in pairs
            if (value := self._attribute(place, name, raw)) is not None
        ]
        self._out.start(self._tags[-1], written)

    def _attribute(self, place: Place, name: str, raw: str) -> str | None:
        """Return the masked value of an attribute, None where it is dropped."""
        if name not in place.columns:
            return raw if structural(name) and _harmless(raw) else self._scrub(raw)
        row = self._rows.get(place.owner, {}) if place.owner else {}
        if place.columns[name] not in row:
            return None
        return row[place.columns[name]] or ""

    def value(self, place: Place, text: str) -> None:
        if self._below:
            return
        row = self._rows.get(place.owner, {}) if place.owner else {}
        self._space()
        if place.text_column is not None:
            self._out.text(row.get(place.text_column) or "")

    def loose(self, text: str) -> None:
        if not self._below:
            self._space()
            self._out.text(self._scrub(text))

    def blank(self, text: str) -> None:
        if not self._below:
            self._blank += text

    def finish(self, place: Place) -> None:
        if self._below:
            self._below -= 1
            return
        self._space()
        self._out.end(self._tags.pop())

    def comment(self, text: str) -> None:
        self._left_out["comments"] += 1

    def instruction(self, target: str, text: str) -> None:
        self._left_out["instructions"] += 1

    def doctype(self) -> None:
        self._left_out["doctype"] += 1

    def warnings(self) -> list[str]:
        """Return what was left out of the copy."""
        sentences = {
            "comments": tr("comments left out: {count}", count=self._left_out["comments"]),
            "instructions": tr("processing instructions left out: {count}", count=self._left_out["instructions"]),
            "doctype": tr("the document type was left out"),
        }
        return [sentences[what] for what, count in self._left_out.items() if count]

    def _space(self) -> None:
        """Write white space that waits until it is known whether what follows stays."""
        if self._blank:
            self._out.text(self._blank)
            self._blank = ""

    def _named(self, name: str) -> str:
        if name not in self._names:
            scrubbed = self._scrub(name)
            self._names[name] = name if scrubbed == name else valid_name(scrubbed)
        return self._names[name]


def _columns(place: Place) -> list[int]:
    text = [] if place.text_column is None else [place.text_column]
    return [*text, *place.columns.values()]


def _harmless(value: str) -> bool:
    return value in ("true", "false", "1", "0", "preserve", "default") or value.startswith("http://www.w3.org/")


def _rows(table: MaskedTable) -> Iterator[Row]:
    """Yield the masked rows of a table, by the places of their columns in the source; `_LEAVES` for those that do."""
    places = [column.index for column in table.columns]
    for piece in pieces_of(table):
        columns = [column.cast(pa.string()).to_pylist() for column in piece.batch.columns]
        rows = zip(*columns, strict=True) if columns else repeat(())
        for stays in piece.staying.tolist():
            yield dict(zip(places, next(rows), strict=True)) if stays else _LEAVES
