"""Columns at fixed positions, and lines cut at them.

Positions count bytes (exports of mainframes in GBK), columns of a screen (Chinese characters take two) or
characters. A line is padded with `FILL` after each character that counts more than once, so that one cut by
characters does for all three.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.encoding import Encoding, open_text

FILL = "\uffff"
UNITS = ("bytes", "columns", "characters")
_CHARACTERS = 1 << 20
_LONGEST_LINE = 1 << 24


@dataclass(frozen=True)
class Column:
    """A column from `start` to before `stop` (None: to the end of the line); its values end before `end`.

    `right`: values stand flush right. What lies between `end` and `stop` is blank.
    """

    start: int
    stop: int | None
    end: int
    right: bool = False


@dataclass(frozen=True)
class Layout:
    """How a file is laid out. `top` are the lines before the data; `header` is the place of the header among them.

    `length` is that of every line, 0 where lines end with their last value. `gaps`: between columns stands a blank. Where
    it was `declared`, its positions may not change: nobody could read the copy.
    """

    encoding: Encoding
    unit: str
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    top: tuple[str, ...] = ()
    header: int | None = None
    length: int = 0
    newline: str = "\n"
    gaps: bool = True
    declared: bool = False

    def padded(self, text: str) -> str:
        return pad(text, self.unit, self.encoding.name)

    def lines(self, path: Path) -> Iterator[pa.Array]:
        """Yield the data lines, padded, without their ends."""
        with open_text(path, self.encoding) as text:
            for _ in self.top:
                text.readline()
            while block := _block(text):
                lines = self.padded(block.replace("\r\n", "\n")).split("\n")
                if block.endswith("\n"):
                    lines.pop()
                yield pa.array(lines, pa.string())

    def cut(self, lines: pa.Array) -> tuple[list[pa.Array], pa.Array]:
        """Return (the pieces of lines, column by column; whether each line fits)."""
        bounds = [column.start for column in self.columns]
        pieces = _cut(lines, bounds)
        fits = pa.array([True] * len(lines), pa.bool_())
        for column, piece in zip(self.columns, pieces, strict=True):
            fits = pc.and_(fits, pc.invert(pc.starts_with(piece, FILL)))
            if self.gaps and column.stop is not None:
                ended = pc.less(pc.utf8_length(piece), column.stop - column.start)
                fits = pc.and_(fits, pc.or_(ended, pc.ends_with(piece, " ")))
        return pieces, fits


def _block(text: io.TextIOWrapper) -> str:
    """Return some millions of characters in whole lines."""
    block = text.read(_CHARACTERS)
    return block + text.readline(_LONGEST_LINE) if block and not block.endswith("\n") else block


def _cut(lines: pa.Array, starts: list[int]) -> list[pa.Array]:
    """Return lines cut at `starts`, halved again and again so that long lines are not walked once per column."""
    if len(starts) == 1:
        return [lines]
    middle = len(starts) // 2
    at = starts[middle] - starts[0]
    left = pc.utf8_slice_codeunits(lines, 0, at)
    right = pc.utf8_slice_codeunits(lines, at)
    return _cut(left, starts[:middle]) + _cut(right, starts[middle:])


def values(piece: pa.Array) -> pa.Array:
    """Return the values in pieces, without the blanks around them and without padding."""
    return pc.utf8_trim(pc.replace_substring(piece, FILL, ""), " ")


def pad(text: str, unit: str, encoding: str) -> str:
    return text if unit == "characters" or text.isascii() else text.translate(_table(unit, encoding))


class _Widths(dict[int, str]):
    """What each character becomes; filled as characters are met."""

    def __init__(self, unit: str, encoding: str) -> None:
        super().__init__()
        self._unit, self._encoding = unit, encoding

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if self._unit == "bytes":
            width = len(character.encode(self._encoding, "replace"))
        else:
            # Ambiguous ones (quotation marks, dashes, circled digits) are wide on a Chinese screen.
            width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        self[code] = character + FILL * (width - 1)
        return self[code]


_table = cache(partial(_Widths))
