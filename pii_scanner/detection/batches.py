"""The batches of a table, of an even size, and the account of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyarrow as pa

from pii_scanner.detection.beside_ids import see_births
from pii_scanner.detection.columns import profile_array
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.model.table import Part

# A batch, or a part of a table whose batches are read where it is worked on.
Work = tuple[pa.RecordBatch | Part, list[ColumnProfile]]
ProfileBatches = Callable[[Iterator[Work]], Iterator[list[ColumnProfile]]]
_MOST_ROWS = 1 << 16
# Four blocks of a CSV file with the offsets of their cells.
_MOST_BYTES = 18 << 20


def profile_batch(batch: pa.RecordBatch | Part, blanks: list[ColumnProfile]) -> list[ColumnProfile]:
    """Return the account of one batch or part, column by column, filled into the empty ones."""
    if isinstance(batch, pa.RecordBatch):
        for profile, array in zip(blanks, batch.columns, strict=True):
            profile_array(profile, array)
        see_births(blanks, batch)
        return blanks
    for each in even(batch.batches()):
        for profile, later in zip(blanks, profile_batch(each, [p.blank() for p in blanks]), strict=True):
            profile.merge(later)
    return blanks


def profile_here(batches: Iterator[Work]) -> Iterator[list[ColumnProfile]]:
    """Account for batches one after the other in this process."""
    return (profile_batch(*each) for each in batches)


def even(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Put small batches of one schema together: every pattern is compiled once for each batch."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        full = rows + batch.num_rows > _MOST_ROWS or size + batch.nbytes > _MOST_BYTES
        if waiting and (full or batch.schema != waiting[0].schema):
            yield _united(waiting)
            waiting, rows, size = [], 0, 0
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
    if waiting:
        yield _united(waiting)


def _united(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    columns = [pa.concat_arrays([batch.column(index) for batch in batches]) for index in range(batches[0].num_columns)]
    return pa.record_batch(columns, names=batches[0].schema.names)
