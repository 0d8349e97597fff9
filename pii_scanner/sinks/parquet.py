"""Masked Parquet and Arrow files: types of the columns that pass stay; nothing of the source's metadata does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind

_CODECS = {"snappy", "gzip", "brotli", "zstd", "lz4"}


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    batches = table.read()
    first = next(batches, None)
    schema = _schema(table, first)
    if table.source.kind == "parquet":
        import pyarrow.parquet as pq

        with pq.ParquetWriter(target, schema, compression=_codec(location.path), store_schema=False) as out:
            while first is not None:
                out.write_batch(_fitted(first, schema))
                first = next(batches, None)
        return []
    with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, schema) as stream:
        while first is not None:
            stream.write_batch(_fitted(first, schema))
            first = next(batches, None)
    return []


def _schema(table: MaskedTable, first: pa.RecordBatch | None) -> pa.Schema:
    """Return the copy's schema: the masked types where there are rows, else those of the source, as text where masked."""
    source: pa.Schema = table.source.layout["schema"]
    fields = []
    for position, column in enumerate(table.columns):
        kind = source.field(column.index).type if column.kept else pa.string()
        if first is not None:
            kind = first.schema.field(position).type
        fields.append(pa.field(column.name, kind))
    return pa.schema(fields)


def _fitted(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    arrays = [array.cast(field.type) for array, field in zip(batch.columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)


def _codec(path: Path | None) -> str:
    """Return the compression of the source's first column."""
    import pyarrow.parquet as pq

    assert path is not None
    metadata = pq.read_metadata(path)
    if metadata.num_row_groups and metadata.num_columns:
        name = str(metadata.row_group(0).column(0).compression).lower()
        if name in _CODECS:
            return name
        if name == "uncompressed":
            return "none"
    return "zstd"


SINK = SinkKind("parquet", ("parquet", "feather"), write)
