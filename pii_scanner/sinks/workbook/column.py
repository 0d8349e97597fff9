"""The new values of one column of a sheet, in the pieces they came in: texts stay in Arrow until their rows are written."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sinks.workbook.cells import LONGEST_TEXT, value_cell
from pii_scanner.sinks.workbook.plan import SAME, Moved, Value

# What follows the place and style in a cell; None where the source's stays, a date that moves where the source's counts.
Rest = str | Moved | None
_BEGIN, _END = ' t="inlineStr"><is><t>', "</t></is></c>"
# What XML must escape, what a workbook must, and spaces that it would lose: in texts that are lines of one, and in one.
_UNUSUAL = re.compile(
    "[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x|(?:\\A|\n)\\s|\\s(?:\n|\\Z)"
)  # fmt: skip
_SPACE = r"\s\x0b\x1c-\x1f\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}"
_UNUSUAL_RE2 = rf"[&<>\r\n\x00-\x08\x0b\x0c\x0e-\x1f\x{{FFFE}}\x{{FFFF}}]|_x|^[{_SPACE}]|[{_SPACE}]$"


@dataclass(frozen=True)
class _Texts:
    """Texts as a string array; `same` tells where the source's cell stays, None if nowhere."""

    array: pa.Array
    same: npt.NDArray[np.bool_] | None

    def part(self, start: int, end: int) -> _Texts:
        return _Texts(self.array.slice(start, end - start), None if self.same is None else self.same[start:end])

    def values(self) -> list[Value]:
        found: list[Value] = self.array.to_pylist()
        for place in self._same_places():
            found[place] = SAME
        return found

    def rests(self) -> list[Rest]:
        rests: list[Rest] = self.cells().to_pylist()
        return rests

    def cells(self) -> pa.Array:
        made = pc.binary_join_element_wise(_BEGIN, self.array, _END, "")
        sizes = pc.binary_length(self.array)
        usual = pc.and_(
            pc.invert(pc.match_substring_regex(self.array, _UNUSUAL_RE2)),
            pc.and_(pc.greater(sizes, 0), pc.less_equal(sizes, LONGEST_TEXT)),
        )
        odd = ~np.asarray(pc.fill_null(usual, False).to_numpy(zero_copy_only=False))
        if odd.any():
            others = [value_cell("", value)[2:] for value in self.array.filter(pa.array(odd)).to_pylist()]
            made = pc.replace_with_mask(made, pa.array(odd), pa.array(others, pa.string()))
        return made if self.same is None else pc.if_else(pa.array(self.same), pa.scalar(None, pa.string()), made)

    def _same_places(self) -> list[int]:
        return [] if self.same is None else np.flatnonzero(self.same).tolist()  # type: ignore[no-any-return]


# A number stands for so many cells of the source that stay.
_Piece = _Texts | list[Value] | int


class NewColumn(Sequence[Value]):
    """The values of rows first_row, first_row + 1, ...; add all pieces, then read."""

    def __init__(self) -> None:
        self._pieces: list[_Piece] = []
        self._ends: list[int] = []

    def add_same(self, count: int) -> None:
        """Add cells that stay what they are in the source."""
        self._add(count, count)

    def add_texts(self, array: pa.Array, same: npt.NDArray[np.bool_] | None) -> None:
        """Add texts, shape (rows,), null for an empty cell; `same`, shape (rows,), is True where the source's cell stays."""
        self._add(_Texts(array, same if same is not None and same.any() else None), len(array))

    def add(self, values: list[Value]) -> None:
        self._add(values, len(values))

    def _add(self, piece: _Piece, count: int) -> None:
        if count:
            self._pieces.append(piece)
            self._ends.append(len(self) + count)

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> list[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | list[Value]:
        if isinstance(place, int):
            if not -len(self) <= place < len(self):
                raise IndexError(place)
            at = place % len(self)
            return self[at : at + 1][0]
        start, stop, step = place.indices(len(self))
        return [value for piece in self._parts(start, stop) for value in _values(piece)][::step]

    def rests(self, start: int, end: int) -> list[Rest]:
        """Return what follows the place and style in the cells from `start` to before `end`."""
        made: list[Rest] = []
        for piece in self._parts(start, min(end, len(self))):
            made += piece.rests() if isinstance(piece, _Texts) else rendered(_values(piece))
        return made

    def cells(self, start: int, end: int) -> pa.Array | None:
        """Return the same as an array of strings; None where dates move."""
        made = []
        for piece in self._parts(start, min(end, len(self))):
            array = piece.cells() if isinstance(piece, _Texts) else as_cells(rendered(_values(piece)))
            if array is None:
                return None
            made.append(array)
        return pa.concat_arrays(made) if len(made) != 1 else made[0]

    def _parts(self, start: int, stop: int) -> Iterator[_Piece]:
        """Yield what of each piece lies between two places."""
        at = bisect_right(self._ends, start)
        while start < stop:
            piece, end = self._pieces[at], self._ends[at]
            begin = self._ends[at - 1] if at else 0
            first, last = start - begin, min(stop, end) - begin
            if isinstance(piece, int):
                yield last - first
            else:
                yield piece.part(first, last) if isinstance(piece, _Texts) else piece[first:last]
            start, at = end, at + 1


def _values(piece: _Piece) -> list[Value]:
    if isinstance(piece, int):
        return [SAME] * piece
    return piece.values() if isinstance(piece, _Texts) else piece


def rendered(values: Sequence[Value]) -> list[Rest]:
    """Return what follows the place and style in the cell of each value."""
    texts = [value for value in values if type(value) is str]
    joined = "\n".join(texts)
    plain = (
        joined.count("\n") == max(0, len(texts) - 1)
        and _UNUSUAL.search(joined) is None
        and "" not in texts
        and max(map(len, texts), default=0) <= LONGEST_TEXT
    )
    return [
        None
        if value is SAME
        else value
        if isinstance(value, Moved)
        else f"{_BEGIN}{value}{_END}"
        if plain and type(value) is str
        else value_cell("", value)[2:]
        for value in values
    ]


def as_cells(rests: Sequence[Rest]) -> pa.Array | None:
    """Return what follows the place and style in cells as an array of strings; None where dates move."""
    return None if any(isinstance(rest, Moved) for rest in rests) else pa.array(rests, pa.string())
