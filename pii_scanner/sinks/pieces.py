"""Masked rows in pieces of as many as a copy writes at once."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr


class Pieces:
    """Masked batches of a source called `name` in pieces of as many rows as one asks for."""

    def __init__(self, batches: Iterator[pa.RecordBatch], name: str) -> None:
        self._batches, self._name = batches, name
        self._ready: list[pa.RecordBatch] = []

    def take(self, rows: int) -> list[pa.Array]:
        """Return the columns of the next rows, none of no rows."""
        taken: list[pa.RecordBatch] = []
        missing = rows
        while missing:
            batch = self._ready.pop() if self._ready else next(self._batches, None)
            if batch is None:
                raise changed(self._name)
            if batch.num_rows > missing:
                self._ready.append(batch.slice(missing))
                batch = batch.slice(0, missing)
            taken.append(batch)
            missing -= batch.num_rows
        if len(taken) <= 1:
            return list(taken[0].columns) if taken else []
        return [pa.concat_arrays([batch.column(index) for batch in taken]) for index in range(taken[0].num_columns)]

    def end(self) -> None:
        """Read to the end; raises SourceError when rows are left."""
        if self._ready or any(batch.num_rows for batch in self._batches):
            raise changed(self._name)


def changed(name: str) -> SourceError:
    """Return the error of a source that is not what it was when its copy began."""
    return SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=name))
