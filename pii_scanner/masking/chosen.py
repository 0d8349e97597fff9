"""The rows of a table on their way into its copy: those that leave, those of minors, and their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import PolicyError
from pii_scanner.i18n import tr
from pii_scanner.masking.row_choice import Flags, RowChoice
from pii_scanner.model.masked import MaskedColumn, MaskedPiece

# Bytes of a masked copy in memory while its rows change places.
LARGEST_SHUFFLED = 1 << 30
_ROWS = 65_536


class CopiedRows:
    """Takes rows out of the batches of one reading, and joins the masked batches with what was taken."""

    def __init__(self, choice: RowChoice | None) -> None:
        self._choice = choice
        self._waiting: deque[tuple[Flags, Flags | None]] = deque()

    @property
    def left(self) -> dict[str, int]:
        return self._choice.left if self._choice is not None else {}

    def chosen(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the batches of a table with the rows that stay."""
        for batch in batches:
            stay = np.ones(batch.num_rows, dtype=np.bool_) if self._choice is None else self._choice.staying(batch)
            if not stay.all():
                batch = batch.filter(pa.array(stay))
            young = self._choice.minors(batch) if self._choice is not None and self._choice.generalizes else None
            self._waiting.append((stay, young))
            yield batch

    def piece(self, masked: pa.RecordBatch, columns: Sequence[MaskedColumn]) -> MaskedPiece:
        """Return a masked batch, the next in their order, with the rows it comes from."""
        stay, young = self._waiting.popleft()
        if young is not None and self._choice is not None and young.any():
            personal = self._choice.personal
            arrays = [
                pc.if_else(pa.array(young), pa.scalar(None, array.type), array) if each.index in personal else array
                for each, array in zip(columns, masked.columns, strict=True)
            ]
            masked = pa.record_batch(arrays, names=masked.schema.names)
        return MaskedPiece(masked, stay)


def shuffled(
    batches: Iterable[pa.RecordBatch], order: Callable[[int], npt.NDArray[np.int64]], name: str
) -> Iterator[pa.RecordBatch]:
    """Yield all rows in another order; raises PolicyError when they are too many for the memory.

    `order(count)` gives the places that the rows come from; `name` is what the table is called.
    """
    held: list[pa.RecordBatch] = []
    holding = Held(name)
    for batch in batches:
        held.append(batch)
        holding.hold(batch.nbytes)
    if held:
        whole = pa.Table.from_batches(held).unify_dictionaries()
        yield from whole.take(pa.array(order(whole.num_rows))).to_batches(max_chunksize=_ROWS) or held[:1]


class Held:
    """Counts what of a table stands in memory; `name` is what it is called."""

    def __init__(self, name: str) -> None:
        self._name, self._size = name, 0

    def hold(self, size: int) -> None:
        """Add bytes; raises PolicyError for a copy that is too large to change the order of its rows."""
        self._size += size
        if self._size > LARGEST_SHUFFLED:
            raise PolicyError(
                tr(
                    "The rows of {table} cannot be shuffled: its copy is larger than {size} MB, which stands in memory. Leave out order: shuffled, or split the table.",
                    table=self._name,
                    size=LARGEST_SHUFFLED >> 20,
                )
            )
