"""Where the shapes of a recognizer stand in islands of ASCII.

Most islands are one run of digits or of letters and digits: what may not stand beside a shape leaves it the whole island
or nothing, which RE2 tells for all of them at once. The others are searched by Python's `re`, which alone knows what
stands beside a match, and alone tells its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.base import Recognizer
from recognizers.forms import DIGIT, LOWER, UPPER
from recognizers.matching import holding
from recognizers.texts import Indexes, Islands

# The first character and the one behind the last of every match, shape (n, 2), and the number of its shape.
Matches = tuple[Indexes, Indexes]
_WORD = DIGIT | UPPER | LOWER


def matches(each: Recognizer, islands: Islands, chosen: Indexes) -> Matches:
    """Return the matches in some islands, by the characters of their batch."""
    classes = islands.classes[chosen]
    words, numbers = classes & ~_WORD == 0, classes == DIGIT
    # Letters may stand beside a glued shape.
    glued = [number for number, shape in enumerate(each.shapes) if shape.glued]
    found = [
        _whole(each, number, islands, chosen[numbers if number in glued else words])
        for number, shape in enumerate(each.shapes)
        if not shape.freed
    ]
    found.append(_inside(each, range(len(each.shapes)), islands, chosen[~words]))
    found.append(_inside(each, glued, islands, chosen[words & ~numbers]))
    return np.concatenate([spans for spans, _ in found]), np.concatenate([shapes for _, shapes in found])


def _whole(each: Recognizer, number: int, islands: Islands, chosen: Indexes) -> Matches:
    """Return the islands that one shape fills wholly."""
    shape, form = each.shapes[number], each.forms[number]
    lengths = islands.lengths[chosen]
    chosen = chosen[(lengths >= form.shortest) & (lengths <= form.longest) & (islands.digits[chosen] >= form.digits)]
    if form.needed & ~_WORD:
        chosen = chosen[:0]
    if len(chosen):
        ignoring = "i" if shape.flags & re.IGNORECASE else ""
        chosen = chosen[holding(islands.array.take(pa.array(chosen)), f"^(?{ignoring}:{shape.regex})$")]
    starts = islands.chars[chosen].astype(np.int64)
    return np.stack([starts, starts + islands.sizes[chosen]], axis=1), np.full(len(chosen), number, dtype=np.int64)


def _inside(each: Recognizer, numbers: Sequence[int], islands: Islands, chosen: Indexes) -> Matches:
    """Return what some shapes and the labels find in islands of whatever characters."""
    spans: list[tuple[int, int]] = []
    shapes: list[int] = []
    if not (numbers or each.labels):
        chosen = chosen[:0]
    # Where all depends on words nearby, these are the gate, and were asked for.
    if len(chosen) and not all(shape.needs_context for shape in each.shapes):
        chosen = chosen[holding(islands.array.take(pa.array(chosen)), each.text_gate)]
    joined = "\n".join(islands.array.take(pa.array(chosen)).to_pylist())
    for number in numbers if len(chosen) else ():
        spans += [match.span() for match in each.compiled[number][1].finditer(joined)]
        shapes += [number] * (len(spans) - len(shapes))
    if each.labels and len(chosen) and re.search("|".join(each.labels), joined, re.IGNORECASE):
        for number, (_, pattern) in enumerate(each.labelled):
            spans += [match.span(1) for match in pattern.finditer(joined)]
            shapes += [number] * (len(spans) - len(shapes))
    placed = np.array(spans, dtype=np.int64).reshape(-1, 2)
    begins = np.zeros(len(chosen) + 1, dtype=np.int64)
    np.cumsum(islands.sizes[chosen] + 1, out=begins[1:])
    index = np.searchsorted(begins, placed[:, 0], side="right") - 1
    moved: npt.NDArray[np.int64] = islands.chars[chosen][index] - begins[index]
    return placed + moved[:, None], np.array(shapes, dtype=np.int64)
