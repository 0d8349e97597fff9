"""Masked JSON lines: the same objects in the same order of keys, masked values in place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    encoding = table.source.layout["encoding"]
    with target.open("w", encoding=encoding.name, errors="replace", newline="\n") as file:
        if encoding.mark:
            file.write("\ufeff")
        for value in _objects(table):
            file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
            file.write("\n")
    return []


def _objects(table: MaskedTable) -> Iterator[dict[str, Any]]:
    """Yield the source's objects with their masked values; a key that stays keeps its place and its type."""
    originals = table.source.layout["objects"]()
    for batch in table.read():
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            original = next(originals)
            yield {
                column.name: _value(original[column.source_name], masked)
                for column, masked in zip(table.columns, row, strict=True)
                if column.source_name in original
            }


def _value(original: Any, masked: Any) -> Any:
    """Return the masked value; a value that passed unchanged keeps its JSON type."""
    if masked is None or isinstance(original, str):
        return masked
    text = json.dumps(original, ensure_ascii=False)
    if masked == text:
        return original
    if isinstance(original, (dict, list)):
        try:
            return json.loads(masked)
        except ValueError:
            return masked
    return masked


SINK = SinkKind("json", ("json",), write)
