"""Arrow columns as text that a server reads back as the same values, over whole columns."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sinks.databases.kinds import Kind


def plain(array: pa.Array) -> pa.Array:
    """Return an array without dictionary and extension types."""
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def texts(array: pa.Array, kind: Kind) -> pa.Array:
    """Return a column as strings in the forms that SQL standard and ISO 8601 share; bytes as hexadecimal digits."""
    extension = str(array.type)
    array = plain(array)
    of = array.type
    if pa.types.is_string(of) or pa.types.is_large_string(of):
        return array.cast(pa.string())
    if kind.family == "uuid" and (pa.types.is_fixed_size_binary(of) or "uuid" in extension):
        return _each(array, lambda value: str(uuid.UUID(bytes=value)))
    if pa.types.is_binary(of) or pa.types.is_large_binary(of) or pa.types.is_fixed_size_binary(of):
        return _each(array, lambda value: bytes(value).hex())
    if pa.types.is_null(of):
        return pa.nulls(len(array), pa.string())
    if pa.types.is_nested(of):
        return _each(array, lambda value: json.dumps(value, ensure_ascii=False, default=str))
    if pa.types.is_duration(of):
        return _durations(array)
    if of == pa.month_day_nano_interval():
        return _each(array, lambda v: f"{v.months} months {v.days} days {v.nanoseconds // 1000} microseconds")
    if pa.types.is_timestamp(of) and of.tz is not None:
        utc = array.cast(pa.timestamp(of.unit, "UTC")).cast(pa.timestamp(of.unit))
        return pc.binary_join_element_wise(utc.cast(pa.string()), "+00", "")
    return array.cast(pa.string())


def _durations(array: pa.Array) -> pa.Array:
    """Return durations as -HHH:MM:SS.ffffff, which PostgreSQL reads as an interval and MySQL as a time."""

    def clock(value: int) -> str:
        sign, value = ("-" if value < 0 else ""), abs(value)
        minutes, rest = divmod(value, 60_000_000)
        return f"{sign}{minutes // 60:02}:{minutes % 60:02}:{rest // 1_000_000:02}.{rest % 1_000_000:06}"

    return _each(array.cast(pa.duration("us")).cast(pa.int64()), clock)


def lists(array: pa.Array) -> pa.Array:
    """Return lists, or lists written as JSON, as literals of PostgreSQL; other texts stay."""
    array = plain(array)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return _each(array, lambda value: _literal(json.loads(value)) if value.startswith("[") else value)
    return _each(array, _literal) if pa.types.is_nested(array.type) else texts(array, Kind("array"))


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return "{" + ",".join(map(_literal, value)) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = "\\x" + value.hex() if isinstance(value, bytes) else value if isinstance(value, str) else str(value)
    if isinstance(value, dict):
        shown = json.dumps(value, ensure_ascii=False, default=str)
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _each(array: pa.Array, form: Any) -> pa.Array:
    """Return rare types value by value."""
    return pa.array([None if value is None else form(value) for value in array.to_pylist()], pa.string())


def replaced(array: pa.Array, pairs: tuple[tuple[str, str], ...]) -> pa.Array:
    """Return texts with characters escaped, each pair after the other."""
    for old, new in pairs:
        array = pc.replace_substring(array, old, new)
    return array


def joined(columns: list[pa.Array], between: str, null: str) -> pa.Array:
    """Return one text for each row."""
    return pc.binary_join_element_wise(*columns, between, null_handling="replace", null_replacement=null)
