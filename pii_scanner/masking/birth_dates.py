"""Birth dates as columns hold them, to the day, the month or the year: other days written in the same way.

1985-03-12, 1985年3月12日, 19850312 and typed dates; 1985-03, 198503, 1985年3月; 1985, 1985年.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.dates import Bools, Days, written_dates

_BORN = "(?P<year>(?:18|19|20)[0-9]{2})"
_YEAR = rf"^(?P<head>\s*){_BORN}(?P<tail>年?\s*)$"
_MONTH = rf"^(?P<head>\s*){_BORN}(?P<one>[-/.年]?)(?P<month>0[1-9]|1[0-2]|[1-9])(?P<tail>月?\s*)$"
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
NONE, YEAR, MONTH, DAY = range(4)


@dataclass(frozen=True)
class BirthDates:
    """The birth dates of a column: the first of the `days` (since 1970-01-01) that each may mean, and its `precision`.

    `write` gives other days in the column's type and writing; null where none was found.
    """

    days: Days
    precision: np.ndarray  # type: ignore[type-arg]
    write: Callable[[Days], pa.Array]

    @property
    def found(self) -> Bools:
        return np.asarray(self.precision > NONE)

    def agree(self, days: Days) -> Bools:
        """Return which of them, as far as they say, are the birth dates `days`."""
        one, other = self.days.astype("datetime64[D]"), days.astype("datetime64[D]")
        month = one.astype("datetime64[M]") == other.astype("datetime64[M]")
        year = one.astype("datetime64[Y]") == other.astype("datetime64[Y]")
        return np.asarray(np.select([self.precision == DAY, self.precision == MONTH, self.precision == YEAR],
                                    [self.days == days, month, year], default=False), dtype=np.bool_)  # fmt: skip


def birth_dates(array: pa.Array) -> BirthDates:
    """Return the birth dates of a column of any type; a null is none."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return birth_dates(array.dictionary_decode())
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _typed(array)
    if pa.types.is_floating(kind):
        whole = pc.if_else(pc.equal(pc.floor(array), array), array, pa.scalar(None, kind))
        return _numbers(whole.cast(pa.int64(), safe=False), kind)
    if pa.types.is_integer(kind):
        return _numbers(array, kind)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(array.cast(pa.string()), kind)
    return BirthDates(_none(array), _none(array), lambda days: pa.nulls(len(array), kind))


def _none(array: pa.Array) -> Days:
    return np.zeros(len(array), dtype=np.int64)


def _typed(array: pa.Array) -> BirthDates:
    kind, valid = array.type, np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    days = pc.fill_null(array.cast(pa.date32(), safe=False).cast(pa.int32()), 0)
    own = np.asarray(days.to_numpy(zero_copy_only=False), dtype=np.int64)

    def write(days: Days) -> pa.Array:
        if pa.types.is_date32(kind):
            return pc.add(array.cast(pa.int32()), pa.array((days - own).astype(np.int32))).cast(kind)
        unit = "ms" if pa.types.is_date64(kind) else kind.unit
        return pc.add(array.cast(pa.int64()), pa.array((days - own) * _PER_DAY[unit])).cast(kind)

    return BirthDates(own, np.where(valid, DAY, NONE), write)


def _numbers(array: pa.Array, kind: pa.DataType) -> BirthDates:
    texts = _texts(array.cast(pa.string()), pa.string())
    return BirthDates(texts.days, texts.precision, lambda days: texts.write(days).cast(pa.int64()).cast(kind))


def _texts(array: pa.Array, kind: pa.DataType) -> BirthDates:
    full = written_dates(array)
    months, years = pc.extract_regex(array, _MONTH), pc.extract_regex(array, _YEAR)
    # Six digits are a year and a month; five are nothing.
    apart = pc.not_equal(pc.struct_field(months, "one"), "")
    two = pc.equal(pc.utf8_length(pc.struct_field(months, "month")), 2)
    to_month = _told(pc.and_(months.is_valid(), pc.fill_null(pc.or_(apart, two), False))) & ~full.found
    to_year = _told(years.is_valid()) & ~full.found & ~to_month
    year = np.where(to_month, _field(months, "year"), np.where(to_year, _field(years, "year"), 1970))
    month = np.where(to_month, _field(months, "month"), 1)
    first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    precision = np.select([full.found, to_month, to_year], [DAY, MONTH, YEAR], default=NONE)

    def write(days: Days) -> pa.Array:
        at = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        new_year = pa.array(at // 12 + 1970).cast(pa.string())
        new_month = pa.array(at % 12 + 1).cast(pa.string())
        new_month = pc.if_else(pc.fill_null(two, False), pc.utf8_lpad(new_month, 2, "0"), new_month)
        by_month = _joined(months, "head", new_year, "one", new_month, "tail")
        by_year = _joined(years, "head", new_year, "tail")
        made = pc.if_else(pa.array(to_month), by_month, pc.if_else(pa.array(to_year), by_year, None))
        return pc.if_else(pa.array(full.found), full.rewritten(days), made).cast(kind)

    return BirthDates(np.where(full.found, full.days, first), precision, write)


def _told(array: pa.Array) -> Bools:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _field(parts: pa.Array, name: str) -> Days:
    numbers = pc.fill_null(pc.struct_field(parts, name), "1").cast(pa.int64())
    return np.asarray(numbers.to_numpy(zero_copy_only=False))


def _joined(parts: pa.Array, *pieces: str | pa.Array) -> pa.Array:
    """Return the pieces one after the other; a name is that part of the old text."""
    return pc.binary_join_element_wise(*(pc.struct_field(parts, p) if isinstance(p, str) else p for p in pieces), "")
