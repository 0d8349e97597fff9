"""A table on its way into a masked copy: what sinks write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pii_scanner.model.table import Table


@dataclass(frozen=True)
class MaskedColumn:
    """A column of the copy. `index` is its place in the source; `name` what it is called in the copy."""

    index: int
    source_name: str
    name: str
    operator: str

    @property
    def kept(self) -> bool:
        return self.operator == "keep"


@dataclass(frozen=True)
class MaskedTable:
    """The masked form of `source`: `name` is what it is called in the copy, `columns` those that stay, in order.

    `read` gives the masked batches, whose columns are `columns`; it may be called again.
    """

    source: Table
    name: str
    columns: tuple[MaskedColumn, ...]
    read: Callable[[], Iterator[pa.RecordBatch]]
