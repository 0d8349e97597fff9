"""Delimited text whose cells all stand as one manner of writing puts them: it is rebuilt from what was read of it.

What Arrow read of a block is written again and compared with the file, byte for byte. So long as both are equal, where
each cell begins and ends need not be looked for, and masked cells are written in the same manner.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import IO, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedColumn
from pii_scanner.sources.dialect import Dialect
from pii_scanner.sources.fields import ENDS, columns_of, read_rows

# What tells the manner: so many bytes, of these so many rows.
_HEAD, _ROWS = 1 << 16, 100


class Alike:
    """The text of a stream behind the header, block by block; `quoted` tells of each column whether all its cells are
    in quotes (in others, those that need them)."""

    def __init__(self, stream: IO[bytes], dialect: Dialect, columns: Sequence[MaskedColumn], width: int) -> None:
        self._stream, self._dialect, self._columns = stream, dialect, columns
        self._held = stream.read(_HEAD)
        self._marks = [mark.encode() for mark in (dialect.delimiter, '"', "\r", "\n")]
        self._special = special_pattern(dialect.delimiter)
        self._manner = self._told(width)
        # Of the columns where only some cells are in quotes, which of the last block's are.
        self._chosen: dict[int, pa.BooleanArray] = {}
        self._open = False

    def _told(self, width: int) -> _Manner | None:
        """Return the manner of the first rows, None where it is none of ours or a row could stand for nothing."""
        dialect = self._dialect
        if dialect.escape or dialect.has_nulls or len(dialect.delimiter) != 1 or len(self._columns) < 2:
            return None
        rows = next(read_rows(io.BytesIO(self._held), dialect.delimiter), None)
        if rows is None or not len(rows.counts):
            return None
        rows = rows.take(np.arange(min(_ROWS, max(1, len(rows.counts) - 1))))
        if (rows.counts != width).any() or rows.ends[0] == 0:
            return None
        cells = columns_of(rows, rows.raw, width, dialect.delimiter)
        return _Manner([pc.all(pc.starts_with(each, '"')).as_py() for each in cells], ENDS[rows.ends[0]])

    def passes(self, batch: pa.RecordBatch) -> bool:
        """Return whether the next bytes are the rows of a batch, written in one manner; they are passed over then.

        Not so where a row repeats the header, or a cell says that it is a text: ="00123".
        """
        manner, header = self._manner, self._dialect.header
        if manner is None or (len(header) == len(manner.quoted) and _holds(batch.column(0), header[0])):
            return False
        self._chosen = {}
        cells = []
        for index, (array, quoted) in enumerate(zip(batch.columns, manner.quoted, strict=True)):
            chosen = None if quoted else self._needing_quotes(array)
            if chosen is not None:
                self._chosen[index] = chosen
            cells.append(_doubled(array) if quoted else array if chosen is None else in_quotes(array, chosen))
        text = _text(_rows(cells, manner.quoted, self._dialect.delimiter, manner.end))
        while len(self._held) < len(text) and (more := self._stream.read(len(text) - len(self._held))):
            self._held += more
        whole = self._held.startswith(text)
        # The last row may have no end.
        cut = not whole and self._held == text[: -len(manner.end)] and not self._stream.read(1)
        if not (whole or cut) or (b'="' in text and any(map(_says_text, batch.columns))):
            return False
        self._held, self._open = self._held[len(text) :], cut
        return True

    def written(self, masked: Sequence[pa.Array]) -> bytes:
        """Return the masked rows of the block that passed last, of the columns that stay, in its manner (UTF-8)."""
        manner = self._manner
        assert manner is not None
        cells, quoted = [], [manner.quoted[column.index] for column in self._columns]
        for column, array, whole in zip(self._columns, masked, quoted, strict=True):
            text = pc.fill_null(array.cast(pa.string()), "")
            if whole:
                cells.append(_doubled(text))
                continue
            before, behind = self._chosen.get(column.index), self._needing_quotes(text)
            chosen = before if behind is None else behind if before is None else pc.or_(before, behind)
            cells.append(text if chosen is None else in_quotes(text, chosen))
        text = _text(_rows(cells, quoted, self._dialect.delimiter, manner.end))
        return text[: -len(manner.end)] if self._open else text

    @property
    def known(self) -> bool:
        """Whether the first rows tell a manner."""
        return self._manner is not None

    @property
    def rest(self) -> IO[bytes]:
        """What did not pass, to the end of the stream."""
        return cast("IO[bytes]", _Behind(self._held, self._stream))

    def _needing_quotes(self, array: pa.StringArray) -> pa.BooleanArray | None:
        """Return which cells need quotes, None where none does."""
        held = _text(array)
        if not any(mark in held for mark in self._marks):
            return None
        chosen = pc.match_substring_regex(array, self._special)
        return chosen if pc.any(chosen).as_py() else None


@dataclass(frozen=True)
class _Manner:
    quoted: list[bool]
    end: str


class _Behind(io.RawIOBase):
    """Bytes that were read already, and the stream behind them."""

    def __init__(self, held: bytes, stream: IO[bytes]) -> None:
        super().__init__()
        self._held, self._stream = held, stream

    def read(self, size: int = -1) -> bytes:
        if not self._held:
            return self._stream.read(size)
        end = len(self._held) if size < 0 else size
        held, self._held = self._held[:end], self._held[end:]
        return held


def special_pattern(delimiter: str) -> str:
    """Return a pattern of what a cell without quotes may not hold."""
    escaped = "".join(f"\\x{{{ord(character):02X}}}" for character in delimiter)
    return f'(?:{escaped}|["\\r\\n])'


def in_quotes(text: pa.StringArray, chosen: pa.BooleanArray) -> pa.StringArray:
    """Return some cells in quotes, the others as they are."""
    whole = pc.all(chosen).as_py()
    inner = _doubled(text if whole else text.filter(chosen))
    quote = pa.scalar('"', pa.string())
    quoted = pc.binary_join_element_wise(quote, inner, quote, "")
    return quoted if whole else pc.replace_with_mask(text, chosen, quoted)


def _doubled(text: pa.StringArray) -> pa.StringArray:
    """Return cells with every quotation mark twice."""
    return pc.replace_substring(text, '"', '""') if b'"' in _text(text) else text


def _rows(cells: Sequence[pa.StringArray], quoted: Sequence[bool], delimiter: str, end: str) -> pa.StringArray:
    """Return cells as rows with their ends, columns of quoted ones in quotes."""
    quotes = ['"' * each for each in quoted]
    between = [left + delimiter + right for left, right in pairwise(quotes)]
    first, last = pa.scalar(quotes[0], pa.string()), pa.scalar(quotes[-1] + end, pa.string())
    if len(set(between)) == 1:
        return pc.binary_join_element_wise(first, pc.binary_join_element_wise(*cells, between[0]), last, "")
    pieces = [first, cells[0]]
    for separator, cell in zip(between, cells[1:], strict=True):
        pieces += [pa.scalar(separator, pa.string()), cell]
    return pc.binary_join_element_wise(*pieces, last, "")


def _text(array: pa.StringArray) -> bytes:
    """Return all strings of an array, none null, behind one another (UTF-8)."""
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return b""
    ends = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    return bytes(memoryview(data)[int(ends[0]) : int(ends[-1])])


def _says_text(array: pa.StringArray) -> bool:
    """Return whether some cell begins as ="00123" does."""
    return bool(pc.any(pc.starts_with(array, '="')).as_py()) or _holds(array, "=")


def _holds(array: pa.StringArray, value: str) -> bool:
    return bool(pc.any(pc.equal(array, value)).as_py())
