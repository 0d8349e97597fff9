"""Values of Avro as JSON has them: what a nested column shows."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

from pii_scanner.sources.avro.schema import Type

_DAY = dt.date(1970, 1, 1).toordinal()
_EPOCH = dt.datetime(1970, 1, 1)
_MICROSECONDS = {"millis": 1000.0, "micros": 1.0, "nanos": 0.001}


def cell_text(value: Any, made: Type) -> str | None:
    """Return a nested value as JSON text, a text among other types as itself, None for null."""
    shown = shown_value(value, made)
    return shown if shown is None or isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)


def shown_value(value: Any, made: Type) -> Any:
    """Return a value as JSON has it: dates in ISO form, decimals as written, bytes as text or hexadecimal digits."""
    if made.kind == "union":
        value, made = branch_of(value, made)
    if value is None:
        return None
    if made.kind == "record":
        return {part.name: shown_value(value[f"f{number}"], part.type) for number, part in enumerate(made.parts)}
    if made.kind == "array":
        return [shown_value(each, made.parts[0].type) for each in value]
    if made.kind == "map":
        return {key: shown_value(each, made.parts[0].type) for key, each in value.items()}
    return shown_leaf(value, made)


def branch_of(value: Any, union: Type) -> tuple[Any, Type]:
    """Return a value without the mark of its branch, and the branch."""
    if isinstance(value, tuple):
        name, value = value
        return value, next(part.type for part in union.parts if part.type.key == name)
    for part in union.parts:
        if isinstance(value, _PYTHON.get(part.type.kind, ())) and not (
            isinstance(value, bool) and part.type.kind != "boolean"
        ):
            return value, part.type
    return value, union.value


_PYTHON: dict[str, Any] = {
    "null": type(None),
    "boolean": bool,
    "int": int,
    "long": int,
    "float": (float, int),
    "double": (float, int),
    "bytes": bytes,
    "string": str,
    "array": list,
    "map": dict,
    "enum": int,
    "fixed": bytes,
    "record": dict,
}


def shown_leaf(value: Any, made: Type) -> Any:
    if made.kind == "enum":
        return symbol(value, made)
    if made.logical == "decimal" and isinstance(value, bytes):
        return decimal_text(value, made.scale)
    if isinstance(value, bytes):
        return str(uuid.UUID(bytes=value)) if made.logical == "uuid" and len(value) == 16 else _bytes_text(value)
    if made.logical == "date":
        return dt.date.fromordinal(_DAY + value).isoformat() if -_DAY < value < 2932897 else value
    if made.logical.startswith(("timestamp-", "local-timestamp-")):
        return _moment(value, _MICROSECONDS[made.logical.rpartition("-")[2]])
    if made.logical in ("time-millis", "time-micros"):
        moment = _moment(value, _MICROSECONDS[made.logical.rpartition("-")[2]])
        return moment[11:] if isinstance(moment, str) else moment
    return value


def symbol(value: Any, made: Type) -> str:
    return made.symbols[value if isinstance(value, int) else int(value[1:])]


def decimal_text(value: bytes, scale: int) -> str:
    number = int.from_bytes(value, "big", signed=True)
    return format(Decimal(f"{number}E-{scale}"), "f")


def _bytes_text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()


def _moment(value: int, microseconds: float) -> str | int:
    try:
        return (_EPOCH + dt.timedelta(microseconds=value * microseconds)).isoformat(" ")
    except OverflowError:
        return value
