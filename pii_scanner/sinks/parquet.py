"""Masked Parquet files: the source's schema, compression and row groups, nothing of its statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.pandas_schema import pandas_schema
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.typed import as_before, cast_to, over_entries, used_entries

_CODECS = {"snappy", "gzip", "brotli", "zstd", "lz4"}
_ARROW_SCHEMA = b"ARROW:schema"
_FIELD_ID = b"PARQUET:field_id"
# A row group is held until it is whole; beyond so many bytes it is written as several.
_LARGEST_GROUP = 1 << 27


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    (table,) = tables
    batches = table.read()
    first = next(batches, None)
    schema = _schema(table, first)
    _write_parquet(table, target, schema, _fitted(first, batches, schema))
    return []


def _write_parquet(table: MaskedTable, target: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    import pyarrow.parquet as pq

    metadata = pq.read_metadata(table.source.layout["path"])
    manner = _manner(metadata, table)
    with pq.ParquetWriter(target, schema, write_statistics=False, **manner) as out:
        waiting: list[pa.RecordBatch] = []
        rows, group = 0, _rows_of_group(metadata)
        for batch in batches:
            waiting.append(batch)
            rows += batch.num_rows
            if rows >= group or sum(each.nbytes for each in waiting) > _LARGEST_GROUP:
                rows = _write_groups(out, waiting, schema, group)
        if rows:
            _write_groups(out, waiting, schema, rows)


def _write_groups(out: Any, waiting: list[pa.RecordBatch], schema: pa.Schema, group: int) -> int:
    """Write what waits as whole row groups, or as one of what there is; the rest goes on waiting. Returns its rows."""
    whole = pa.Table.from_batches(waiting, schema).unify_dictionaries()
    rows = whole.num_rows // group * group or whole.num_rows
    out.write_table(whole.slice(0, rows), row_group_size=group)
    waiting[:] = whole.slice(rows).to_batches()
    return int(whole.num_rows - rows)


def _rows_of_group(metadata: Any) -> int:
    return max(1, metadata.row_group(0).num_rows if metadata.num_row_groups else 1 << 20)


def _manner(metadata: Any, table: MaskedTable) -> dict[str, Any]:
    """Return how the source was written, as options of the writer: version, compression of every column, dictionaries."""
    kept = (metadata.metadata or {}).get(_ARROW_SCHEMA) is not None
    manner: dict[str, Any] = {"store_schema": kept, "version": _version(metadata), "compression": "zstd"}
    if not metadata.num_row_groups:
        return manner
    group = metadata.row_group(0)
    names = {column.source_name: column for column in table.columns}
    codecs: dict[str, str] = {}
    dictionaries: list[str] = []
    for index in range(group.num_columns):
        leaf = group.column(index)
        top, _, inside = _path_of(leaf).partition(".")
        if top not in names:
            continue
        column = names[top]
        path = f"{column.name}.{inside}" if inside else column.name
        codec = str(leaf.compression).lower()
        codecs[path] = codec if codec in _CODECS else "none" if codec == "uncompressed" else "zstd"
        if any("DICTIONARY" in encoding for encoding in leaf.encodings) or not column.kept:
            dictionaries.append(path)
        if leaf.physical_type == "INT96":
            manner["use_deprecated_int96_timestamps"] = True
    if len(set(codecs.values())) == 1:
        manner["compression"] = codecs.popitem()[1]
    elif codecs:
        # A column that became text has one path instead of several.
        manner["compression"] = {column.name: "zstd" for column in table.columns} | codecs
    manner["use_dictionary"] = dictionaries or False
    return manner


def _path_of(leaf: Any) -> str:
    """Return the path of a column in its schema; of a damaged one nothing, which is the path of none."""
    try:
        return str(leaf.path_in_schema)
    except UnicodeDecodeError:
        return ""


def _version(metadata: Any) -> str:
    return metadata.format_version if metadata.format_version in {"1.0", "2.4", "2.6"} else "2.6"


def _schema(table: MaskedTable, first: pa.RecordBatch | None) -> pa.Schema:
    """Return the copy's schema: fields as in the source; a column that masking made text keeps its kind of text."""
    source: pa.Schema = table.source.layout["schema"]
    fields = []
    for position, column in enumerate(table.columns):
        before = source.field(column.index)
        kind = before.type if column.kept else pa.string()
        if first is not None:
            kind = as_before(first.schema.field(position).type, before.type, kept=column.kept)
        same = kind.equals(before.type)
        number = (before.metadata or {}).get(_FIELD_ID) if same else None
        fields.append(
            pa.field(column.name, kind, before.nullable or not column.kept, {_FIELD_ID: number} if number else None)
        )
    return pa.schema(fields, pandas_schema(source, table.columns, fields, all_rows=table.chosen is None))


def _fitted(
    first: pa.RecordBatch | None, batches: Iterator[pa.RecordBatch], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    while first is not None:
        arrays = [cast_to(array, field.type) for array, field in zip(first.columns, schema, strict=True)]
        # A row group holds the whole dictionary, with what stands in no row, or in those that left.
        arrays = [over_entries(e, used_entries(e)) if pa.types.is_dictionary(e.type) else e for e in arrays]
        yield pa.record_batch(arrays, schema=schema)
        first = next(batches, None)


SINK = SinkKind("parquet", ("parquet",), write)
