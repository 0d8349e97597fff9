"""Masked JSON text of a nested value back in its place: what did not change stays the value it was."""

from __future__ import annotations

import json
from typing import Any

from pii_scanner.sources.avro.schema import Type
from pii_scanner.sources.avro.values import branch_of, cell_text, shown_leaf


class NoPlace(Exception):
    """A masked value does not fit the type at its place: the column becomes text."""


def masked_value(value: Any, made: Type, text: str | None) -> Any:
    """Return `value` with what its masked `text` changes; raises NoPlace."""
    shown = cell_text(value, made)
    if text == shown:
        return value
    if text is None or shown is None:
        if text is None and made.nullable:
            return None
        raise NoPlace
    inner, branch = branch_of(value, made) if made.kind == "union" else (value, made)
    if not isinstance(_leaf(inner, branch), str):
        try:
            masked: Any = json.loads(text)
        except (ValueError, RecursionError):
            masked = text
    else:
        masked = text
    return _put(value, made, masked)


def _leaf(value: Any, made: Type) -> Any:
    return None if made.kind in ("record", "array", "map", "null") else shown_leaf(value, made)


def _put(value: Any, made: Type, masked: Any) -> Any:
    if made.kind == "union":
        inner, branch = branch_of(value, made)
        try:
            put = _put(inner, branch, masked)
        except NoPlace:
            if isinstance(masked, str) and any(part.type.kind == "string" for part in made.parts):
                return masked
            raise
        return (value[0], put) if isinstance(value, tuple) else put
    if made.kind == "null":
        return _same(value, masked is None)
    if made.kind == "record":
        if not isinstance(masked, dict) or list(masked) != [part.name for part in made.parts]:
            raise NoPlace
        return {
            f"f{number}": _put(value[f"f{number}"], part.type, masked[part.name])
            for number, part in enumerate(made.parts)
        }
    if made.kind == "array":
        if not isinstance(masked, list) or len(masked) != len(value):
            raise NoPlace
        return [_put(each, made.parts[0].type, new) for each, new in zip(value, masked, strict=True)]
    if made.kind == "map":
        if not isinstance(masked, dict) or len(masked) != len(value):
            raise NoPlace
        pairs = zip(value.values(), masked.items(), strict=True)
        return {key: _put(each, made.parts[0].type, new) for each, (key, new) in pairs}
    if shown_leaf(value, made) == masked:
        return value
    if made.kind == "string" and isinstance(masked, str):
        return masked
    raise NoPlace


def _same(value: Any, same: bool) -> Any:
    if not same:
        raise NoPlace
    return value
