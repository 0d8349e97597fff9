"""The rows of a masked table as a target takes them: one batch at a time, in types that do not change from batch to batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sinks.databases.model import Column, CopyTable
from pii_scanner.sinks.databases.written import plain


@dataclass(frozen=True)
class Rows:
    """The batches of a table, and the Arrow types of its first one that has rows."""

    types: tuple[pa.DataType, ...]
    batches: Iterator[pa.RecordBatch]


def rows_of(table: CopyTable) -> Rows:
    """Begin to read a table; its batches come one by one."""
    batches = (batch for batch in table.masked.read() if batch.num_rows)
    first = next(batches, None)
    if first is None:
        return Rows(tuple(pa.null() for _ in table.columns), iter(()))
    types = tuple(plain(array.slice(0, 0)).type for array in first.columns)
    return Rows(types, chain([first], batches))


def number_of(column: Column, arrow: pa.DataType) -> str:
    """Return the family of numbers that an operator gave in place of a column's values; empty for text."""
    if column.typed or column.kind.family == "other":
        return ""
    if pa.types.is_integer(arrow):
        return "int64"
    if pa.types.is_floating(arrow):
        return "float64"
    return "decimal" if pa.types.is_decimal(arrow) else ""


def too_long(column: Column, array: pa.Array) -> bool:
    """Return whether a text that passes holds replaced values that are longer than its type allows."""
    if not column.typed or column.kind.length is None or not pa.types.is_string(array.type):
        return False
    return (pc.max(pc.utf8_length(array)).as_py() or 0) > column.kind.length
