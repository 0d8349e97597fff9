"""One recognizer over a batch of texts: the same places as `Recognizer.places` finds text by text, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.base import CONTEXT_BEFORE, CONTEXT_BEHIND, LABEL_END, Recognizer, Shape, Span, without_overlaps
from recognizers.checks import Bools
from recognizers.forms import AT, COLON, DOT, SLASH
from recognizers.island_matches import Pieces, matches, united
from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted
from recognizers.registry import shipped
from recognizers.texts import BRIDGES, Indexes, TextBatch

Floats = npt.NDArray[np.float64]
_NONE = np.zeros(0, dtype=np.int64)
# Types that most texts may hold, by words; and classes that few texts hold.
_WORDED = ("PERSON", "CN_ADDRESS")
_RARE = AT | COLON | SLASH | DOT


@dataclass(frozen=True)
class Found:
    """Places in texts: the text of each, first character, the one behind the last, and score; in order, without
    overlaps. `tried` places had the form, `beside` of them stand beside a context word."""

    rows: Indexes
    starts: Indexes
    ends: Indexes
    scores: Floats
    tried: int = 0
    beside: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def only(self, kept: Bools) -> Found:
        """Return some of the places; all of them were tried, and of none is told whether it stands beside a word."""
        return Found(
            self.rows[kept], self.starts[kept], self.ends[kept], self.scores[kept], int(np.count_nonzero(kept))
        )


NOTHING = Found(_NONE, _NONE, _NONE, np.zeros(0))


def search(each: Recognizer, batch: TextBatch, *, wary: bool = False) -> Found:
    """Return the places of one type in the texts of a batch; `wary` as in `Recognizer.places`."""
    if _islanded(each):
        return _in_islands(each, batch, wary)
    rows = batch.fitting(each.value_form) if _by_shape(each) else np.arange(len(batch))
    return _one_by_one(each, batch, rows, wary)


def _by_shape(each: Recognizer) -> bool:
    return type(each).spans is Recognizer.spans and type(each).places is Recognizer.places


def _islanded(each: Recognizer) -> bool:
    """Return whether all values of a type stand in islands."""
    beyond = each.value_form.beyond
    return _by_shape(each) and beyond is not None and beyond <= frozenset(BRIDGES)


@cache
def _words() -> str:
    """The words beside which alone some shipped types are looked for (RE2)."""
    return "|".join(each.text_gate for each in shipped().in_text if _speaks(each))


def _speaks(each: Recognizer) -> bool:
    return shipped().by_type.get(each.entity_type) is each and all(shape.needs_context for shape in each.shapes)


@cache
def _everywhere() -> str:
    """What texts hold in which one of the shipped types stands that any text may hold: plates, track data (RE2)."""
    return "|".join(each.text_gate for each in shipped().in_text if _anywhere(each))


@cache
def _anywhere(each: Recognizer) -> bool:
    if shipped().by_type.get(each.entity_type) is not each or each.entity_type in _WORDED:
        return False
    form = each.value_form
    return not _islanded(each) and not form.needed & _RARE


def _one_by_one(each: Recognizer, batch: TextBatch, rows: Indexes, wary: bool) -> Found:
    """Search the texts themselves that pass the recognizer's gate."""
    if len(rows) and _anywhere(each):
        rows = rows[batch.with_word(_everywhere())[rows]]
    if len(rows):
        whole = len(rows) == len(batch)
        folded = batch.folded.array if whole else batch.folded.array.take(pa.array(rows))
        rows = rows[holding(folded, each.text_gate)]
    if not len(rows):
        return NOTHING
    if _by_shape(each):
        chars = batch.first_chars[rows]
        pieces = Pieces(batch.folded.array.take(pa.array(rows)), chars, batch.first_chars[rows + 1] - chars)
        found = united([*pieces.of_shapes(each), *pieces.behind_labels(each)])
        return _judged(each, batch, *found, wary)
    texts = batch.column.array.take(pa.array(rows)).to_pylist()
    spans, tried, beside = each.places("\n".join(texts), wary=wary)
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    starts = np.array([span.start for span in spans], dtype=np.int64)
    ends = np.array([span.end for span in spans], dtype=np.int64)
    index = np.searchsorted(begins, starts, side="right") - 1
    scores = np.array([span.score for span in spans], dtype=np.float64)
    return Found(rows[index], starts - begins[index], ends - begins[index], scores, tried, beside)


def _in_islands(each: Recognizer, batch: TextBatch, wary: bool) -> Found:
    islands = batch.islands
    chosen = islands.fitting(each.forms)
    if len(chosen) and all(shape.needs_context for shape in each.shapes):
        # Few texts hold a word of any such type: they are looked up for all types at once.
        rows = batch.rows_of(islands.chars[chosen])
        near = distinct_of_sorted(rows)
        near = near[batch.with_word(_words())[near]] if _speaks(each) else near
        near = near[holding(batch.folded.array.take(pa.array(near)), each.text_gate)]
        chosen = chosen[np.isin(rows, near)]
    if not len(chosen):
        return NOTHING
    return _judged(each, batch, *matches(each, islands, chosen), wary)


