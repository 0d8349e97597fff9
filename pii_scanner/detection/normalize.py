"""Any Arrow array as text for checking; the data itself is never changed."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

# Below it a float holds every whole number exactly.
_EXACT = 2.0**53
# Exponents of numbers of 16 to 19 digits: cards, resident IDs, order numbers.
_LONG = (15, 16, 17, 18)


def as_text(array: pa.Array) -> pa.Array | None:
    """Return `array` as strings, or None for types that cannot hold an identifier (dates, booleans).

    Raises pa.ArrowInvalid for binary values that are no UTF-8: their content is opaque.
    """
    kind = array.type
    if pa.types.is_string(kind):
        return array
    if pa.types.is_dictionary(kind):
        return as_text(array.dictionary_decode())
    if pa.types.is_null(kind):
        return pa.nulls(len(array), pa.string())
    if pa.types.is_boolean(kind) or pa.types.is_temporal(kind):
        return None
    if pa.types.is_floating(kind):
        return _floats(array)
    if pa.types.is_nested(kind):
        values = [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in array.to_pylist()]
        return pa.array(values, pa.string())
    return array.cast(pa.string())


def _floats(array: pa.Array) -> pa.Array:
    """Return whole numbers without `.0`; a mobile number kept as a float reads 13800138000.0."""
    array = array.cast(pa.float64())
    written = array.cast(pa.string())
    whole = pc.fill_null(pc.and_(pc.equal(pc.floor(array), array), pc.less(pc.abs(array), _EXACT)), False)
    if pc.any(whole).as_py():
        integers = pc.if_else(whole, array, None).cast(pa.int64()).cast(pa.string())
        written = pc.if_else(whole, integers, written)
    return _unfolded(written) if pc.any(pc.greater_equal(pc.abs(array), _EXACT)).as_py() else written


def _unfolded(written: pa.Array) -> pa.Array:
    """Return 1.1010519491231e+17 as 110105194912310000: the digits that are sure, then zeros, as a spreadsheet shows it."""
    for exponent in _LONG:
        folded = pc.match_substring_regex(written, rf"^[1-9](?:\.[0-9]+)?e\+{exponent}$")
        if pc.any(folded).as_py():
            digits = pc.replace_substring_regex(written, r"^([0-9])\.?([0-9]*)e\+[0-9]+$", r"\1\2")
            written = pc.if_else(folded, pc.utf8_rpad(digits, exponent + 1, "0"), written)
    return written
