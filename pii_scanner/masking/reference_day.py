"""The day at which the ages of a table were counted: that at which most of them are the ages of those born then.

An age and a birth date leave one year in which the day may lie; the years of all rows share few days.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.dates import Bools, Days

_FIRST, _LAST = (np.datetime64(day, "D").astype(np.int64) for day in ("1900-01-01", "2200-01-01"))
# From this share of rows on, they were counted at one day.
_MOSTLY = 0.5


def birthdays(born: Days, age: Days) -> Days:
    """Return the days at which those born then were so many years old; of February 29, March 1."""
    days = born.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    inside = (days - month).astype(np.int64)
    moved = (month.astype(np.int64) + 12 * age).astype("datetime64[M]").astype("datetime64[D]").astype(
        np.int64
    ) + inside
    return np.asarray(moved)


def years_between(born: Days, day: Days) -> Days:
    """Return the age in whole years at a day, negative for who was born later."""
    years = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    years = years - born.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return np.asarray(years - (birthdays(born, years) > day))


class ReferenceDay:
    """Fills from batch to batch; `day` is None while rows were counted at days of their own."""

    def __init__(self) -> None:
        self._edges = np.zeros(int(_LAST - _FIRST) + 1, dtype=np.int64)
        self._rows = 0
        self.share = 0.0
        self.day: int | None = None

    def add(self, born: Days, ages: Days) -> None:
        """Take rows of which birth date and age are known."""
        begin, end = birthdays(born, ages) - _FIRST, birthdays(born, ages + 1) - _FIRST
        inside = (begin >= 0) & (end < len(self._edges))
        np.add.at(self._edges, begin[inside], 1)
        np.add.at(self._edges, end[inside], -1)
        self._rows += int(inside.sum())
        counts = np.cumsum(self._edges)
        most = int(counts.max(initial=0))
        self.share = most / self._rows if self._rows else 0.0
        best = np.flatnonzero(counts == most)
        # Days that lie together: the middle one.
        together = best[best - best[0] == np.arange(len(best))]
        self.day = int(together[len(together) // 2] + _FIRST) if self.share >= _MOSTLY else None

    def agree(self, born: Days, ages: Days, known: Bools) -> Bools:
        """Return which ages may be those of persons born then."""
        if self.day is not None:
            return np.asarray(known & (years_between(born, np.full(len(born), self.day)) == ages))
        today = np.datetime64("today", "D").astype(np.int64)
        return np.asarray(known & (birthdays(born, ages) <= today) & (birthdays(born, ages + 1) > _EARLIEST))

    def ages(self, born: Days, ages: Days, new: Days) -> Days:
        """Return the ages of those born `new`, at the days at which the others, born `born`, had theirs."""
        half = (birthdays(born, ages) + birthdays(born, ages + 1)) // 2
        return years_between(new, half if self.day is None else np.full(len(born), self.day))


# Data of persons with their resident IDs are hardly older.
_EARLIEST = np.datetime64("1985-01-01", "D").astype(np.int64)
