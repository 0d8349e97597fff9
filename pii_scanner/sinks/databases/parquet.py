"""Masked databases as a folder: a Parquet file for each table, and schema.json with types, keys and comments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.databases.catalogue import catalogue_of
from pii_scanner.sinks.databases.model import Column, CopyTable, Unique
from pii_scanner.sinks.databases.names import Rules, fitted
from pii_scanner.sinks.databases.packages import file_name
from pii_scanner.sinks.databases.rows import rows_of
from pii_scanner.sinks.databases.written import plain, texts
from pii_scanner.sinks.registry import Scrub, SinkKind, safe_name, scrubs

SCHEMA = "schema.json"
# Names of files: so many bytes fit everywhere, and A is a everywhere.
RULES = Rules(longest=120, bytes=True)
_TYPES = {
    "bool": pa.bool_(), "int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64(), "float32": pa.float32(),
    "float64": pa.float64(), "bytes": pa.binary(), "date": pa.date32(), "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"), "timestamptz": pa.timestamp("us", "UTC"),
}  # fmt: skip
_HALF, _MOST_DIGITS = 38, 76


class _Misfit(Exception):
    """A column whose later rows do not fit the type of its first ones."""


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    catalogue = catalogue_of(tables, scrubs(scrub), RULES)
    target.mkdir()
    described = []
    for table, part in zip(catalogue.tables, _parts(tables), strict=True):
        schema = _written(catalogue.dialect, table, target / part)
        described.append(_described(table, part, schema))
    document = {"version": 1, "tables": described}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (target / SCHEMA).write_text(text, encoding="utf-8", newline="\n")
    return [*catalogue.warnings]


def _written(dialect: str, table: CopyTable, path: Path) -> pa.Schema:
    """Write one table; a column whose rows disagree on their type is written anew as text."""
    as_text: set[int] = set()
    while True:
        try:
            return _attempt(dialect, table, path, as_text)
        except _Misfit as misfit:
            as_text.add(misfit.args[0])


def _attempt(dialect: str, table: CopyTable, path: Path, as_text: set[int]) -> pa.Schema:
    import pyarrow.parquet as pq

    rows = rows_of(table)
    fields = []
    for index, (column, arrow) in enumerate(zip(table.columns, rows.types, strict=True)):
        kind = pa.string() if index in as_text else _arrow(dialect, column, arrow)
        fields.append(pa.field(column.name, kind, metadata={"comment": column.comment} if column.comment else None))
    schema = pa.schema(fields)
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as out:
        for batch in rows.batches:
            arrays = [
                _fitted_to(batch.column(i), column, schema.field(i).type, i) for i, column in enumerate(table.columns)
            ]
            out.write_batch(pa.record_batch(arrays, schema=schema))
    return schema


def _arrow(dialect: str, column: Column, arrow: pa.DataType) -> pa.DataType:
    """Return the type of a column: what was declared where it says enough, else that of its first rows."""
    first = pa.string() if pa.types.is_null(arrow) or isinstance(arrow, pa.BaseExtensionType) else arrow
    if not column.typed or dialect == "sqlite":
        return pa.string() if pa.types.is_dictionary(first) else first
    kind = column.kind
    digits = kind.precision or 0
    if kind.family == "decimal" and 0 <= kind.scale <= digits and 0 < digits <= _MOST_DIGITS:
        return (pa.decimal128 if digits <= _HALF else pa.decimal256)(digits, kind.scale)
    if kind.family == "uint64" and dialect == "mysql":
        return pa.uint64()
    if kind.family in {"array", "other"}:
        return first
    return _TYPES.get(kind.family, pa.string())


def _fitted_to(array: pa.Array, column: Column, kind: pa.DataType, index: int) -> pa.Array:
    if kind == pa.string():
        return texts(array, column.kind)
    try:
        return plain(array).cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise _Misfit(index) from None


def _described(table: CopyTable, part: str, schema: pa.Schema) -> dict[str, Any]:
    """Return what schema.json says of a table: declared types are those of the source, masked columns are text."""
    return {
        "table": table.name,
        "file": part,
        "comment": table.comment,
        "columns": [
            {
                "column": each.name,
                "type": each.declared if each.typed else str(field.type),
                "parquet_type": str(field.type),
                "nullable": not each.required,
                "default": each.default,
                "comment": each.comment,
            }
            for each, field in zip(table.columns, schema, strict=True)
        ],
        "primary_key": list(table.primary.columns) if table.primary else [],
        "unique": [_key(each) for each in table.uniques],
        "indexes": [_key(each) for each in table.indexes],
        "foreign_keys": [
            {"columns": list(each.columns), "table": each.table, "referred": list(each.others)}
            for each in table.foreign
        ],
    }


def _key(key: Unique) -> dict[str, Any]:
    return {"name": key.name, "columns": list(key.columns)}


def _parts(tables: Sequence[MaskedTable]) -> list[str]:
    bare = [safe_name(table.name).replace("/", "_").removeprefix(".") or "table" for table in tables]
    # a/b and a_b are two tables.
    return [f"{name}_{i}.parquet" if bare.index(name) != i else f"{name}.parquet" for i, name in enumerate(bare)]


def _fitted(tables: Sequence[MaskedTable]) -> tuple[list[MaskedTable], list[str]]:
    return fitted(tables, RULES)


def _file_name(name: str) -> str:
    return file_name(name, ("",))


SINK = SinkKind("parquet", ("database:parquet",), write, _file_name, fit=_fitted, parts=_parts)
