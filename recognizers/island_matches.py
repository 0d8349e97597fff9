"""Where the shapes of a recognizer stand in islands of ASCII.

Most islands are one run of digits or of letters and digits: what may not stand beside a shape leaves it the whole island
or nothing, which RE2 tells for all of them at once. The others are searched by Python's `re`, which alone knows what
stands beside a match, and alone tells its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
_BESIDE_WORDS = EVERY & ~(DIGIT | UPPER | LOWER)


def matches(each: Recognizer, islands: Islands, chosen: Indexes) -> Matches:
    """Return the matches in some islands, by the characters of their batch."""
    classes = islands.classes[chosen]
    words, numbers = classes & _BESIDE_WORDS == 0, classes == DIGIT
    # Letters may stand beside a glued shape.
    glued = [number for number, shape in enumerate(each.shapes) if shape.glued]
    found = [
        _whole(each, number, islands, chosen[numbers if number in glued else words])
        for number, shape in enumerate(each.shapes)
        if not shape.freed
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
    # Where all depends on words nearby, these are the gate, and were asked for.
    if not all(shape.needs_context for shape in each.shapes):
        chosen = chosen[holding(islands.array.take(pa.array(chosen)), each.text_gate)]
    for number in numbers:
        rows = chosen[islands.fits(each.forms[number])[chosen]]
        pieces = islands.array.take(pa.array(rows))
        yield inside(number, each.compiled[number][1], pieces, islands.chars[rows], islands.sizes[rows])
    yield from labelled(each, islands.array.take(pa.array(chosen)), islands.chars[chosen], islands.sizes[chosen])


def inside(
    number: int, pattern: re.Pattern[str], pieces: pa.Array, chars: Indexes, sizes: Indexes, group: int = 0
) -> Matches:
    """Return what the pattern of a shape of some number, or a group of it, matches in pieces of texts, which begin at
    some characters of a batch and have so many."""
    if not len(pieces):
        return _NO_SPANS, _NO_SHAPES
    spans = [match.span(group) for match in pattern.finditer("\n".join(pieces.to_pylist()))]
    placed = np.array(spans, dtype=np.int64).reshape(-1, 2)
    begins = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum(sizes + 1, out=begins[1:])
    index = np.searchsorted(begins, placed[:, 0], side="right") - 1
    moved: npt.NDArray[np.int64] = chars[index] - begins[index]
    return placed + moved[:, None], np.full(len(placed), number, dtype=np.int64)


def labelled(each: Recognizer, pieces: pa.Array, chars: Indexes, sizes: Indexes) -> Iterator[Matches]:
    """Yield what stands behind a label, QQ12345678, in pieces of texts."""
    if not each.labels or not len(pieces):
        return
    rows = np.flatnonzero(holding(pieces, f"(?i:{'|'.join(each.labels)})"))
    for number, (_, pattern) in enumerate(each.labelled):
        yield inside(number, pattern, pieces.take(pa.array(rows)), chars[rows], sizes[rows], group=1)
