"""A batch of texts as the recognizers see them: islands of ASCII in Chinese text, and the words around a place.

Identifiers are written in ASCII, notes in Chinese: only the islands are searched. Offsets are characters of the folded
texts, which are those of the texts themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.checks import Bools
from recognizers.columns import TextColumn
from recognizers.forms import DIGIT, LOWER, UPPER, Form
from recognizers.matching import holding

Indexes = npt.NDArray[np.int64]
# Characters outside ASCII that stand inside written numbers: they do not end an island.
BRIDGES = "（）转，；"
# The same as bytes: the second and third of those that begin with one.
_BRIDGES: dict[int, set[tuple[int, int]]] = {}
for _first, _second, _third in map(str.encode, BRIDGES):
    _BRIDGES.setdefault(_first, set()).add((_second, _third))


_WORD = DIGIT | UPPER | LOWER
# Characters that only part values, as the bytes they take, by their last byte: no value ends with one, nor begins with
# one or a colon (2001:db8:: ends with it).
_BEHIND = np.zeros(256, dtype=np.int64)
_BEHIND[list(b" \t,;")] = 1
_BEHIND[["，".encode()[-1], "；".encode()[-1]]] = 3
_AHEAD = _BEHIND.copy()
_AHEAD[ord(":")] = 1


class Islands:
    """Runs of ASCII characters and bridges, each within one line of one text.

    One entry for each island: `array` its string, `chars` the character of the batch it begins at, `sizes` its characters,
    `lengths` its bytes, `classes` as in `TextColumn`.
    """

    def __init__(self, texts: TextBatch) -> None:
        self._fits: dict[Form, Bools] = {}
        column = texts.folded
        window = column.window
        inside = window < 0x80
        inside[np.flatnonzero(window == ord("\n"))] = False
        for first, rest in _BRIDGES.items():
            _mark(inside, window, first, rest)
        edge = np.zeros(len(window) + 1, dtype=np.bool_)
        edge[1:-1] = inside[1:] != inside[:-1]
        edge[column.offsets - column.offsets[0]] = True
        edges = np.flatnonzero(edge)
        starts, ends = edges[:-1], edges[1:]
        chosen = inside[starts]
        starts, ends = _trimmed(window, starts[chosen], ends[chosen])
        found = gathered(window, starts, ends)
        classes = TextColumn(found).classes
        kept = np.flatnonzero(classes & _WORD != 0)
        starts, ends = starts[kept], ends[kept]
        self.array = found.take(pa.array(kept))
        self.classes = classes[kept]
        self.lengths = ends - starts
        self.chars: Indexes = texts.char_of_byte[starts].astype(np.int64)
        self.sizes: Indexes = texts.char_of_byte[ends] - self.chars

    @cached_property
    def digits(self) -> Indexes:
        """How many digits each island has."""
        column = TextColumn(self.array)
        counted = np.zeros(len(column.window) + 1, dtype=np.int32)
        np.cumsum(column.window - ord("0") < 10, out=counted[1:])
        return np.diff(counted[column.offsets - column.offsets[0]])

    def fits(self, form: Form) -> Bools:
        """Return in which islands a match of a form may stand."""
        if form not in self._fits:
            some = (self.lengths >= form.shortest) & (self.digits >= form.digits)
            if form.needed:
                some &= self.classes & form.needed == form.needed
            if form.letters:
                some &= self.classes & (UPPER | LOWER) != 0
            self._fits[form] = some
        return self._fits[form]

    def fitting(self, forms: Sequence[Form]) -> Indexes:
        """Return the islands that a match of one of some forms may stand in."""
        return np.flatnonzero(np.logical_or.reduce([self.fits(form) for form in forms]))


class TextBatch:
    """Texts of one batch; nulls count as empty."""

    def __init__(self, array: pa.Array) -> None:
        self.column = TextColumn(array)
        self.folded = self.column.folded
        self._words: dict[str, Bools] = {}

    def __len__(self) -> int:
        return len(self.column)

    @cached_property
    def char_of_byte(self) -> npt.NDArray[np.int32]:
        """The number of the character that each byte of the folded texts belongs to, and their number at the end."""
        window = self.folded.window
        numbers = np.empty(len(window) + 1, dtype=np.int32)
        np.cumsum((window & 0xC0) != 0x80, out=numbers[:-1])
        numbers[:-1] -= 1
        numbers[-1] = numbers[-2] + 1 if len(window) else 0
        return numbers

    @cached_property
    def byte_of_char(self) -> Indexes:
        """Where each character begins, and where the last ends."""
        window = self.folded.window
        return np.append(np.flatnonzero((window & 0xC0) != 0x80), len(window))

    @cached_property
    def first_chars(self) -> Indexes:
        """The character that each text begins with, and the number of all characters at the end."""
        offsets = self.folded.offsets
        return np.asarray(self.char_of_byte[offsets - offsets[0]], dtype=np.int64)

    @cached_property
    def islands(self) -> Islands:
        return Islands(self)

    def with_word(self, words: str) -> Bools:
        """Return which texts hold one of some words (a pattern of RE2), which is remembered."""
        if words not in self._words:
            self._words[words] = holding(self.folded.array, words)
        return self._words[words]

    def rows_of(self, chars: Indexes) -> Indexes:
        """Return the text that each character stands in."""
        return np.searchsorted(self.first_chars, chars, side="right") - 1

    def between(self, starts: Indexes, ends: Indexes) -> pa.Array:
        """Return the characters from each start to its end, as strings."""
        return gathered(self.folded.window, self.byte_of_char[starts], self.byte_of_char[ends])

    def fitting(self, form: Form) -> Indexes:
        """Return the texts that a match of some form may stand in."""
        fits = (self.folded.lengths >= form.shortest) & (self.folded.classes & form.needed == form.needed)
        if form.letters:
            fits &= self.folded.classes & (UPPER | LOWER) != 0
        return np.flatnonzero(fits)


def gathered(window: npt.NDArray[np.uint8], starts: Indexes, ends: Indexes) -> pa.Array:
    """Return pieces of UTF-8 as an array of strings."""
    lengths = ends - starts
    offsets = np.zeros(len(starts) + 1, dtype=np.int32)
    np.cumsum(lengths, out=offsets[1:])
    places = np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])
    data = window[places]
    return pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(data))


def _trimmed(window: npt.NDArray[np.uint8], starts: Indexes, ends: Indexes) -> tuple[Indexes, Indexes]:
    """Return where islands begin and end without what stands between two values only, at most two characters a side."""
    for _ in range(2):
        # Of characters outside ASCII an island holds bridges only, each told by one of its bytes.
        first, third = window[starts], window[np.minimum(starts + 2, len(window) - 1)]
        starts = starts + np.where(first < 0x80, _AHEAD[first], np.where(_BEHIND[third] == 3, 3, 0))
        last = window[np.maximum(ends, 1) - 1]
        ends = ends - _BEHIND[last]
        filled = starts < ends
        starts, ends = starts[filled], ends[filled]
    return starts, ends


def _mark(inside: Bools, window: npt.NDArray[np.uint8], first: int, rest: set[tuple[int, int]]) -> None:
    """Mark the bytes of some characters of three bytes, which begin with the same."""
    found = np.flatnonzero(window[:-2] == first) if len(window) > 2 else np.zeros(0, dtype=np.int64)
    second, third = window[found + 1], window[found + 2]
    chosen = np.zeros(len(found), dtype=np.bool_)
    for one, other in rest:
        chosen |= (second == one) & (third == other)
    found = found[chosen]
    for byte in range(3):
        inside[found + byte] = True
