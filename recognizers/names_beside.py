"""What the words and the names beside doubtful names say: 维保姚语嫣; in a list, 李永强、雷丽; two that nothing parts,
胡静吴树林."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recognizers.called_names import BESIDE, GRAMMAR, called, may_be_called
from recognizers.labelled_names import could_be_named
from recognizers.name_candidates import LONG_DOUBLE, Candidates
from recognizers.ordinary_words import is_ordinary
from recognizers.words import Clauses

# How much speaks for a name that stands beside another one at least, what parts names in a list, and what two add that
# nothing parts.
_SURE, _LISTING, _PAIRED = 1.0, ord("、"), 5.0


def with_what_stands_beside(
    clauses: Sequence[str], view: Clauses, found: Candidates, margin: npt.NDArray[np.float32], least: float
) -> npt.NDArray[np.float32]:
    """Return how much speaks for each candidate, with what the words and names beside those add that are
    doubtful without; `least` is the least that counts as doubtful."""
    doubtful = np.flatnonzero((margin > least - 2 * BESIDE) & (margin <= 0) & (found.kind <= LONG_DOUBLE))
    codes = np.append(view.codes, np.uint32(0))
    before, behind = codes[found.begin[doubtful] - 1], codes[found.end[doubtful]]
    free = ~np.isin(found.begin[doubtful], found.begin[(margin > 0) & (found.kind <= LONG_DOUBLE)])
    listed = doubtful[free & _behind_others(found, margin, doubtful, before)]
    paired = doubtful[_before_others(view, found, margin, doubtful)]
    near = may_be_called(before, behind)
    doubtful, free = doubtful[near], free[near]
    if not (len(doubtful) or len(listed) or len(paired)):
        return margin
    made = margin.copy()
    places = zip(_texts_of(clauses, view, found, doubtful), free.tolist(), strict=True)
    made[doubtful] += np.array([called(*place, free=alone) for place, alone in places], np.float32)
    for row, (clause, begin, end) in zip(listed.tolist(), _texts_of(clauses, view, found, listed), strict=True):
        if clause[begin] not in GRAMMAR and not is_ordinary(clause[begin:end]):
            made[row] += BESIDE
    for row, (clause, begin, end) in zip(paired.tolist(), _texts_of(clauses, view, found, paired), strict=True):
        if could_be_named(clause[begin:end]) and not is_ordinary(clause[begin:end]):
            made[row] += _PAIRED
    return made


def _before_others(
    view: Clauses, found: Candidates, margin: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Return which candidates open a clause that goes on with a name: of 胡静吴树林结婚礼金, the first."""
    opening = found.begin[rows] == view.starts[found.clause[rows]]
    likely = margin > 0
    if opening.any():
        sure = np.unique(found.begin[(margin > _SURE) & (found.kind <= LONG_DOUBLE)])
        opening &= np.isin(found.end[rows], sure)
    for place in np.flatnonzero(opening).tolist():
        # Where a longer name is likelier, the stretch is the beginning of that.
        row = rows[place]
        longer = margin[likely & (found.begin == found.begin[row])].max(initial=0.0)
        opening[place] = longer < margin[likely & (found.begin == found.end[row])].max(initial=0.0)
    return opening


def _behind_others(
    found: Candidates, margin: npt.NDArray[np.float32], rows: npt.NDArray[np.int64], before: npt.NDArray[np.uint32]
) -> npt.NDArray[np.bool_]:
    """Return which candidates follow a name in a list: of 李永强、雷丽, the second; `before` is what stands before them."""
    apart = before == _LISTING
    if apart.any():
        sure = np.unique(found.end[(margin > _SURE) & (found.kind <= LONG_DOUBLE)])
        apart &= np.isin(found.begin[rows] - 1, sure)
    return apart


def _texts_of(
    clauses: Sequence[str], view: Clauses, found: Candidates, rows: npt.NDArray[np.int64]
) -> list[tuple[str, int, int]]:
    """Return (clause, where it begins in it, where it ends) of some candidates."""
    numbers = found.clause[rows]
    begins, ends = (each[rows] - view.starts[numbers] for each in (found.begin, found.end))
    places = zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True)
    return [(clauses[number], begin, end) for number, begin, end in places]
