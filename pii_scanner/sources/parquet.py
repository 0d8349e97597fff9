"""Parquet files, read batch by batch with their own types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.plain_types import plainly
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.row_groups import BUFFER, ROWS, row_groups
from pii_scanner.sources.typed import comment_of, cut_off, midway

_ENCRYPTED = b"PARE"


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(_ENCRYPTED):
        raise _locked(location)
    try:
        return [_parquet(location, path)]
    except (pa.ArrowException, OSError) as error:
        if _is_locked(error):
            raise _locked(location) from error
        raise SourceError(cut_off(location.name, "Parquet")) from error


def _parquet(location: Location, path: Path) -> Table:
    import pyarrow.parquet as pq

    with path.open("rb") as file, pq.ParquetFile(file) as opened:
        schema, groups = opened.schema_arrow, opened.num_row_groups

    def read() -> Iterator[pa.RecordBatch]:
        with path.open("rb") as raw, pq.ParquetFile(raw, buffer_size=BUFFER, pre_buffer=False) as file:
            yield from file.iter_batches(batch_size=ROWS)

    return _table(location, path, schema, read, several=groups > 1)


def _table(
    location: Location,
    path: Path,
    schema: pa.Schema,
    batches: Callable[[], Iterator[pa.RecordBatch]],
    *,
    several: bool,
) -> Table:
    def told(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            yield from map(plainly, batches)
        except (pa.ArrowException, OSError) as error:
            if _is_locked(error):
                raise _locked(location) from error
            raise SourceError(midway(location.name)) from error

    columns = tuple(ColumnInfo(field.name, str(field.type), comment_of(field)) for field in schema)
    layout = {"path": path, "schema": schema}
    return Table(
        location.name,
        readable_name(path.stem),
        "parquet",
        columns,
        lambda: told(batches()),
        layout=layout,
        portions=partial(row_groups, path, told) if several else None,
    )


def _is_locked(error: Exception) -> bool:
    return "crypt" in str(error).lower()


def _locked(location: Location) -> SourceError:
    return SourceError(
        tr(
            "{name} is an encrypted Parquet file, whose keys are not here; it was not scanned. Write it again without encryption, or leave it out.",
            name=location.name,
        )
    )


def _recognizes(head: bytes, path: Path) -> bool:
    return head.startswith((b"PAR1", _ENCRYPTED))


KIND = SourceKind("parquet", 20, _recognizes, tables)
