"""Delimited text: CSV, TSV and their kin, in any Chinese encoding, header found under title rows."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.dialect import Dialect, dialect_of
from pii_scanner.sources.encoding import detect_encoding, looks_like_text, open_utf8, readable_name
from pii_scanner.sources.fields import columns_of, emptied, without_formula, written_rows
from pii_scanner.sources.headers import column_names
from pii_scanner.sources.records import records
from pii_scanner.sources.registry import SourceKind

_SAMPLE = 1 << 18
_BLOCK = 1 << 22
_MARK = codecs.BOM_UTF8
# Files of other kinds that no CSV begins with, even when their name ends in .csv.
_OTHERS = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"PARE",
    b"{\\rtf",
    b"\x7fELF",
)


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    with open_utf8(path, encoding) as stream:
        sample = stream.read(_SAMPLE).decode("utf-8", "replace")
        cut = bool(stream.read(1))
    if not sample.strip("\x00 \r\n\t\ufeff"):
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    dialect, width, titles = dialect_of(path, encoding, sample, cut)
    names = column_names(dialect.names, width)
    table = Table(
        source=location.name,
        name=readable_name(path.stem),
        kind="csv",
        columns=tuple(ColumnInfo(name) for name in names),
        read=lambda: _read(path, dialect, names, table),
        layout={"dialect": dialect, "path": path, "head_rows": _head_rows(dialect)},
    )
    if encoding.damaged:
        table.warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    if not titles:
        return [table]
    batch = pa.record_batch([pa.array(titles, pa.string())], names=["rows above the header"])
    columns = (ColumnInfo("rows above the header"),)
    return [
        table,
        Table(location.name, tr("(outside the cells)"), "csv", columns, lambda: iter([batch]), loose=True),
    ]


def _head_rows(dialect: Dialect) -> int:
    """Return how many rows stand above the data."""
    lines = io.StringIO(dialect.preamble, newline="")
    return sum(any(row) for row, _ in records(lines, dialect.delimiter, dialect.escape))


def _read(path: Path, dialect: Dialect, names: list[str], table: Table) -> Iterator[pa.RecordBatch]:
    """Yield batches of strings: by Arrow while every row fits, else field by field from where it stopped."""
    done = 0
    if len(dialect.delimiter.encode()) == 1 and not dialect.escape:
        try:
            for batch in _by_arrow(path, dialect, names):
                yield batch
                done += batch.num_rows
            return
        except (pa.ArrowInvalid, _Unsure):
            pass
    yield from _by_fields(path, dialect, names, done, table)


class _Marked(io.RawIOBase):
    """A stream behind a byte order mark of its own: Arrow leaves out the first it meets, which may be that of a cell."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream, self._mark = stream, _MARK

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        mark, self._mark = self._mark, b""
        buffer[: len(mark)] = mark
        return len(mark) + self._stream.readinto(memoryview(buffer)[len(mark) :])


class _Unsure(Exception):
    """What Arrow read last may be a quotation mark that was never closed."""


def _by_arrow(path: Path, dialect: Dialect, names: list[str]) -> Iterator[pa.RecordBatch]:
    schema = pa.schema([(name, pa.string()) for name in names])
    with open_utf8(path, dialect.encoding) as stream:
        stream.read(len(dialect.preamble.encode("utf-8")))
        if stream.peek(len(_MARK)).startswith(_MARK):
            stream = io.BufferedReader(_Marked(stream), _BLOCK)
        reader = pa_csv.open_csv(
            stream,
            read_options=pa_csv.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=True),
            parse_options=pa_csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=dialect.encoding.has_quotes
            ),
            convert_options=pa_csv.ConvertOptions(column_types=schema, strings_can_be_null=False, check_utf8=False),
        )
        waiting: pa.RecordBatch | None = None
        for batch in reader:
            if batch.num_rows:
                if waiting is not None:
                    yield plain(waiting, dialect)
                waiting = batch
        if waiting is None:
            return
        if _ends_in_several_lines(waiting):
            raise _Unsure
        yield plain(waiting, dialect)


def plain(batch: pa.RecordBatch, dialect: Dialect) -> pa.RecordBatch:
    """Return a batch without the ways in which cells say that they are texts or empty."""
    if not dialect.encoding.has_quotes and not dialect.has_nulls:
        return batch
    columns = [without_formula(column) if dialect.encoding.has_quotes else column for column in batch.columns]
    if dialect.has_nulls:
        columns = [emptied(column) for column in columns]
    return pa.record_batch(columns, schema=batch.schema)


def _ends_in_several_lines(batch: pa.RecordBatch) -> bool:
    """Return whether the last row holds line feeds: its quotation mark may never have been closed."""
    return any("\n" in (column[-1].as_py() or "") for column in batch.columns)


def _by_fields(path: Path, dialect: Dialect, names: list[str], done: int, table: Table) -> Iterator[pa.RecordBatch]:
    """Read ragged rows: a short one is padded, fields too many stay, joined, in the last column."""
    width, ragged = len(names), 0
    for rows in written_rows(path, dialect):
        rows = rows.take(rows.filled)
        if len(rows.first) <= done:
            done -= len(rows.first)
            continue
        rows, done = rows.take(np.arange(done, len(rows.first))), 0
        ragged += int(np.count_nonzero(rows.counts != width))
        columns = [pc.fill_null(column, "") for column in columns_of(rows, rows.values, width, dialect.delimiter)]
        if dialect.has_nulls:
            columns = [emptied(column) for column in columns]
        yield pa.record_batch(columns, names=names)
    if ragged:
        table.warn(
            tr(
                "{count} rows have more or fewer fields than the header; they were read, extra fields in the last column.",
                count=ragged,
            )
        )


def _recognizes(head: bytes, path: Path) -> bool:
    """Anything that reads as text; JSON lines and other formats were asked before."""
    if head.startswith(_OTHERS):
        return False
    return looks_like_text(head) or not head.strip(b"\x00")


KIND = SourceKind("csv", 90, _recognizes, tables)
