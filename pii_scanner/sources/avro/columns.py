"""Columns of Avro values as Arrow arrays of the types their logical types mean."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pii_scanner.sources.avro.schema import Type
from pii_scanner.sources.avro.values import cell_text

_ARROW = {
    "null": pa.null(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "long": pa.int64(),
    "float": pa.float32(),
    "double": pa.float64(),
    "bytes": pa.binary(),
    "string": pa.string(),
    "enum": pa.string(),
}
# By logical type: the kind it stands on, and what it means.
_LOGICAL: dict[str, tuple[str, pa.DataType]] = {
    "date": ("int", pa.date32()),
    "time-millis": ("int", pa.time32("ms")),
    "time-micros": ("long", pa.time64("us")),
}
for _word, _unit in (("millis", "ms"), ("micros", "us"), ("nanos", "ns")):
    _LOGICAL[f"timestamp-{_word}"] = ("long", pa.timestamp(_unit, "UTC"))
    _LOGICAL[f"local-timestamp-{_word}"] = ("long", pa.timestamp(_unit))
_WIDEST = 76


def arrow_type(made: Type) -> pa.DataType:
    """Return the type of a column; nested values and unions of several types are text."""
    made = made.value
    if made.nested:
        return pa.string()
    if is_decimal(made):
        return pa.decimal128(38, made.scale) if made.precision <= 38 else pa.decimal256(_WIDEST, made.scale)
    kind, meant = _LOGICAL.get(made.logical, ("", None))
    if kind == made.kind:
        return meant
    if made.kind == "fixed":
        return pa.string() if is_uuid(made) else pa.binary(made.size)
    return _ARROW[made.kind]


def is_decimal(made: Type) -> bool:
    return (
        made.logical == "decimal"
        and made.kind in ("bytes", "fixed")
        and 0 < made.precision <= _WIDEST
        and 0 <= made.scale <= made.precision
    )


def is_uuid(made: Type) -> bool:
    return made.kind == "fixed" and made.logical == "uuid" and made.size == 16


def array_of(values: list[Any], made: Type) -> pa.Array:
    """Return one column; raises pa.ArrowInvalid (or another ValueError) for values that no such type holds."""
    if made.nested:
        return pa.array([cell_text(value, made) for value in values], pa.string())
    inner = made.value
    if made.kind == "union" and inner.kind == "fixed":  # named types in unions come with their names
        values = [value[1] if isinstance(value, tuple) else value for value in values]
    if inner.kind == "enum":
        return pa.DictionaryArray.from_arrays(pa.array(values, pa.int32()), pa.array(inner.symbols, pa.string())).cast(
            pa.string()
        )
    if is_decimal(inner):
        return pa.array(_each(values, lambda value: _decimal(value, inner.scale)), arrow_type(inner))
    if is_uuid(inner):
        return pa.array(_each(values, lambda value: str(uuid.UUID(bytes=value))), pa.string())
    raw = pa.array(values, pa.binary(inner.size) if inner.kind == "fixed" else _ARROW[inner.kind])
    return raw.cast(arrow_type(inner))


def values_of(array: pa.Array, made: Type) -> list[Any]:
    """Return the values of an array of a column's own type as Avro writes them: the way back of `array_of`."""
    inner = made.value
    if inner.kind == "enum":
        numbers = {symbol: number for number, symbol in enumerate(inner.symbols)}
        return _each(array.to_pylist(), numbers.__getitem__)
    if is_decimal(inner):
        return _each(array.to_pylist(), lambda value: _unscaled(value, inner))
    if is_uuid(inner):
        return _each(array.to_pylist(), lambda value: uuid.UUID(value).bytes)
    if inner.kind in ("int", "long"):
        array = array.cast(_ARROW[inner.kind])
    return list(array.to_pylist())


def _each(values: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    return [None if value is None else change(value) for value in values]


def _decimal(value: bytes, scale: int) -> Decimal:
    return Decimal(f"{int.from_bytes(value, 'big', signed=True)}E-{scale}")


def _unscaled(value: Decimal, made: Type) -> bytes:
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    number = int("".join(map(str, digits))) * 10 ** (exponent + made.scale)
    number = -number if sign else number
    size = made.size or (number.bit_length() // 8 + 1)
    return number.to_bytes(size, "big", signed=True)
