"""Ages in whole years: as they stand, or at a day from birth dates and resident IDs."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.dates import written_dates
from recognizers.columns import TextColumn
from recognizers.registry import recognizer

Ages = npt.NDArray[np.int64]
_OLDEST = 150
_AGE = r"^\s*([0-9]{1,3})(?:\.[0-9]+)?\s*(?:周?岁)?\s*$"
_UNKNOWN = -1


def ages_of(array: pa.Array, at: date | None) -> Ages:
    """Return ages in years, -1 where there is none; without `at`, birth dates and resident IDs have none."""
    kind = array.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        days = pc.fill_null(array.cast(pa.date32(), safe=False).cast(pa.int32()), 0).to_numpy(zero_copy_only=False)
        born = np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
        return _since(days.astype(np.int64), born, at)
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        array = pc.cast(array, pa.string())
    texts = pc.fill_null(array.cast(pa.string()), "")
    written = pc.if_else(pc.match_substring_regex(texts, _AGE), pc.replace_substring_regex(texts, _AGE, r"\1"), "-1")
    ages = written.cast(pa.int64()).to_numpy(zero_copy_only=False).copy()
    ages[ages > _OLDEST] = _UNKNOWN
    if at is not None:
        births = _births(texts)
        dates = written_dates(births)
        rest = ages < 0
        ages[rest] = _since(dates.days, dates.found, at)[rest]
    return np.asarray(ages)


def _births(texts: pa.Array) -> pa.Array:
    """Return the birth date in each resident ID, other texts as they are."""
    finder = recognizer("CN_RESIDENT_ID")
    if finder is None:
        return texts
    numbers = finder.canonical_column(TextColumn(texts))
    numbered = pc.match_substring_regex(numbers, "^[0-9]{17}[0-9X]$")
    return pc.if_else(numbered, pc.utf8_slice_codeunits(numbers, 6, 14), texts)


def _since(days: Ages, known: npt.NDArray[np.bool_], at: date | None) -> Ages:
    """Return whole years between birth and `at`; who was born later, or so long before, has no age."""
    if at is None:
        return np.full(len(days), _UNKNOWN, dtype=np.int64)
    born = np.where(known, days, 0).astype("datetime64[D]")
    months = born.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (born - months).astype(np.int64) + 1
    before = (month > at.month) | ((month == at.month) & (day > at.day))
    ages = at.year - years - before
    return np.where(known & (ages >= 0) & (ages <= _OLDEST), ages, _UNKNOWN)
