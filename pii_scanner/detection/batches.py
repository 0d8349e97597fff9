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
# The last batches of a table are no account of their own where they hold less than such a part of the most.
_REST = 4


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
    """Put small batches of one schema together: every pattern is compiled once for each batch, and samples are looked at
    in each. A small rest at the end goes with what stands before it."""
    last: _Gathered | None = None
    waiting = _Gathered()
    for batch in batches:
        if not waiting.takes(batch):
            if last is not None:
                yield last.united()
            last, waiting = waiting, _Gathered()
        waiting.add(batch)
    if last is not None and last.takes_rest(waiting):
        last.batches += waiting.batches
        waiting = _Gathered()
    for each in (last, waiting):
        if each is not None and each.batches:
            yield each.united()


class _Gathered:
    """Batches of one schema that are looked at together."""

    def __init__(self) -> None:
        self.batches: list[pa.RecordBatch] = []
        self.rows = self.size = 0

    def takes(self, batch: pa.RecordBatch) -> bool:
        """Return whether another batch belongs to them; the first always does."""
        if not self.batches:
            return True
        few = self.rows + batch.num_rows <= _MOST_ROWS and self.size + batch.nbytes <= _MOST_BYTES
        return few and self._alike(batch)

    def takes_rest(self, rest: _Gathered) -> bool:
        """Return whether the last batches of a table, being few, belong to them."""
        few = rest.rows * _REST <= _MOST_ROWS and rest.size * _REST <= _MOST_BYTES
        return few and bool(rest.batches) and self._alike(rest.batches[0])

    def _alike(self, batch: pa.RecordBatch) -> bool:
        return bool(batch.schema == self.batches[0].schema)

    def add(self, batch: pa.RecordBatch) -> None:
        self.batches.append(batch)
        self.rows, self.size = self.rows + batch.num_rows, self.size + batch.nbytes

    def united(self) -> pa.RecordBatch:
        return _united(self.batches)


def _united(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    if len(batches) == 1:
        return batches[0]
    columns = [pa.concat_arrays([batch.column(index) for batch in batches]) for index in range(batches[0].num_columns)]
    return pa.record_batch(columns, names=batches[0].schema.names)
