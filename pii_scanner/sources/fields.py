"""Fields of delimited text as they are written, block by block: quotation marks, line ends and blank lines included.

Bytes are cut into fields by NumPy, as fast as memory allows; only blocks whose quotation marks stand where no
writer puts them go through the `csv` module, row by row.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.dialect import NULL, Dialect
from pii_scanner.sources.encoding import open_utf8
from pii_scanner.sources.marks import Flags, Ints, behind_backslashes, count_before
from pii_scanner.sources.records import LONGEST, records

_BLOCK = 1 << 22
_QUOTE, _LF, _CR, _EQUALS = b'"\n\r='
ENDS = ("", "\n", "\r\n", "\r")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Rows:
    """Rows in their order, blank lines among them, as one array of fields.

    `raw` are the fields as they are written and `values` what they say; row i has `counts[i]` of them from
    `first[i]` on and ends in `ENDS[ends[i]]`.
    """

    raw: pa.StringArray
    values: pa.StringArray
    first: Ints
    counts: Ints
    ends: npt.NDArray[np.int8]

    @property
    def filled(self) -> Ints:
        """The rows that are no blank lines."""
        lone = self.counts == 1
        if not lone.any():
            return np.arange(len(self.counts))
        lengths = np.asarray(pc.binary_length(self.raw))
        return np.flatnonzero(~(lone & (lengths[np.minimum(self.first, max(0, len(lengths) - 1))] == 0)))

    def take(self, rows: Ints) -> Rows:
        """Return some of the rows; their fields stay where they are."""
        return Rows(self.raw, self.values, self.first[rows], self.counts[rows], self.ends[rows])

    def column(self, fields: pa.StringArray, index: int) -> pa.StringArray:
        """Return the field at `index` of every row, null where a row has fewer."""
        if not len(fields):
            return pa.nulls(len(self.first), pa.string())
        there = index < self.counts
        if there.all():
            return fields.take(pa.array(self.first + index))
        return fields.take(pa.array(self.first + index, mask=~there))


def read_rows(stream: IO[bytes], delimiter: str, escape: str = "") -> Iterator[Rows]:
    """Yield the rows of a stream of UTF-8 bytes; with `escape`, a backslash makes the next character a plain one.

    A quotation mark that is never closed is a plain character.
    """
    cutter = _Cutter(delimiter.encode(), bool(escape))
    buffer, ended = b"", False
    while not ended or buffer:
        if not ended:
            more = stream.read(max(_BLOCK, len(buffer)))
            ended = not more
            buffer += more
        if not buffer:
            return
        cut = cutter.cut(buffer, ended)
        if cut is None and (ended or len(buffer) > LONGEST or not cutter.unfinished):
            rows, buffer = _row_by_row(buffer, stream, delimiter, escape)
            ended = False
            yield rows
        elif cut is not None:
            rows, end = cut
            buffer = buffer[end:]
            yield rows


def written_rows(path: Path, dialect: Dialect) -> Iterator[Rows]:
    """Yield the rows of a delimited file below its header, as they are written."""
    with open_utf8(path, dialect.encoding) as stream:
        stream.read(len(dialect.preamble.encode("utf-8")))
        yield from read_rows(stream, dialect.delimiter, dialect.escape)


def columns_of(rows: Rows, fields: pa.StringArray, width: int, delimiter: str) -> list[pa.StringArray]:
    """Return `fields` (raw or values) column by column: null where a row has fewer, those too many joined in the last."""
    columns = [rows.column(fields, index) for index in range(width)]
    longer = np.flatnonzero(rows.counts > width)
    if len(longer):
        joined = [
            delimiter.join(fields.slice(first + width - 1, count - width + 1).to_pylist())
            for first, count in zip(rows.first[longer].tolist(), rows.counts[longer].tolist(), strict=True)
        ]
        columns[-1] = pc.replace_with_mask(columns[-1], pa.array(rows.counts > width), pa.array(joined, pa.string()))
    return columns


def emptied(column: pa.StringArray) -> pa.StringArray:
    """Return cells that stand for no value as empty."""
    return pc.if_else(pc.equal(column, NULL), "", column)


class _Cutter:
    """Cuts bytes into fields. `unfinished` tells that the last block held no end of a row."""

    def __init__(self, delimiter: bytes, escape: bool) -> None:
        self._delimiter, self._escape = delimiter, escape
        self.unfinished = False

    def cut(self, buffer: bytes, ended: bool) -> tuple[Rows, int] | None:
        """Return (whole rows, their length in bytes), or None where this is not for us to tell."""
        data = np.frombuffer(buffer, np.uint8)
        quotes, delimiters = np.flatnonzero(data == _QUOTE), self._delimiters(data)
        breaks = _breaks(data, ended)
        if self._escape and (escaped := behind_backslashes(data)) is not None:
            quotes, delimiters, breaks = (each[~escaped[each]] for each in (quotes, delimiters, breaks))
        if len(quotes):
            delimiters, breaks = (each[count_before(quotes, each) & 1 == 0] for each in (delimiters, breaks))
        end = len(data) if ended else int(breaks[-1]) + 1 if len(breaks) else 0
        self.unfinished = end == 0
        if end == 0:
            return None
        quotes, delimiters = quotes[quotes < end], delimiters[delimiters < end]
        begins, lengths, codes = self._separators(data, delimiters, breaks, end)
        if len(quotes) and not self._is_regular(data, quotes, begins, lengths, end):
            return None
        return self._rows(buffer[:end], begins, lengths, codes, quotes), end

    def _delimiters(self, data: npt.NDArray[np.uint8]) -> Ints:
        found = data == self._delimiter[0]
        for index, byte in enumerate(self._delimiter[1:], 1):
            found[:-index] &= data[index:] == byte
            found[-index:] = False
        at = np.flatnonzero(found)
        size = len(self._delimiter)
        if size == 1 or not (np.diff(at) < size).any():
            return at
        kept, after = [], 0  # ||| is one delimiter of two characters and a plain one
        for place in at.tolist():
            if place >= after:
                kept.append(place)
                after = place + size
        return np.array(kept, dtype=np.int64)

    def _separators(
        self, data: npt.NDArray[np.uint8], delimiters: Ints, breaks: Ints, end: int
    ) -> tuple[Ints, Ints, npt.NDArray[np.int8]]:
        """Return where separators begin, their lengths, and which end of a row each is (-1: a delimiter)."""
        windows = (data[breaks] == _LF) & (breaks > 0) & (data[np.maximum(breaks - 1, 0)] == _CR)
        codes = np.where(windows, 2, np.where(data[breaks] == _LF, 1, 3)).astype(np.int8)
        begins = np.concatenate([delimiters, breaks - windows])
        order = np.argsort(begins, kind="stable")
        sizes = np.concatenate([np.full(len(delimiters), len(self._delimiter)), 1 + windows.astype(np.int64)])
        kinds = np.concatenate([np.full(len(delimiters), -1, np.int8), codes])
        begins, sizes, kinds = begins[order], sizes[order], kinds[order]
        last = int(begins[-1] + sizes[-1]) if len(begins) else 0
        if last < end or (len(kinds) and kinds[-1] == -1):  # the last row has no end
            begins, sizes = np.append(begins, end), np.append(sizes, 0)
            kinds = np.append(kinds, np.int8(0))
        return begins, sizes, kinds

    def _is_regular(self, data: npt.NDArray[np.uint8], quotes: Ints, begins: Ints, lengths: Ints, end: int) -> bool:
        """Return whether every quotation mark opens, closes or doubles one where a field begins or ends."""
        if len(quotes) % 2:
            return False
        opens, closes = quotes[0::2], quotes[1::2]
        starts, stops = np.zeros(end + 1, np.bool_), np.zeros(end + 1, np.bool_)
        starts[0] = stops[end] = True
        starts[begins + lengths] = True
        stops[begins] = True
        opens, closes = opens[~starts[opens]], closes[~stops[closes + 1]]
        before, after = np.maximum(opens - 1, 0), np.minimum(closes + 1, end - 1)
        opened = (data[before] == _QUOTE) & (opens > 0)
        opened |= (data[before] == _EQUALS) & starts[before] & (opens > 0)  # ="00123"
        closed = (data[after] == _QUOTE) & (closes + 1 < end)
        return bool(opened.all() and closed.all())

    def _rows(self, buffer: bytes, begins: Ints, lengths: Ints, codes: npt.NDArray[np.int8], quotes: Ints) -> Rows:
        data = np.frombuffer(buffer, np.uint8)
        keep = np.ones(len(data), np.bool_)
        for shift in range(int(lengths.max(initial=0))):
            keep[(begins + shift)[lengths > shift]] = False
        starts = np.concatenate([[0], begins[:-1] + lengths[:-1]])
        offsets = np.zeros(len(begins) + 1, np.int32)
        np.cumsum(begins - starts, out=offsets[1:])
        raw = pa.StringArray.from_buffers(len(begins), pa.py_buffer(offsets), pa.py_buffer(data[keep]))
        lasts = np.flatnonzero(codes >= 0)
        first = np.concatenate([[0], lasts[:-1] + 1])
        if self._escape or (len(quotes) and b'="' in buffer):
            values = said(raw, escape=self._escape)
        else:
            values = self._unquoted(data, keep, offsets, begins, quotes) if len(quotes) else raw
        return Rows(raw, values, first, lasts + 1 - first, codes[lasts])

    def _unquoted(
        self, data: npt.NDArray[np.uint8], keep: Flags, written: npt.NDArray[np.int32], begins: Ints, quotes: Ints
    ) -> pa.StringArray:
        """Return what the fields of a regular block say: of its quotation marks the doubled ones stay, once."""
        stays = np.zeros(len(quotes), np.bool_)
        closes = quotes[1::2]
        stays[1::2] = data[np.minimum(closes + 1, len(data) - 1)] == _QUOTE
        stays[-1] &= closes[-1] < len(data) - 1
        left = quotes[~stays]
        keep[left] = False
        offsets = written.copy()
        offsets[1:] -= count_before(left, begins).astype(np.int32)
        return pa.StringArray.from_buffers(len(begins), pa.py_buffer(offsets), pa.py_buffer(data[keep]))


def _breaks(data: npt.NDArray[np.uint8], ended: bool) -> Ints:
    """Return where rows may end, at the last byte of each end of a line."""
    breaks = np.flatnonzero(data == _LF)
    returns = np.flatnonzero(data == _CR)
    if not len(returns):
        return breaks
    following = np.append(data[1:], 0)[returns]
    alone = returns[following != _LF]
    if not ended and len(alone) and alone[-1] == len(data) - 1:
        alone = alone[:-1]  # the line feed may be the next byte
    return np.sort(np.concatenate([breaks, alone])) if len(alone) else breaks


def said(raw: pa.StringArray, *, escape: bool = False) -> pa.StringArray:
    """Return what fields say: without the quotation marks around them, ="00123" as 00123, escapes resolved."""
    quoted = pc.and_(pc.starts_with(raw, '"'), pc.ends_with(raw, '"'))
    if pc.any(quoted).as_py():
        inner = pc.utf8_slice_codeunits(raw.filter(quoted), 1, -1)
        raw = pc.replace_with_mask(raw, quoted, pc.replace_substring(inner, '""', '"'))
    if escape:
        raw = pc.if_else(pc.equal(raw, NULL), raw, pc.replace_substring_regex(raw, r"(?s)\\(.)", r"\1"))
    return without_formula(raw)


def without_formula(values: pa.StringArray) -> pa.StringArray:
    """Return cells without the ="..." that keeps a spreadsheet from reading a number."""
    formula = pc.starts_with(values, '="')
    if not pc.any(formula).as_py():
        return values
    return pc.replace_substring_regex(values, r'^="([^"]*)"$', r"\1")


class _Lines:
    """Lines of bytes that were read already and of the stream behind them; `before(n)` tells where line n begins."""

    def __init__(self, buffer: bytes, stream: IO[bytes]) -> None:
        self._buffer, self._stream = buffer, stream
        self._starts = [0]

    def __iter__(self) -> Iterator[str]:
        ended, searched = False, 0
        while True:
            start = self._starts[-1]
            match = _LINE_END.search(self._buffer, max(start, searched))
            whole = match is not None and (ended or match.end() < len(self._buffer) or match[0] != b"\r")
            if not whole and not ended and len(self._buffer) - start < LONGEST:
                searched = max(start, len(self._buffer) - 1)
                more = self._stream.read(_BLOCK)
                ended = not more
                self._buffer += more
                continue
            end = match.end() if match else min(len(self._buffer), start + LONGEST)
            if end == start:
                return
            self._starts.append(end)
            yield self._buffer[start:end].decode("utf-8", "replace")

    def before(self, line: int) -> int:
        return self._starts[line]

    def from_line(self, line: int) -> bytes:
        return self._buffer[self._starts[line] :]


def _row_by_row(buffer: bytes, stream: IO[bytes], delimiter: str, escape: str) -> tuple[Rows, bytes]:
    """Return the rows that begin in `buffer` by the csv module, and the bytes that were read and follow them."""
    source = _Lines(buffer, stream)
    written: deque[str] = deque()

    def lines() -> Iterator[str]:
        for line in source:
            written.append(line)
            yield line

    raw: list[str] = []
    values: list[str] = []
    counts: list[int] = []
    ends: list[int] = []
    done = 0
    for row, taken in records(lines(), delimiter, escape):
        text = "".join(written.popleft() for _ in range(taken))
        done += taken
        end = "\r\n" if text.endswith("\r\n") else text[-1] if text[-1] in "\r\n" else ""
        fields = row or [""]
        values += fields
        raw += _spelled(text[: len(text) - len(end)], fields, delimiter)
        counts.append(len(fields))
        ends.append(ENDS.index(end))
        if source.before(done) >= len(buffer):
            break
    first = np.concatenate([[0], np.cumsum(counts[:-1])]).astype(np.int64)
    said_here = without_formula(pa.array(values, pa.string()))
    rows = Rows(pa.array(raw, pa.string()), said_here, first, np.array(counts), np.array(ends, np.int8))
    return rows, source.from_line(done)


def _spelled(text: str, fields: list[str], delimiter: str) -> list[str]:
    """Return fields as they are written; where that cannot be told, as they would be."""
    parts = text.split(delimiter)
    if len(parts) == len(fields):
        return parts
    special = (delimiter, '"', "\n", "\r")
    return [
        '"' + field.replace('"', '""') + '"' if any(each in field for each in special) else field for field in fields
    ]
