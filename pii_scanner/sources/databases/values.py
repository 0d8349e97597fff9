"""Values of a driver as Arrow arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import pyarrow as pa

from pii_scanner.sources.databases.relations import Field

# Rows of one batch of a cursor.
ROWS = 20_000


def fetched(cursor: Any) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a cursor, some at a time."""
    while rows := cursor.fetchmany(ROWS):
        yield rows


def batches_of(chunks: Iterable[Sequence[Sequence[Any]]], fields: Sequence[Field]) -> Iterator[pa.RecordBatch]:
    """Yield a batch for every list of rows."""
    names = [field.name for field in fields]
    for rows in chunks:
        columns = zip(*rows, strict=True)
        arrays = [array_of(list(each), field.arrow) for each, field in zip(columns, fields, strict=True)]
        yield pa.record_batch(arrays, names=names)


def after(batches: Iterator[pa.RecordBatch], done: int) -> Iterator[pa.RecordBatch]:
    """Leave out the first `done` rows."""
    for batch in batches:
        skipped = min(done, batch.num_rows)
        done -= skipped
        if skipped < batch.num_rows or not skipped:
            yield batch.slice(skipped)


def array_of(values: Sequence[Any], kind: pa.DataType | None = None) -> pa.Array:
    """Return values of one column as Arrow, of `kind` where they fit; a column of mixed types becomes text."""
    if kind is not None:
        with suppress(pa.ArrowException, OverflowError, ValueError, TypeError):
            return _typed(values, kind)
    if any(isinstance(value, (dict, list)) for value in values):
        values = [
            json.dumps(v, ensure_ascii=False, default=str) if isinstance(v, (dict, list)) else _plain(v) for v in values
        ]
    kinds = set(map(type, values))
    if bytes in kinds and len(kinds - {bytes, type(None)}):
        return pa.array([_plain(value) for value in values], pa.string())
    if UUID in kinds:  # Arrow would make 16 bytes of each, which nobody can read
        return pa.array([_plain(value) for value in values], pa.string())
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        return pa.array([_plain(value) for value in values], pa.string())


def _typed(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Dates and times come as text: Arrow reads that faster than Python, and what it cannot read stays text."""
    if pa.types.is_temporal(kind):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array(values, kind)


def _plain(value: Any) -> str | None:
    if value is None:
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value).encode("utf-8", "replace").decode("utf-8")
