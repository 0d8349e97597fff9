"""Where the shapes of a recognizer stand in islands of ASCII.

Most islands are one run of digits or of letters and digits: what may not stand beside a shape leaves it the whole island
or nothing, which RE2 tells for all of them at once. The others are searched by Python's `re`, which alone knows what
stands beside a match, and alone tells its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.base import Recognizer
from recognizers.forms import DIGIT, EVERY, LOWER, UPPER
from recognizers.matching import holding
from recognizers.texts import Indexes, Islands

_NO_SPANS, _NO_SHAPES = np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
# The first character and the one behind the last of every match, shape (n, 2), and the number of its shape.
Matches = tuple[Indexes, Indexes]
# Of so few islands each is searched sooner than they are sorted.
_FEW = 64
_BESIDE_WORDS = EVERY & ~(DIGIT | UPPER | LOWER)


class Pieces:
    """Pieces of texts, joined by line feeds, which begin at some characters of a batch and have so many."""

    def __init__(self, pieces: pa.Array, chars: Indexes, sizes: Indexes) -> None:
        self._array, self._chars, self._sizes = pieces, chars, sizes

    def __len__(self) -> int:
        return len(self._array)

    @cached_property
    def _joined(self) -> str:
        return "\n".join(self._array.to_pylist())

    @cached_property
    def _begins(self) -> Indexes:
        begins = np.zeros(len(self) + 1, dtype=np.int64)
        np.cumsum(self._sizes + 1, out=begins[1:])
        return begins

    def matches(self, number: int, pattern: re.Pattern[str], group: int = 0) -> Matches:
        """Return what the pattern of a shape of some number, or a group of it, matches in them."""
        spans = [match.span(group) for match in pattern.finditer(self._joined)] if len(self) else []
        if not spans:
            return _NO_SPANS, _NO_SHAPES
        placed = np.array(spans, dtype=np.int64)
        index = np.searchsorted(self._begins, placed[:, 0], side="right") - 1
        moved: npt.NDArray[np.int64] = self._chars[index] - self._begins[index]
        return placed + moved[:, None], np.full(len(placed), number, dtype=np.int64)

    def of_shapes(self, each: Recognizer) -> Iterator[Matches]:
        """Yield what every shape of a recognizer matches in them."""
        for number, (_, pattern) in enumerate(each.compiled):
            yield self.matches(number, pattern)

    def behind_labels(self, each: Recognizer) -> Iterator[Matches]:
        """Yield what stands behind a label, QQ12345678."""
        if not each.labels or not len(self):
            return
        rows = np.flatnonzero(holding(self._array, f"(?i:{'|'.join(each.labels)})"))
        if len(rows):
            some = Pieces(self._array.take(pa.array(rows)), self._chars[rows], self._sizes[rows])
            for number, (_, pattern) in enumerate(each.labelled):
                yield some.matches(number, pattern, group=1)


def matches(each: Recognizer, islands: Islands, chosen: Indexes) -> Matches:
    """Return the matches in some islands, by the characters of their batch."""
    if len(chosen) <= _FEW:
        gated = _pieces(islands, _gated(each, islands, chosen))
        return united([*gated.of_shapes(each), *gated.behind_labels(each)])
    classes = islands.classes[chosen]
    words, numbers = classes & _BESIDE_WORDS == 0, classes == DIGIT
    # Letters may stand beside a glued shape.
    glued = [number for number, shape in enumerate(each.shapes) if shape.glued]
    found = [
        _whole(each, number, islands, chosen[numbers if number in glued else words])
        for number, shape in enumerate(each.shapes)
        if not shape.beside_letters
    ]
    for some, shapes in ((chosen[~words], range(len(each.shapes))), (chosen[words & ~numbers], glued)):
        found += _among_others(each, shapes, islands, some)
    return united(found)


def united(found: Sequence[Matches]) -> Matches:
    spans, shapes = zip(*found, strict=True) if found else ((), ())
    return np.concatenate([_NO_SPANS, *spans]), np.concatenate([_NO_SHAPES, *shapes])


def _whole(each: Recognizer, number: int, islands: Islands, chosen: Indexes) -> Matches:
    """Return the islands that one shape fills wholly."""
    shape, form = each.shapes[number], each.forms[number]
    chosen = chosen[islands.lengths[chosen] <= form.longest]
    chosen = chosen[:0] if form.needed & _BESIDE_WORDS else chosen[islands.fits(form)[chosen]]
    if len(chosen):
        ignoring = "i" if shape.flags & re.IGNORECASE else ""
        chosen = chosen[holding(islands.array.take(pa.array(chosen)), f"^(?{ignoring}:{shape.regex})$")]
    starts = islands.chars[chosen]
    return np.stack([starts, starts + islands.sizes[chosen]], axis=1), np.full(len(chosen), number, dtype=np.int64)


def _among_others(each: Recognizer, numbers: Sequence[int], islands: Islands, chosen: Indexes) -> Iterator[Matches]:
    """Yield what some shapes, and the labels, find in islands of whatever characters."""
    if not len(chosen) or not (numbers or each.labels):
        return
    chosen = _gated(each, islands, chosen)
    for number in numbers:
        fitting = _pieces(islands, chosen[islands.fits(each.forms[number])[chosen]])
        yield fitting.matches(number, each.compiled[number][1])
    yield from _pieces(islands, chosen).behind_labels(each)


def _gated(each: Recognizer, islands: Islands, chosen: Indexes) -> Indexes:
    """Return the islands that pass the gate of a recognizer; words nearby, where all depends on them, are a gate that was
    asked for."""
    if not len(chosen) or all(shape.needs_context for shape in each.shapes):
        return chosen
    return chosen[holding(islands.array.take(pa.array(chosen)), each.text_gate)]


def _pieces(islands: Islands, rows: Indexes) -> Pieces:
    return Pieces(islands.array.take(pa.array(rows)), islands.chars[rows], islands.sizes[rows])
