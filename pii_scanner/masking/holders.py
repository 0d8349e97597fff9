"""Birth dates and ages that agree with the masked resident ID of their row.

A cell that says what the row's ID says becomes what the masked ID says; any other one, and one without an ID beside it,
becomes a keyed date or age of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.ages import ages_of
from pii_scanner.masking.birth_dates import BirthDates, birth_dates
from pii_scanner.masking.dates import Bools, Days, written_dates
from pii_scanner.masking.operators.base import Companion
from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.reference_day import ReferenceDay
from recognizers.columns import TextColumn
from recognizers.registry import recognizer

BIRTH_DATE, AGE, RESIDENT_ID = "BIRTH_DATE", "AGE", "CN_RESIDENT_ID"
OF_HOLDERS = (BIRTH_DATE, AGE)
_OLDEST, _BAND = 150, 5
# As of surrogates of resident IDs without a kept year.
_FIRST_YEAR, _YEARS = 1950, 50
_AGE = r"^(?P<head>\s*)(?P<age>[0-9]{1,3})(?P<tail>(?:\.[0-9]+)?\s*(?:周?岁)?\s*)$"


@dataclass(frozen=True)
class Born:
    """The birth dates that the resident IDs of rows say, as days since 1970-01-01, and after masking; right where `known`."""

    before: Days
    after: Days
    known: Bools


def born_beside(beside: Companion) -> Born:
    """Return what a column of resident IDs says before and after masking."""
    before, told = _born(beside.canonical)
    after, still = _born(beside.masked())
    return Born(before, after, told & still)


def _born(numbers: pa.Array) -> tuple[Days, Bools]:
    finder = recognizer(RESIDENT_ID)
    texts = pc.fill_null(numbers.cast(pa.string()), "")
    canonical = finder.canonical_column(TextColumn(texts)) if finder is not None else texts
    shaped = pc.match_substring_regex(canonical, "^[0-9]{17}[0-9X]$")
    dates = written_dates(pc.if_else(shaped, pc.utf8_slice_codeunits(canonical, 6, 14), ""))
    return np.where(dates.found, dates.days, 0), dates.found


class HolderDates:
    """Changes the columns of birth dates of one table, batch by batch."""

    def __init__(self, key: bytes, keep_year: bool) -> None:
        self._key, self._keep_year = key, keep_year

    def changed(self, array: pa.Array, holders: Sequence[Born]) -> pa.Array:
        """Return other birth dates in the type and writing of the column; null where a cell is none."""
        dates = birth_dates(array)
        new = self._own(dates)
        pending = dates.found
        for born in holders:
            mine = pending & born.known & dates.agree(born.before)
            new[mine] = born.after[mine]
            pending = pending & ~mine
        return dates.write(new)

    def _own(self, dates: BirthDates) -> Days:
        """Return a keyed date for each; dates of one year stay in one year, those of one month in one month."""
        days, back = np.unique(dates.days, return_inverse=True)
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        years = months // 12 + 1970
        new = years if self._keep_year else _FIRST_YEAR + self._drawn("year", years, _YEARS)
        new = (new - 1970) * 12 + self._drawn("month", months, 12)
        # Days 1 to 28 exist in every month.
        first = new.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        return np.asarray((first + self._drawn("day", days, 28))[back])

    def _drawn(self, what: str, numbers: Days, size: int) -> Days:
        texts = [f"{what} {each}" for each in numbers.tolist()]
        return np.asarray((keyed_numbers(texts, self._key, 1)[:, 0] % np.uint64(size)).astype(np.int64))


class HolderAges:
    """Changes the columns of ages of one table, batch by batch."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._days: list[ReferenceDay] = []

    def changed(self, array: pa.Array, holders: Sequence[Born]) -> pa.Array:
        """Return other ages in the type and writing of the column; null where a cell is none."""
        kind = array.type
        if pa.types.is_dictionary(kind):
            return self.changed(array.dictionary_decode(), holders)
        ages = ages_of(array, None)
        found = ages >= 0
        new = self._own(ages)
        pending = found
        self._days = self._days or [ReferenceDay() for _ in holders]
        for day, born in zip(self._days, holders, strict=True):
            rows = np.flatnonzero(found & born.known)
            day.add(born.before[rows], ages[rows])
        # The ages are most likely those of the persons who had them at one day.
        for place in sorted(range(len(holders)), key=lambda each: -self._days[each].share):
            day, born = self._days[place], holders[place]
            mine = day.agree(born.before, ages, pending & born.known)
            made = day.ages(born.before, ages, born.after)
            mine &= (made >= 0) & (made <= _OLDEST)
            new[mine] = made[mine]
            pending = pending & ~mine
        return _written(array, new, found)

    def _own(self, ages: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return a keyed age of the same five years for each."""
        values, back = np.unique(ages, return_inverse=True)
        drawn = keyed_numbers([f"age {each}" for each in values.tolist()], self._key, 1)[:, 0] % np.uint64(_BAND)
        return np.asarray((values // _BAND * _BAND + drawn.astype(np.int64))[back])


def _written(array: pa.Array, ages: Days, found: Bools) -> pa.Array:
    kind, numbers = array.type, pa.array(ages, mask=~found)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return (
            numbers.cast(kind)
            if pa.types.is_integer(kind) or pa.types.is_floating(kind)
            else pa.nulls(len(array), kind)
        )
    parts = pc.extract_regex(array.cast(pa.string()), _AGE)
    head, tail = pc.struct_field(parts, "head"), pc.struct_field(parts, "tail")
    return pc.binary_join_element_wise(head, numbers.cast(pa.string()), tail, "").cast(kind)
