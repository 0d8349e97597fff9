"""Numbers that stand in longer ones: columns of fixed width that nothing parts, an ID and a card number run together, the
number of a customer that was made of his ID (01110105…, 110105…01)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.judged_cells import by_chance
from pii_scanner.detection.profile import ColumnProfile
from recognizers import checks, forms
from recognizers.base import Recognizer
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.ordered import spread
from recognizers.registry import text_recognizers

Bools = npt.NDArray[np.bool_]
# A run of digits longer than a resident ID, whose last character may be an X; a card number of 19 digits is claimed as one.
_SHORTEST, _BEYOND, _LONGEST = 19, 22, 80
_LONG = r"[0-9]{19,}[Xx]?[0-9]*|[0-9]{18}[Xx][0-9]*|[0-9]{17}[Xx][0-9]+"
_RUN = rf"(?P<run>{_LONG})"
_LOOKED, _FEW = 400, 3
# Two or three mobile numbers: of numbers of 22 digits one in two hundred looks so by chance.
_MOBILES = r"(?:^|[^0-9])(?:1[3-9][0-9]{9}){2,3}(?:[^0-9]|$)"
# Of the numbers at one place so many must pass their check digit, and that by chance in e**-14 of such columns.
_MOST, _NATS = 0.5, 14.0


def count_run_together(
    profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None, claimed: Bools
) -> None:
    """Count the cells of a batch, among those that are no value, whose longest numbers hold one at the same place."""
    rest = np.flatnonzero(~claimed & (column.lengths >= _SHORTEST) & (column.classes & forms.DIGIT != 0))
    if len(rest) < _FEW:
        return
    for entity_type, rows in longer_numbers(column.array.take(pa.array(rest))).items():
        count = len(rows) if weights is None else int(weights[rest[rows]].sum())
        profile.run_together[entity_type] = profile.run_together.get(entity_type, 0) + count


def longer_numbers(cells: pa.Array) -> dict[str, npt.NDArray[np.int64]]:
    """Return by type which strings hold a longer number, of which most have a value of the type at one place.

    Numbers little longer than an ID are looked at apart from those longer than any value.
    """
    long = np.flatnonzero(holding(cells, _LONG))
    found: dict[str, npt.NDArray[np.int64]] = {}
    if len(long) < _FEW:
        return found
    longest = holding(cells.take(pa.array(long)), rf"[0-9]{{{_BEYOND}}}")
    for rows in (long[longest], long[~longest]):
        if len(rows) < _FEW:
            continue
        some = cells.take(pa.array(rows[spread(len(rows), _LOOKED)]))
        runs = _unread(pc.unique(pc.struct_field(pc.extract_regex(some, _RUN), "run")))
        glued = rows[holding(cells.take(pa.array(rows)), _MOBILES)]
        if len(glued) >= max(_FEW, _MOST * len(rows)):
            found["CN_MOBILE"] = np.concatenate([found.get("CN_MOBILE", rows[:0]), glued])
        for each in text_recognizers():
            if len(runs) >= _FEW and _tells(each) and _stands_in(each, runs):
                found[each.entity_type] = np.concatenate([found.get(each.entity_type, rows[:0]), rows])
    return found


def _unread(runs: pa.Array) -> pa.Array:
    """Return the numbers that are no value as they stand: texts tell what fills a run, a card number of 19 digits."""
    whole = [each.cells(TextColumn(runs)).valid for each in text_recognizers() if _tells(each)]
    return runs.filter(pa.array(~np.logical_or.reduce(whole))) if whole else runs


def _tells(each: Recognizer) -> bool:
    """Return whether the check digit of a type tells its values among other digits."""
    return each.random_pass_rate < 1 and any(shape.glued for shape in each.shapes)


def _stands_in(each: Recognizer, runs: pa.Array) -> bool:
    """Return whether most runs of digits hold a value at the same place, counted from the first or the last digit."""
    low, high = each.lengths
    width = min(_LONGEST, int(pc.min(pc.utf8_length(runs)).as_py()))
    for begin, end in ((0, width), (-width, None)):
        column = TextColumn(pc.utf8_slice_codeunits(runs, begin, end))
        matrix = column.matrix(np.arange(len(column)), width)
        # What fills a run stands alone: texts tell it.
        places = [(at, n) for n in range(low, min(high, width - 1) + 1) for at in range(width - n + 1)]
        needed = _NATS + math.log(max(1, len(places)))
        for at, length in places:
            part = np.ascontiguousarray(matrix[:, at : at + length])
            part = part[checks.digits(part[:, :-1])]  # an X is the last character of an ID, none of another's
            real = each.plausible(part)
            hits = int(np.count_nonzero(each.check(part[real]))) if real.any() else 0
            if hits >= max(_FEW, _MOST * len(runs)) and by_chance(len(runs), hits, each.random_pass_rate) >= needed:
                # Numbers in a row begin with one that stays the same: if it passes, that says nothing more each time.
                different = np.unique(part[real], axis=0)
                hits = int(np.count_nonzero(each.check(different)))
                if hits >= _FEW and by_chance(len(different), hits, each.random_pass_rate) >= needed:
                    return True
    return False


def windows_of_runs(cells: pa.Array, length: int) -> tuple[npt.NDArray[np.int64], pa.Array]:
    """Return (string, digits) of every stretch of so many characters inside the first longer number of each string; of
    numbers so long that two stretches would fit none."""
    runs = pc.struct_field(pc.extract_regex(cells, _RUN), "run")
    sizes = np.asarray(pc.fill_null(pc.utf8_length(runs), 0).to_numpy(zero_copy_only=False))
    rows, parts = [], []
    for at in range(length):
        holding_one = np.flatnonzero((sizes >= at + length) & (sizes < 2 * length))
        if len(holding_one):
            rows.append(holding_one)
            parts.append(pc.utf8_slice_codeunits(runs.take(pa.array(holding_one)), at, at + length))
    if not rows:
        return np.zeros(0, dtype=np.int64), pa.array([], pa.string())
    return np.concatenate(rows), pa.concat_arrays(parts)
