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
    plain = found.kind <= LONG_DOUBLE
    free = ~_marked(view, found.begin[plain & (margin > 0)])[found.begin[doubtful]]
    sure = plain & (margin > _SURE)
    # A list goes on behind the end of a name.
    listed = doubtful[free & (before == _LISTING) & _marked(view, found.end[sure] + 1)[found.begin[doubtful]]]
    paired = doubtful[_before_others(view, found, margin, doubtful, _marked(view, found.begin[sure]))]
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


def _marked(view: Clauses, places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return a flag for every place of the clauses, true at some."""
    flags = np.zeros(len(view.codes) + 1, dtype=np.bool_)
    flags[places] = True
    return flags


def _before_others(
    view: Clauses,
    found: Candidates,
    margin: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    named: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Return which candidates open a clause that goes on with a name: of 胡静吴树林结婚礼金, the first; `named` is where
    names begin."""
    opening = named[found.end[rows]] & (found.begin[rows] == view.starts[found.clause[rows]])
    if opening.any():
        # Where a longer name is likelier, the stretch is the beginning of that.
        likely = margin > 0
        best = np.zeros(len(view.codes) + 1, dtype=np.float32)
        np.maximum.at(best, found.begin[likely], margin[likely])
        opening &= best[found.begin[rows]] < best[found.end[rows]]
    return opening


def _texts_of(
    clauses: Sequence[str], view: Clauses, found: Candidates, rows: npt.NDArray[np.int64]
) -> list[tuple[str, int, int]]:
    """Return (clause, where it begins in it, where it ends) of some candidates."""
    numbers = found.clause[rows]
    begins, ends = (each[rows] - view.starts[numbers] for each in (found.begin, found.end))
    places = zip(numbers.tolist(), begins.tolist(), ends.tolist(), strict=True)
    return [(clauses[number], begin, end) for number, begin, end in places]
