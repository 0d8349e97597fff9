"""A table on its way into a masked copy: what sinks write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.model.table import Table


@dataclass(frozen=True)
class MaskedColumn:
    """A column of the copy. `index` is its place in the source; `name` what it is called in the copy; `declared` the
    type that its values have, in a source's own words, where that is not the type in the source. Of an `emptied` column
    some cells are made empty: those of minors."""

    index: int
    source_name: str
    name: str
    operator: str
    declared: str = ""
    emptied: bool = False

    @property
    def kept(self) -> bool:
        return self.operator == "keep"


@dataclass(frozen=True)
class MaskedPiece:
    """The masked rows of one of the source's batches that stay, and which of its rows those are."""

    batch: pa.RecordBatch
    staying: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ChosenRows:
    """What sinks that write along the source's rows must know where not all rows stay in their place.

    `pieces` gives the masked batches in the order of the source's; `order(count)` the places, among the `count` rows
    that stay, from which the rows of the copy come, None where they keep their order. `hold(bytes)` is told of what
    stands in memory until the order is made, and raises PolicyError when it is too much.
    """

    pieces: Callable[[], Iterator[MaskedPiece]]
    hold: Callable[[int], None]
    order: Callable[[int], npt.NDArray[np.int64]] | None = None


@dataclass(frozen=True)
class MaskedTable:
    """The masked form of `source`: `name` is what it is called in the copy, `columns` those that stay, in order.

    `read` gives the masked batches, whose columns are `columns`; it may be called again. `chosen` is there where
    rows leave or change places: then `read` gives the copy's rows only, in its order.
    """

    source: Table
    name: str
    columns: tuple[MaskedColumn, ...]
    read: Callable[[], Iterator[pa.RecordBatch]]
    chosen: ChosenRows | None = None


def pieces_of(table: MaskedTable) -> Iterator[MaskedPiece]:
    """Return a table's masked batches in the order of the source's, whether rows leave or not."""
    if table.chosen is not None:
        return table.chosen.pieces()
    return (MaskedPiece(batch, np.ones(batch.num_rows, dtype=np.bool_)) for batch in table.read())
