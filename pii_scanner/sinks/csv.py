"""Masked delimited text: encoding, mark, delimiter, quotes and line ends as in the source."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    dialect = table.source.layout["dialect"]
    with target.open("wb") as file:
        file.write(dialect.encoding.mark)
        head = _head(table, dialect, scrub)
        body = _Body(file, dialect)
        body.start(head)
        for batch in table.read():
            body.rows(_lines(batch, dialect))
        body.end()
    return []


class _Body:
    """Writes lines with the separator between them, so that the last line ends as in the source."""

    def __init__(self, file: IO[bytes], dialect: Any) -> None:
        self._file, self._dialect = file, dialect
        self._pending = False

    def start(self, text: str) -> None:
        self._file.write(self._encoded(text))

    def rows(self, lines: pa.Array) -> None:
        if not len(lines):
            return
        newline = self._dialect.newline
        whole = pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines)
        text = pc.binary_join(whole, newline)[0]
        if self._pending:
            self._file.write(self._encoded(newline))
        if self._dialect.encoding.name == "utf-8":
            self._file.write(memoryview(text.as_buffer()))
        else:
            self._file.write(self._encoded(text.as_py()))
        self._pending = True

    def end(self) -> None:
        if self._pending and self._dialect.ends_with_newline:
            self._file.write(self._encoded(self._dialect.newline))

    def _encoded(self, text: str) -> bytes:
        return text.encode(self._dialect.encoding.name, "replace")


def _head(table: MaskedTable, dialect: Any, scrub: Scrub) -> str:
    """Return the title lines, scrubbed, and the header of the columns that stay."""
    if not dialect.preamble:
        return ""
    # As the reader of CSV splits: other breaks of Unicode stand inside a cell.
    lines = list(io.StringIO(dialect.preamble, newline=""))
    reader = csv.reader((line.replace("\x00", "") for line in lines), delimiter=dialect.delimiter)
    rows, ends = [], [0]
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
    cells = []
    for column in table.columns:
        written = dialect.header[column.index] if column.index < len(dialect.header) else ""
        # An empty header cell stays empty; its made-up name is for messages only.
        cells.append(written if column.name == column.source_name else column.name)
    above = [
        _row(_staying(row, table), dialect) if _has_groups(dialect, row) else line
        for row, line in zip(rows[:-1], ("".join(lines[a:b]) for a, b in pairwise(ends)), strict=False)
    ]
    return "".join(map(scrub, above)) + _row(cells, dialect)


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
        delimiter=dialect.delimiter,
        lineterminator=dialect.newline,
        quoting=csv.QUOTE_ALL if dialect.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(cells)
    return line.getvalue()


def _lines(batch: pa.RecordBatch, dialect: Any) -> pa.Array:
    """Return one string per row, shape (rows,)."""
    if not batch.num_columns:
        return pa.array([""] * batch.num_rows, pa.string())
    cells = [_quoted(_text(column), dialect, lone=batch.num_columns == 1) for column in batch.columns]
    return cells[0] if len(cells) == 1 else pc.binary_join_element_wise(*cells, dialect.delimiter)


def _text(column: pa.Array) -> pa.Array:
    return pc.fill_null(column.cast(pa.string()), "")


def _quoted(text: pa.Array, dialect: Any, *, lone: bool) -> pa.Array:
    """Return cells with quotes where the format needs them, or around all if the source has it so."""
    special = pc.match_substring_regex(text, f'[{_class(dialect.delimiter)}"\\r\\n]')
    if lone:
        special = pc.or_(special, pc.equal(text, ""))  # else the row would read as no row at all
    if dialect.quote_all:
        return _in_quotes(text)
    if not pc.any(special).as_py():
        return text
    return pc.replace_with_mask(text, special, _in_quotes(text.filter(special)))


def _in_quotes(text: pa.Array) -> pa.Array:
    inner = pc.replace_substring(text, '"', '""')
    quote = pa.scalar('"', pa.string())
    return pc.binary_join_element_wise(quote, inner, quote, "")


def _class(character: str) -> str:
    return f"\\x{{{ord(character):02X}}}"


SINK = SinkKind("csv", ("csv",), write)
