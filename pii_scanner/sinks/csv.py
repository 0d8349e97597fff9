"""Masked delimited text: what masking leaves alone stays byte for byte, the rest is written in the source's manner."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.names import below_group
from pii_scanner.model.table import Location
from pii_scanner.sinks.chosen import InPlace
from pii_scanner.sinks.csv_alike import Alike, in_quotes, special_pattern
from pii_scanner.sinks.encoded import Encoded
from pii_scanner.sinks.pieces import Pieces, changed
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sources.encoding import open_utf8
from pii_scanner.sources.fields import ENDS, Rows, columns_of, emptied, read_rows, written_rows
from pii_scanner.sources.records import records

# Lines of a copy written at once.
_LINES = 65_536
Flags = npt.NDArray[np.bool_]


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    layout = table.source.layout
    dialect = layout["dialect"]
    with target.open("wb") as file:
        file.write(dialect.encoding.mark)
        out = Encoded(file, dialect.encoding.name)
        names = _copied_names(table, dialect)
        out.write(_head(table, dialect, names, scrub))
        writer = _RowWriter(table.columns, len(table.source.columns), dialect, names, scrub)
        if table.chosen is not None:
            _write_chosen(location, table, writer, out)
            return []
        masked = Pieces(table.read(), location.name)
        with open_utf8(layout["path"], dialect.encoding) as stream:
            stream.read(len(dialect.preamble.encode("utf-8")))
            rest = _write_alike(stream, table, masked, out)
            for rows in read_rows(rest, dialect.delimiter, dialect.escape):
                filled = rows.filled
                out.write_array(writer.lines(rows, filled, masked.take(len(filled))))
        masked.end()
    return []


def _write_alike(stream: IO[bytes], table: MaskedTable, masked: Pieces, out: Encoded) -> IO[bytes]:
    """Write the rows that stand all in one manner, as the first ones do; return what of the source is left from there on."""
    alike = Alike(stream, table.source.layout["dialect"], table.columns, len(table.source.columns))
    for batch in table.source.batches() if alike.known else ():
        if not alike.passes(batch):
            break
        out.write_utf8(alike.written(masked.take(batch.num_rows)))
    return alike.rest


def _write_chosen(location: Location, table: MaskedTable, writer: _RowWriter, out: Encoded) -> None:
    """Write the rows that stay, in their order or another; blank lines leave."""
    assert table.chosen is not None
    layout, order = table.source.layout, table.chosen.order
    place = InPlace(table)
    masked = Pieces(place.batches(), location.name)
    held: list[pa.StringArray] = []
    for rows in written_rows(layout["path"], layout["dialect"]):
        filled = rows.filled
        stays = place.staying(len(filled))
        if stays is None:
            raise changed(location.name)
        rows = rows.take(filled[stays])
        lines = writer.lines(rows, np.arange(len(rows.ends)), masked.take(len(rows.ends)))
        if order is None:
            out.write_array(lines)
            continue
        # The last line may have no end, and is now another.
        held.append(pc.if_else(pa.array(rows.ends == 0), _ended(lines, layout["dialect"].newline), lines))
        table.chosen.hold(lines.nbytes)
    masked.end()
    if order is not None and held:
        whole = pa.chunked_array(held, pa.string())
        for chunk in whole.take(pa.array(order(len(whole)))).chunks:
            for start in range(0, len(chunk), _LINES):
                out.write_array(pa.concat_arrays([chunk.slice(start, _LINES)]))


def _ended(lines: pa.StringArray, newline: str) -> pa.StringArray:
    return pc.binary_join_element_wise(lines, newline, "")


class _RowWriter:
    """Puts masked cells where the source's stood. `names` are the header cells of the copy."""

    def __init__(
        self, columns: tuple[MaskedColumn, ...], width: int, dialect: Any, names: list[str], scrub: Scrub
    ) -> None:
        self._columns, self._width, self._dialect = columns, width, dialect
        self._special = special_pattern(dialect.delimiter)
        spelled = pa.array(names, pa.string())
        self._names = in_quotes(spelled, pc.match_substring_regex(spelled, self._special)).to_pylist()
        self._scrub = scrub

    def lines(self, rows: Rows, filled: npt.NDArray[np.int64], masked: list[pa.Array]) -> pa.StringArray:
        """Return the rows of the copy with their ends, blank lines among them."""
        ends = pa.array(ENDS).take(pa.array(rows.ends))
        texts = self._texts(rows.take(filled), masked) if len(filled) else pa.array([], pa.string())
        if len(filled) < len(rows.first):
            blank = np.ones(len(rows.first), np.bool_)
            blank[filled] = False
            texts = pc.replace_with_mask(pa.array([""] * len(blank), pa.string()), pa.array(~blank), texts)
        return pc.binary_join_element_wise(texts, ends, "")

    def _texts(self, rows: Rows, masked: list[pa.Array]) -> pa.StringArray:
        delimiter = self._dialect.delimiter
        raw = columns_of(rows, rows.raw, self._width, delimiter)
        values = columns_of(rows, rows.values, self._width, delimiter)
        ragged = rows.counts != self._width
        repeated = self._repeats_header(values, ragged)
        cells: list[pa.StringArray] = []
        for column, made in zip(self._columns, masked, strict=True):
            written, said = raw[column.index], pc.fill_null(values[column.index], "")
            text = pc.fill_null(made.cast(pa.string()), "")
            if self._dialect.has_nulls:
                said = emptied(said)
            if column.kept and ragged.any():
                text = self._scrubbed(text, ragged)
            same = pc.equal(text, said)
            if not pc.all(same).as_py():
                changed = pc.invert(same)
                longer = rows.counts > self._width if column.index == self._width - 1 else None
                written = pc.replace_with_mask(
                    written, changed, self._spelled(text.filter(changed), written.filter(changed), longer, changed)
                )
            if repeated.any():
                written = pc.if_else(pa.array(repeated), self._names[len(cells)], written)
            cells.append(written)
        return self._joined(cells, rows.counts, ragged)

    def _spelled(
        self, text: pa.StringArray, before: pa.StringArray, longer: Flags | None, changed: pa.BooleanArray
    ) -> pa.StringArray:
        """Return changed cells in quotes if they were before, or need them; ="..." stays so."""
        before = pc.fill_null(before, "")
        quoted = pc.starts_with(before, '"')
        if self._dialect.escape:
            return self._escaped(text, quoted)
        formula = pc.or_(pc.starts_with(before, '="'), pc.starts_with(before, '"="'))
        if pc.all(quoted).as_py() and not pc.any(formula).as_py():
            return in_quotes(text, quoted)
        special = pc.match_substring_regex(text, self._special)
        if longer is not None and longer.any():
            # Fields too many stay fields of their own.
            own = pa.array(longer).filter(changed)
            special = pc.if_else(pc.and_(own, pc.invert(pc.match_substring_regex(text, '["\r\n]'))), False, special)
        formula = pc.and_(formula, pc.invert(pc.match_substring(text, '"')))
        if pc.any(formula).as_py():
            text = pc.if_else(formula, pc.binary_join_element_wise('="', text, '"', ""), text)
            special = pc.or_(
                pc.and_(special, pc.invert(formula)),
                pc.and_(formula, pc.match_substring(text, self._dialect.delimiter)),
            )
        chosen = pc.or_(quoted, special)
        return in_quotes(text, chosen) if pc.any(chosen).as_py() else text

    def _escaped(self, text: pa.StringArray, quoted: pa.BooleanArray) -> pa.StringArray:
        inner = pc.replace_substring_regex(text, r'(["\\])', r"\\\1")
        plain = pc.replace_substring_regex(text, rf"(\\|{self._special})", r"\\\1")
        return pc.if_else(quoted, pc.binary_join_element_wise('"', inner, '"', ""), plain)

    def _joined(self, cells: list[pa.StringArray], counts: npt.NDArray[np.int64], ragged: Flags) -> pa.StringArray:
        """Return cells as rows; one that was short stays so."""
        delimiter = self._dialect.delimiter
        if not cells:
            return pa.array([""] * len(counts), pa.string())
        filled = [pc.fill_null(cell, "") for cell in cells] if ragged.any() else cells
        text = filled[0] if len(cells) == 1 else pc.binary_join_element_wise(*filled, delimiter)
        for count in np.unique(counts[counts < self._width]).tolist():
            staying = [
                cell for cell, column in zip(filled, self._columns, strict=True) if column.index < count
            ] or filled[:1]
            rows = pa.array(counts == count)
            part = [cell.filter(rows) for cell in staying]
            text = pc.replace_with_mask(
                text, rows, part[0] if len(part) == 1 else pc.binary_join_element_wise(*part, delimiter)
            )
        # Else it would be no row at all.
        return pc.if_else(pc.equal(text, ""), '""', text)

    def _scrubbed(self, text: pa.StringArray, ragged: Flags) -> pa.StringArray:
        """Return a column that passes with the cells of ragged rows masked as free text: they may be another column's."""
        rows = pa.array(ragged)
        before = text.filter(rows).to_pylist()
        after = self._scrub("\n".join(before)).split("\n")
        breaks = [cell.count("\n") + 1 for cell in before]
        if len(after) == sum(breaks):
            at = np.cumsum([0, *breaks]).tolist()
            made = ["\n".join(after[a:b]) for a, b in pairwise(at)]
        else:
            made = [self._scrub(cell) for cell in before]
        return pc.replace_with_mask(text, rows, pa.array(made, pa.string()))

    def _repeats_header(self, values: list[pa.StringArray], ragged: Flags) -> Flags:
        """Return which rows are the header once more, as in exports put behind one another."""
        header = self._dialect.header
        if len(header) != self._width:
            return np.zeros(len(ragged), np.bool_)
        same = ~ragged
        for name, column in zip(header, values, strict=True):
            if not same.any():
                break
            same &= np.asarray(pc.fill_null(pc.equal(column, name), False).to_numpy(zero_copy_only=False))
        return same


