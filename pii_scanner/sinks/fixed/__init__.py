"""Masked text at fixed positions: encoding, line ends and positions stay; a column grows rather than a value is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable, pieces_of
from pii_scanner.model.table import Location
from pii_scanner.sinks.fixed.lines import growth, is_ruler, longer_ruler, new_pieces, text_of, whole_lines, widened
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.typed import written
from pii_scanner.sources.encoding import open_utf8
from pii_scanner.sources.fixed.layout import Layout

Part = tuple[list[pa.Array], pa.Array, pa.Array, "pa.Array | None"]


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    layout: Layout = table.source.layout["fixed"]
    columns = [column for column in table.columns if column.index < len(layout.columns)]
    places = [column.index for column in columns]
    more = [0] * len(places)
    with written(location.name):
        for pieces, fits, _, _ in _parts(table, layout, places):
            grown = growth(layout, [piece.filter(fits) for piece in pieces], places)
            more = [max(each) for each in zip(more, grown, strict=True)]
        if layout.declared and any(more):
            raise SourceError(_too_long(table, [c.name for c, by in zip(columns, more, strict=True) if by]))
        with target.open("wb") as file:
            file.write(layout.encoding.mark)
            ended = _ends_with_newline(table.source.layout["path"], layout)
            out = _Lines(file, layout)
            out.add(_top(layout, columns, more, scrub))
            for pieces, fits, lines, rest in _parts(table, layout, places):
                grown_pieces = [
                    widened(layout, layout.columns[place], piece, by)
                    for place, piece, by in zip(places, pieces, more, strict=True)
                ]
                made = whole_lines(layout, grown_pieces, lines)
                if rest is not None:
                    made = pc.if_else(fits, made, pc.fill_null(rest, ""))
                out.add(text_of(made))
            out.end(ended)
    names = [column.name for column, by in zip(columns, more, strict=True) if by]
    if not names:
        return []
    return [tr("columns were made wider for their masked values: {columns}", columns=", ".join(names))]


def _too_long(table: MaskedTable, names: Sequence[str]) -> str:
    return tr(
        "{name}: masked values of {columns} are longer than the declared columns: choose operators that keep the length (mask, tokenize, surrogate).",
        name=table.source.source,
        columns=", ".join(names),
    )


def _parts(table: MaskedTable, layout: Layout, places: list[int]) -> Iterator[Part]:
    """Yield (new pieces of the columns that stay, which lines fit, lines before, masked lines that do not fit)."""
    rest_index = len(layout.columns) if table.source.layout["misfits"] else None
    positions = {column.index: position for position, column in enumerate(table.columns)}
    batches = pieces_of(table)
    for lines in layout.lines(table.source.layout["path"]):
        piece = next(batches, None)
        if piece is None or len(piece.staying) != len(lines):
            raise SourceError(
                tr("{name} changed while it was read; it was left out. Run again.", name=table.source.source)
            )
        masked, lines = piece.batch, lines if piece.staying.all() else lines.filter(pa.array(piece.staying))
        pieces, fits = layout.cut(lines)
        if rest_index is None:
            fits = pa.array([True] * len(lines), pa.bool_())
        made = new_pieces(layout, pieces, [masked.column(positions[place]) for place in places], places)
        rest = None
        if rest_index is not None:
            position = positions.get(rest_index)
            rest = pa.nulls(len(lines), pa.string()) if position is None else masked.column(position).cast(pa.string())
        yield made, fits, lines, rest


def _top(layout: Layout, columns: Sequence[MaskedColumn], more: Sequence[int], scrub: Scrub) -> list[str]:
    """Return the lines above the data: titles scrubbed, header and ruler over the columns that stay."""
    return [
        _above(layout, line, columns, more, names=number == layout.header)
        if number == layout.header or is_ruler(line)
        else scrub(line.rstrip("\r\n"))
        for number, line in enumerate(layout.top)
    ]


def _above(layout: Layout, line: str, columns: Sequence[MaskedColumn], more: Sequence[int], *, names: bool) -> str:
    """Return a header or ruler line over the columns that stay; `names`: it is the header."""
    padded = layout.padded(line)
    whole = len(columns) == len(layout.columns) and not any(more)
    renamed = any(column.name != column.source_name for column in columns)
    if whole and not (names and renamed):
        return line
    pieces = []
    for column, by in zip(columns, more, strict=True):
        place = layout.columns[column.index]
        if not names:
            pieces.append(longer_ruler(padded[place.start : place.stop], by))
            continue
        ended = place.stop if place.stop is not None else place.end if layout.length else place.start
        width = ended - place.start + by
        name = layout.names[column.index] if column.name == column.source_name else column.name
        aligned = layout.padded(name)
        if place.right:
            aligned = aligned.rjust(place.end - place.start + by)
        pieces.append(aligned.ljust(width))
    made = "".join(pieces).replace("\uffff", "")
    return made if line.endswith(" ") or layout.length else made.rstrip(" ")


class _Lines:
    """Writes lines with line ends between them."""

    def __init__(self, file: IO[bytes], layout: Layout) -> None:
        self._file, self._layout = file, layout
        self._begun = False

    def add(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        text = self._layout.newline.join(lines)
        if self._begun:
            text = self._layout.newline + text
        self._begun = True
        self._file.write(text.encode(self._layout.encoding.name, "replace"))

    def end(self, newline: bool) -> None:
        if self._begun and newline:
            self._file.write(self._layout.newline.encode(self._layout.encoding.name))


def _ends_with_newline(path: Path, layout: Layout) -> bool:
    last = b""
    with open_utf8(path, layout.encoding) as file:
        while piece := file.read(1 << 20):
            last = piece[-1:]
    return last == b"\n"


SINK = SinkKind("fixed", ("fixed",), write, named_by_file=True, reorders=False)
