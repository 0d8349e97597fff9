"""Copies written by the sinks alone: with every column kept, or with columns changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Table
from pii_scanner.sinks.registry import sink_of
from tests.builders.files import place, tables_of

Change = Callable[[pa.Array], pa.Array]


def kept_copy(path: Path, target: Path) -> list[str]:
    """Write the copy of a file with `keep` on every column; return its warnings."""
    return changed_copy(path, target, {})


def changed_copy(
    path: Path, target: Path, changes: dict[str, Change | None], scrub: Callable[[str], str] = str
) -> list[str]:
    """Write a copy whose columns are changed as told by name, those with None dropped; return its warnings."""
    tables = [table for table in tables_of(path) if not table.loose]
    masked = [_masked(table, changes) for table in tables]
    return sink_of(tables[0].kind, path.name).write(place(path), masked, target, scrub)


def _masked(table: Table, changes: dict[str, Change | None]) -> MaskedTable:
    staying = [index for index, column in enumerate(table.columns) if changes.get(column.name, str) is not None]
    columns = tuple(
        MaskedColumn(index, name, name, "redact" if name in changes else "keep")
        for index, name in ((index, table.columns[index].name) for index in staying)
    )

    def read() -> Iterator[pa.RecordBatch]:
        for batch in table.batches():
            arrays = []
            for column in columns:
                change = changes.get(column.source_name)
                array = batch.column(column.index)
                arrays.append(array if change is None else change(array))
            yield pa.record_batch(arrays, names=[column.name for column in columns])

    return MaskedTable(table, table.name, columns, read)


def to(text: str | None) -> Change:
    """Return what puts one text in the place of every value."""
    return lambda array: pa.array([text] * len(array), pa.string())


def contents_of(path: Path) -> list[tuple[str, list[tuple[str, str]], list[list[object]]]]:
    """Return (name, columns with their types, rows) of the tables of a file."""
    found = []
    for table in tables_of(path):
        if not table.loose:
            columns = [(column.name, column.data_type) for column in table.columns]
            rows = [list(row) for b in table.batches() for row in zip(*(c.to_pylist() for c in b.columns), strict=True)]
            found.append((table.name, columns, rows))
    return found