def _judged(each: Recognizer, batch: TextBatch, spans: Indexes, numbers: Indexes, wary: bool) -> Found:
    """Keep the matches that may be real and, where the check does not decide, stand beside a context word."""
    if not len(spans):
        return NOTHING
    shapes: tuple[Shape, ...] = each.shapes
    starts, ends = spans[:, 0], spans[:, 1]
    scores, decided = each.scored(batch.between(starts, ends))
    rows = batch.rows_of(starts)
    real = scores >= 0
    before = np.maximum(starts - CONTEXT_BEFORE, batch.first_chars[rows])
    if each.counter_context and not wary and real.any():
        real[real] = ~holding(batch.between(before[real], starts[real]), each.counter_gate)
    if not real.any():
        return NOTHING
    starts, ends, rows, numbers, before = starts[real], ends[real], rows[real], numbers[real], before[real]
    scores, decided = scores[real], decided[real]
    behind = np.minimum(ends + CONTEXT_BEHIND, batch.first_chars[rows + 1])
    near = _near(each, batch, before, starts, ends, behind)
    wanting = np.array([shape.needs_context for shape in shapes], dtype=np.bool_)[numbers]
    freed = np.array([wary and shape.freed for shape in shapes], dtype=np.bool_)[numbers]
    own = np.array([shape.score for shape in shapes])[numbers]
    kept = near | freed | (decided & ~wanting)
    # A form that only context tells apart has no check digit of its own.
    sure = np.where(wanting, own, np.maximum(scores, own))
    first = batch.first_chars[rows]
    found = Found(
        rows[kept],
        (starts - first)[kept],
        (ends - first)[kept],
        sure[kept],
        int(np.count_nonzero(freed | ~wanting)),
        int(np.count_nonzero(kept & near)),
    )
    return _without_overlaps(each, found)


def _near(
    each: Recognizer, batch: TextBatch, before: Indexes, starts: Indexes, ends: Indexes, behind: Indexes
) -> Bools:
    """Return which places have a context word near them, on the same line or as a label that ends the one above."""
    if not each.context:
        return np.zeros(len(starts), dtype=np.bool_)
    words = f"(?i:{each.words_near})"
    ahead, after = batch.between(before, starts), batch.between(ends, behind)
    near = holding(ahead, rf"{words}(?:[^\n]*|(?i:{LABEL_END})\r?\n[ \t]*)$")
    left = np.flatnonzero(~near)
    near[left] = holding(after.take(pa.array(left)), rf"^[^\n]*{words}")
    if type(each).context_pattern is not Recognizer.context_pattern:
        # It looks at what stands around its words, as RE2 cannot.
        rows = np.flatnonzero(near)
        texts = zip(*(side.take(pa.array(rows)).to_pylist() for side in (ahead, after)), strict=True)
        near[rows] = [each.has_context(one + other, len(one), len(one)) for one, other in texts]
    return near


def _once(found: Found) -> Found:
    """Return each place once, with its best score: several shapes of a type may fit the same characters."""
    order = np.lexsort((-found.scores, found.ends, found.starts, found.rows))
    rows, starts, ends = found.rows[order], found.starts[order], found.ends[order]
    again = (rows[1:] == rows[:-1]) & (starts[1:] == starts[:-1]) & (ends[1:] == ends[:-1])
    if not again.any():
        return found
    first = np.concatenate(([True], ~again))
    return Found(rows[first], starts[first], ends[first], found.scores[order][first], found.tried, found.beside)


def _without_overlaps(each: Recognizer, found: Found) -> Found:
    found = _once(found)
    order = np.lexsort((found.starts - found.ends, -found.scores, found.starts, found.rows))
    rows, starts, ends, scores = found.rows[order], found.starts[order], found.ends[order], found.scores[order]
    over = (rows[1:] == rows[:-1]) & (starts[1:] < ends[:-1])
    if not over.any():
        return Found(rows, starts, ends, scores, found.tried, found.beside)
    crowded = np.isin(rows, rows[1:][over])
    mended: list[tuple[int, Span]] = []
    for row in np.unique(rows[crowded]).tolist():
        mine = rows == row
        places = zip(starts[mine].tolist(), ends[mine].tolist(), scores[mine].tolist(), strict=True)
        spans = [Span(start, end, each.entity_type, score) for start, end, score in places]
        mended += [(row, span) for span in without_overlaps(spans)]
    free = ~crowded
    rows = np.concatenate([rows[free], np.array([row for row, _ in mended], dtype=np.int64)])
    starts = np.concatenate([starts[free], np.array([span.start for _, span in mended], dtype=np.int64)])
    ends = np.concatenate([ends[free], np.array([span.end for _, span in mended], dtype=np.int64)])
    scores = np.concatenate([scores[free], np.array([span.score for _, span in mended])])
    order = np.lexsort((starts, rows))
    return Found(rows[order], starts[order], ends[order], scores[order], found.tried, found.beside)
