"""Dates as they are written: 2024-01-05, 2024/1/5, 20240105, 2024年1月5日, each with or without a time of day.

Columns in, columns out: a date is moved and written again in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Days = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_SECONDS = r"(?:[:分][0-9]{1,2}(?:[.,][0-9]{1,9})?秒?)?"
_TIME = (
    rf"(?:[ T]{{0,2}}[0-9]{{1,2}}[:时点][0-9]{{1,2}}{_SECONDS}分?(?: ?[AaPp][Mm])?(?:Z| ?[+-][0-9]{{2}}:?[0-9]{{2}})?)?"
)
# Nothing but a time of day may follow: other words would pass.
_SEPARATED = (
    r"^(?P<head>\s*)(?P<year>[1-9][0-9]{3})(?P<one>[-/.年])(?P<month>[0-9]{1,2})(?P<two>[-/.月])(?P<day>[0-9]{1,2})"
    rf"(?P<tail>日?{_TIME}\s*)$"
)
_COMPACT = (
    r"^(?P<head>\s*)(?P<year>[1-9][0-9]{3})(?P<one>)(?P<month>[0-9]{2})(?P<two>)(?P<day>[0-9]{2})"
    rf"(?P<tail>(?:[0-9]{{4}}(?:[0-9]{{2}})?|{_TIME})\s*)$"
)
_PARTS = ("year", "month", "day")


@dataclass(frozen=True)
class WrittenDates:
    """Dates among texts: `days` since 1970-01-01, meaningful where `found`."""

    days: Days
    found: Bools
    _parts: dict[str, pa.Array]

    def rewritten(self, days: Days) -> pa.Array:
        """Return other dates in the way the old ones were written, null where none was found or the year has not four digits."""
        moved = np.where(self.found, days, 0).astype("datetime64[D]")
        months = moved.astype("datetime64[M]")
        years = months.astype("datetime64[Y]")
        year = years.astype(np.int64) + 1970
        written = {
            "year": pa.array(year).cast(pa.string()),
            "month": self._padded((months - years).astype(np.int64) + 1),
            "day": self._padded((moved - months).astype(np.int64) + 1),
        }
        parts = {**self._parts, **written}
        joined = pc.binary_join_element_wise(*(parts[each] for each in _ORDER), "")
        fits = self.found & (year >= 1000) & (year <= 9999)
        return pc.if_else(pa.array(fits), joined, pa.scalar(None, pa.string()))

    def _padded(self, numbers: Days) -> pa.Array:
        """Return months or days of two characters, of one where the old date was written so."""
        long = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 2, "0")
        return pc.if_else(self._short(), pc.utf8_ltrim(long, "0"), long)

    def _short(self) -> pa.Array:
        month, day = self._parts["month"], self._parts["day"]
        one = pc.or_(pc.equal(pc.utf8_length(month), 1), pc.equal(pc.utf8_length(day), 1))
        zero = pc.or_(pc.starts_with(month, "0"), pc.starts_with(day, "0"))
        return pc.and_not(one, zero)


_ORDER = ("head", "year", "one", "month", "two", "day", "tail")


def written_dates(texts: pa.Array) -> WrittenDates:
    """Return the dates among texts; a null is none."""
    parts = pc.extract_regex(texts, _SEPARATED)
    compact = pc.extract_regex(texts, _COMPACT)
    parts = pc.if_else(parts.is_valid(), parts, compact)
    fields = {name: pc.fill_null(pc.struct_field(parts, name), "") for name in _ORDER}
    shaped = np.asarray(parts.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    year, month, day = (_numbers(fields[name]) for name in _PARTS)
    months = (np.where(shaped, year, 1970) - 1970) * 12 + np.clip(month, 1, 12) - 1
    first = months.astype("datetime64[M]")
    days = first.astype("datetime64[D]").astype(np.int64) + np.maximum(day, 1) - 1
    same = days.astype("datetime64[D]").astype("datetime64[M]") == first
    found = shaped & (month >= 1) & (month <= 12) & (day >= 1) & same
    return WrittenDates(days, found, fields)


def _numbers(texts: pa.Array) -> Days:
    filled = pc.if_else(pc.equal(texts, ""), "0", texts)
    return np.asarray(filled.cast(pa.int64()).to_numpy(zero_copy_only=False))
