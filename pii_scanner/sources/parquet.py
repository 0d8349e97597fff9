"""Parquet, Feather and Arrow IPC files, read batch by batch with their own types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import readable_name
from pii_scanner.sources.registry import SourceKind

_ROWS = 65_536
_BUFFER = 1 << 20
_ENCRYPTED = b"PARE"


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(_ENCRYPTED):
        raise _locked(location)
    try:
        if head.startswith(b"PAR1"):
            return [_parquet(location, path)]
        return [_arrow(location, path, feather_v1=head.startswith(b"FEA1"))]
    except (pa.ArrowException, OSError) as error:
        if _is_locked(error):
            raise _locked(location) from error
        raise SourceError(
            tr(
                "{name} is not a whole Parquet or Arrow file: it is cut off or damaged. Copy it again from where it came.",
                name=location.name,
            )
        ) from error


def _parquet(location: Location, path: Path) -> Table:
    import pyarrow.parquet as pq

    with path.open("rb") as file:
        schema = pq.read_schema(file)

    def read() -> Iterator[pa.RecordBatch]:
        # A buffer keeps whole column chunks out of memory, which may be as long as the file.
        with path.open("rb") as raw, pq.ParquetFile(raw, buffer_size=_BUFFER, pre_buffer=False) as file:
            yield from file.iter_batches(batch_size=_ROWS)

    return _table(location, path, "parquet", schema, read)


def _arrow(location: Location, path: Path, *, feather_v1: bool) -> Table:
    def read() -> Iterator[pa.RecordBatch]:
        if feather_v1:
            yield from _feather_v1(path).to_batches(max_chunksize=_ROWS)
            return
        with path.open("rb") as source, pa.ipc.open_file(source) as reader:
            for index in range(reader.num_record_batches):
                batch = reader.get_batch(index)
                batch.validate()
                for start in range(0, batch.num_rows, _ROWS):
                    yield batch.slice(start, _ROWS)

    if feather_v1:
        schema = _feather_v1(path).schema
    else:
        with path.open("rb") as source, pa.ipc.open_file(source) as reader:
            schema = reader.schema
    return _table(location, path, "feather", schema, read, feather_v1=feather_v1)


def _feather_v1(path: Path) -> pa.Table:
    import pyarrow.feather

    with path.open("rb") as source:
        return pyarrow.feather.read_table(source)


def _table(
    location: Location,
    path: Path,
    kind: str,
    schema: pa.Schema,
    batches: Callable[[], Iterator[pa.RecordBatch]],
    **layout: bool,
) -> Table:
    def comment(field: pa.Field) -> str:
        metadata = field.metadata or {}
        return str((metadata.get(b"comment") or b"").decode("utf-8", "replace"))

    def read() -> Iterator[pa.RecordBatch]:
        try:
            yield from batches()
        except (pa.ArrowException, OSError) as error:
            if _is_locked(error):
                raise _locked(location) from error
            raise SourceError(
                tr("{name} is damaged inside: reading stopped midway and the table was not judged.", name=location.name)
            ) from error

    columns = tuple(ColumnInfo(field.name, str(field.type), comment(field)) for field in schema)
    layout_of_copy = {"path": path, "schema": schema, **layout}
    return Table(location.name, readable_name(path.stem), kind, columns, read, layout=layout_of_copy)


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
    return head.startswith((b"PAR1", b"ARROW1", b"FEA1", _ENCRYPTED))


KIND = SourceKind("parquet", 20, _recognizes, tables)
