"""Cells compared with a value or with another column: as numbers, dates or texts, as both sides are written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.dates import written_dates
from pii_scanner.masking.distinct import as_strings

_AROUND_NUMBER = r"[\s,，¥￥$元]"
_NUMBER = r"^[-+]?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?$"
_ORDERED = {"greater", "greater_equal", "less", "less_equal"}


def text_of(array: pa.Array) -> pa.Array:
    """Return cells as texts without the blanks around them, null where nothing is left."""
    text = pc.utf8_trim_whitespace(as_strings(array).cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)


def is_filled(array: pa.Array) -> pa.Array:
    """Return which cells are neither null nor blank."""
    return text_of(array).is_valid()


def numbers_of(array: pa.Array) -> pa.Array:
    """Return cells as doubles, `1,234.50` and `￥-3` too, null where there is no number."""
    kind = array.type
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return pc.cast(array, pa.float64(), safe=False)
    text = pc.replace_substring_regex(text_of(array), _AROUND_NUMBER, "")
    text = pc.if_else(pc.match_substring_regex(text, _NUMBER), text, pa.scalar(None, pa.string()))
    return pc.utf8_ltrim(text, "+").cast(pa.float64())


def days_of(array: pa.Array) -> pa.Array:
    """Return cells as days since 1970-01-01, null where there is no date."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_date(array.type) or pa.types.is_timestamp(array.type):
        return array.cast(pa.date32(), safe=False).cast(pa.int32()).cast(pa.int64())
    encoded = pc.dictionary_encode(text_of(array))
    dates = written_dates(encoded.dictionary)
    return pa.array(dates.days, mask=~dates.found).take(encoded.indices)


def compared(array: pa.Array, how: str, other: Any) -> pa.Array:
    """Return `array` `how` `other` for each row, null where a side is blank or cannot be compared.

    `how` is a comparison of pyarrow.compute; `other` an array, a number, a date, a truth value or a text.
    """
    compare = getattr(pc, how)
    if isinstance(other, pa.Array):
        return _columns(array, compare, other)
    if isinstance(other, bool):
        return compare(pc.utf8_lower(text_of(array)), str(other).lower())
    if isinstance(other, float):
        return compare(numbers_of(array), other)
    if isinstance(other, date):
        return compare(days_of(array), (other - date(1970, 1, 1)).days)
    return _with_text(array, how, str(other).strip())


def _with_text(array: pa.Array, how: str, other: str) -> pa.Array:
    compare = getattr(pc, how)
    one = pa.array([other], pa.string())
    number, day = numbers_of(one)[0], days_of(one)[0]
    if day.is_valid and not other.isdigit() and not _is_number(array.type):
        return compare(days_of(array), day)
    # A code in quotes is a code: '007' is not '7'.
    if number.is_valid and (how in _ORDERED or _is_number(array.type)):
        return compare(numbers_of(array), number)
    return compare(text_of(array), other)


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def _columns(array: pa.Array, compare: Any, other: pa.Array) -> pa.Array:
    """Compare two columns row by row: as numbers or dates where both cells are such, else as texts."""
    result = compare(text_of(array), text_of(other))
    for form in (days_of, numbers_of):
        made = compare(form(array), form(other))
        result = pc.if_else(made.is_valid(), made, result)
    return result
