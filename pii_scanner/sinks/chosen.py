"""Copies written along the rows of their source, of which some leave or change places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.model.masked import MaskedTable

Flags = npt.NDArray[np.bool_]


class InPlace:
    """The masked rows of a table beside the rows of its source.

    `staying` must be asked about rows before `batches` gives what is masked of them.
    """

    def __init__(self, table: MaskedTable) -> None:
        assert table.chosen is not None
        self._pieces = table.chosen.pieces()
        self._flags = np.zeros(0, dtype=np.bool_)
        self._ready: deque[pa.RecordBatch] = deque()

    def staying(self, rows: int) -> Flags | None:
        """Return which of the source's next rows stay, None where it has fewer now than it had."""
        while len(self._flags) < rows:
            piece = next(self._pieces, None)
            if piece is None:
                return None
            self._flags = np.concatenate([self._flags, piece.staying])
            self._ready.append(piece.batch)
        flags, self._flags = self._flags[:rows], self._flags[rows:]
        return flags

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the masked batches of rows that were asked about, in the end those of all others."""
        while True:
            while self._ready:
                yield self._ready.popleft()
            piece = next(self._pieces, None)
            if piece is None:
                return
            self._flags = np.concatenate([self._flags, piece.staying])
            yield piece.batch
