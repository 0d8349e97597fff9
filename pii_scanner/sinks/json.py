"""Masked JSON: the same objects in the same order of keys, masked values in place; an array stays an array."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind

# What JSON writes as a number; a code with leading zeros or an exponent is none.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    encoding = table.source.layout["encoding"]
    with target.open("w", encoding=encoding.name, errors="replace", newline="\n") as file:
        if encoding.mark:
            file.write("\ufeff")
        begin, between, end = ("[\n", ",\n", "\n]\n") if table.source.layout["array"] else ("", "\n", "\n")
        file.write(begin)
        for number, value in enumerate(_objects(table)):
            file.write(between if number else "")
            file.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        file.write(end)
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
    """Return the masked value in the original's JSON type where it still is of that type."""
    if masked is None or isinstance(original, str):
        return masked
    text = json.dumps(original, ensure_ascii=False)
    if masked == text:
        return original
    number = isinstance(original, (int, float)) and not isinstance(original, bool) and _NUMBER.fullmatch(masked)
    if number or isinstance(original, (dict, list)):
        try:
            return json.loads(masked)
        except ValueError:
            return masked
    return masked


SINK = SinkKind("json", ("json",), write)
