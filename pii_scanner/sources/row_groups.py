"""Row groups of a Parquet file: read one after the other, and told apart by their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

# Smaller row groups are taken together with those behind them.
_FEWEST_ROWS = 32_768
# So many portions at most are told apart.
_MOST = 1000
_BLOCK = 1 << 20
ROWS = 65_536
# A buffer keeps whole column chunks out of memory, which may be as long as the file.
BUFFER = 1 << 20
# Says what is wrong, where reading fails, in words for a user.
Told = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class RowGroups:
    """Consecutive row groups of a file, as a portion of its table."""

    path: Path
    metadata: Any = field(repr=False)
    numbers: range
    told: Told = field(repr=False)

    @property
    def parts(self) -> tuple[RowGroups, ...]:
        return (self,)

    def batches(self) -> Iterator[pa.RecordBatch]:
        return self.told(self._read())

    def _read(self) -> Iterator[pa.RecordBatch]:
        import pyarrow.parquet as pq

        with (
            self.path.open("rb") as raw,
            pq.ParquetFile(raw, metadata=self.metadata, buffer_size=BUFFER, pre_buffer=False) as file,
        ):
            yield from file.iter_batches(batch_size=ROWS, row_groups=list(self.numbers))

    def state(self) -> str | None:
        """Return a hash of all bytes of these row groups, wherever in a file they stand, and of the schema."""
        schema = str(self.metadata.schema.to_arrow_schema())
        told = hashlib.blake2b(schema.encode("utf-8", "surrogateescape"), digest_size=16)
        try:
            with self.path.open("rb") as file:
                for number in self.numbers:
                    group = self.metadata.row_group(number)
                    told.update(f"|{group.num_rows}|".encode())
                    for index in range(group.num_columns):
                        _tell(told, file, group.column(index))
        except OSError:
            return None
        return told.hexdigest()


def row_groups(path: Path, told: Told) -> list[RowGroups]:
    """Return the portions of a Parquet file: large row groups each, small ones together."""
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        metadata = pq.read_metadata(file)
    rows = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    fewest = _FEWEST_ROWS
    while True:
        bounds = _bounds(rows, fewest)
        if len(bounds) <= _MOST:
            break
        fewest *= 2
    return [RowGroups(path, metadata, each, told) for each in bounds]


def _bounds(rows: list[int], fewest: int) -> list[range]:
    """Return ranges of row groups of so many rows and more, but for the last."""
    found: list[range] = []
    begin = together = 0
    for number, count in enumerate(rows, 1):
        together += count
        if together >= fewest or number == len(rows):
            found.append(range(begin, number))
            begin, together = number, 0
    return found


def _tell(told: Any, file: Any, column: Any) -> None:
    """Add the bytes of one column of a row group."""
    begin = column.data_page_offset
    if column.has_dictionary_page and column.dictionary_page_offset is not None:
        begin = min(begin, column.dictionary_page_offset)
    left = column.total_compressed_size
    file.seek(begin)
    while left > 0:
        block = file.read(min(left, _BLOCK))
        if not block:
            break
        told.update(block)
        left -= len(block)
