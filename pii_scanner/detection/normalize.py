"""Any Arrow array as text for checking; the data itself is never changed."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc


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
    whole = pc.and_(pc.equal(pc.floor(array), array), pc.less(pc.abs(array), 1e18))
    whole = pc.fill_null(whole, False)
    if not pc.any(whole).as_py():
        return array.cast(pa.string())
    integers = pc.if_else(whole, array, None).cast(pa.int64()).cast(pa.string())
    return pc.if_else(whole, integers, array.cast(pa.string()))
