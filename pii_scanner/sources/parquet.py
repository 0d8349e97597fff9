"""Parquet, Feather and Arrow IPC files, read batch by batch with their own types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.registry import SourceKind

_ROWS = 65_536


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        head = file.read(6)
    try:
        if head.startswith(b"PAR1"):
            return [_parquet(location, path)]
        return [_arrow(location, path, feather_v1=head.startswith(b"FEA1"))]
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(
            tr(
                "{name} is not a whole Parquet or Arrow file: it is cut off or damaged. Copy it again from where it came.",
                name=location.name,
            )
        ) from error


def _parquet(location: Location, path: Path) -> Table:
    import pyarrow.parquet as pq

    schema = pq.read_schema(path)

    def read() -> Iterator[pa.RecordBatch]:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(batch_size=_ROWS)

    return _table(location, path, "parquet", schema, read)


def _arrow(location: Location, path: Path, *, feather_v1: bool) -> Table:
    def read() -> Iterator[pa.RecordBatch]:
        if feather_v1:
            import pyarrow.feather

            yield from pyarrow.feather.read_table(path).to_batches(max_chunksize=_ROWS)
            return
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            for index in range(reader.num_record_batches):
                yield reader.get_batch(index)

    if feather_v1:
        import pyarrow.feather

        schema = pyarrow.feather.read_table(path).schema
    else:
        with pa.memory_map(str(path)) as source, pa.ipc.open_file(source) as reader:
            schema = reader.schema
    return _table(location, path, "feather", schema, read)


def _table(
    location: Location, path: Path, kind: str, schema: pa.Schema, read: Callable[[], Iterator[pa.RecordBatch]]
) -> Table:
    def comment(field: pa.Field) -> str:
        metadata = field.metadata or {}
        return str((metadata.get(b"comment") or b"").decode("utf-8", "replace"))

    columns = tuple(ColumnInfo(field.name, str(field.type), comment(field)) for field in schema)
    return Table(location.name, path.stem, kind, columns, read, layout={"path": path, "schema": schema})


def _recognizes(head: bytes, path: Path) -> bool:
    return head.startswith((b"PAR1", b"ARROW1", b"FEA1"))


KIND = SourceKind("parquet", 20, _recognizes, tables)