def _copied_names(table: MaskedTable, dialect: Any) -> list[str]:
    cells = []
    for column in table.columns:
        written = dialect.header[column.index] if column.index < len(dialect.header) else ""
        # An empty header cell stays empty; its made-up name is for messages only.
        renamed = below_group(column.name, column.source_name, written.strip())
        cells.append(written if column.name == column.source_name or renamed == written.strip() else renamed)
    return cells


def _head(table: MaskedTable, dialect: Any, names: list[str], scrub: Scrub) -> str:
    """Return the title lines, scrubbed, and the header of the columns that stay."""
    if not dialect.preamble:
        return ""
    # As the reader of CSV splits: other breaks of Unicode stand inside a cell.
    lines = list(io.StringIO(dialect.preamble, newline=""))
    if not dialect.header:
        return dialect.preamble
    rows, ends = [], [0]
    for row, taken in records(lines, dialect.delimiter, dialect.escape):
        rows.append(row)
        ends.append(ends[-1] + taken)
    written = ["".join(lines[a:b]) for a, b in pairwise(ends)]
    whole = len(table.columns) == len(table.source.columns)
    above = [
        line if whole or not _has_groups(dialect, row) else _row(_staying(row, table), dialect)
        for row, line in zip(rows[:-1], written, strict=False)
    ]
    same = whole and names[: len(dialect.header)] == list(dialect.header)
    return "".join(map(scrub, above)) + (written[-1] if same else _row(names, dialect))


def _has_groups(dialect: Any, row: list[str]) -> bool:
    """Return whether a row above the header names groups of its columns."""
    joined = [name for name, own in zip(dialect.names, dialect.header, strict=False) if name != own.strip()]
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(any(name.startswith(cell) or f" {cell}" in name for name in joined) for cell in filled)


def _staying(row: list[str], table: MaskedTable) -> list[str]:
    """Return the cells of a row of groups above the columns that stay; a group moves to its first that does."""
    cells, last = [], -1
    for column in table.columns:
        between = [cell for cell in row[last + 1 : column.index + 1] if cell.strip()]
        cells.append(between[-1] if between else "")
        last = column.index
    return cells


def _row(cells: list[str], dialect: Any) -> str:
    line = io.StringIO()
    writer = csv.writer(
        line,
        delimiter=dialect.delimiter if len(dialect.delimiter) == 1 else "\ue0ff",
        lineterminator=dialect.newline,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(cells)
    return line.getvalue().replace("\ue0ff", dialect.delimiter)


SINK = SinkKind("csv", ("csv",), write)
