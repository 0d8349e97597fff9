"""Masked databases as one DuckDB file, with keys, indexes and comments as far as DuckDB has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.databases.catalogue import catalogue_of
from pii_scanner.sinks.databases.kinds import Kind
from pii_scanner.sinks.databases.model import Catalogue, Column, CopyTable
from pii_scanner.sinks.databases.names import Rules, fitted
from pii_scanner.sinks.databases.packages import file_name
from pii_scanner.sinks.databases.rows import number_of, rows_of
from pii_scanner.sinks.databases.written import plain, texts
from pii_scanner.sinks.registry import Scrub, SinkKind, scrubs

RULES = Rules()
_TYPES = {
    "bool": "BOOLEAN", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT", "uint64": "UBIGINT", "float32": "FLOAT",
    "float64": "DOUBLE", "bytes": "BLOB", "date": "DATE", "time": "TIME", "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ", "uuid": "UUID", "interval": "INTERVAL",
}  # fmt: skip
_NUMBERS = {"int64": "BIGINT", "float64": "DOUBLE"}
_MOST_DIGITS = 38
# What is written with all its keys, else without the foreign ones, else without any.
_ATTEMPTS = (("keys", "foreign"), ("keys",), ())


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    try:
        import duckdb
    except ImportError:
        raise ConfigError(tr('DuckDB is not installed: pip install "pii-scanner[{extra}]".', extra="duckdb")) from None
    catalogue = catalogue_of(tables, scrubs(scrub), RULES)
    warnings = [*catalogue.warnings]
    try:
        with closing(duckdb.connect(str(target))) as connection:
            ordered, later = _ordered(catalogue)
            for table in ordered:
                warnings += _written(connection, catalogue.dialect, table, later)
            for table in catalogue.tables:
                _describe(connection, table)
            connection.execute("CHECKPOINT")
    except duckdb.Error as error:
        raise SourceError(
            tr("{name}: the copy cannot be written ({reason}).", name=location.name, reason=type(error).__name__)
        ) from None
    return warnings


def _ordered(catalogue: Catalogue) -> tuple[list[CopyTable], set[str]]:
    """Return tables with those they refer to before them, and the names of those for which that is not possible."""
    left, done, ordered = list(catalogue.tables), set[str](), list[CopyTable]()
    circular: set[str] = set()
    while left:
        ready = [table for table in left if all(key.table in done or key.table == table.name for key in table.foreign)]
        if not ready:
            ready = left[:1]
            circular.add(ready[0].name)
        ordered += ready
        done |= {table.name for table in ready}
        left = [table for table in left if table.name not in done]
    return ordered, circular


def _written(connection: Any, dialect: str, table: CopyTable, circular: set[str]) -> list[str]:
    """Create and fill a table with the keys that its rows and DuckDB allow; what was left out is named."""
    import duckdb

    wanted = [each for each in _ATTEMPTS if "foreign" not in each or table.name not in circular]
    for attempt in wanted:
        try:
            _fill(connection, dialect, table, attempt)
        except (duckdb.ConstraintException, duckdb.BinderException, duckdb.CatalogException):
            connection.execute(f"DROP TABLE IF EXISTS {_quoted(table.name)}")
            if attempt == ():
                raise
            continue
        warnings = []
        if "keys" not in attempt and (table.primary or table.uniques):
            warnings.append(tr("{table}: two masked rows share a key; the copy has its keys as indexes only.", table=table.name))  # fmt: skip
        if "foreign" not in attempt and table.foreign:
            warnings.append(tr("{table}: DuckDB cannot hold its foreign keys; they were left out.", table=table.name))
        return warnings
    return []


# Types that JSON does not hold: they are read, and written, as DuckDB's own text.
_UNWRITTEN = re.compile("UNION|BLOB")


def _fill(connection: Any, dialect: str, table: CopyTable, attempt: tuple[str, ...]) -> None:
    rows = rows_of(table)
    kinds = [_declared(dialect, each, arrow) for each, arrow in zip(table.columns, rows.types, strict=True)]
    parts = [
        f"{_quoted(each.name)} {kind}" + (" NOT NULL" if each.required else "")
        + (f" DEFAULT {default}" if (default := each.default if dialect == "duckdb" else each.portable_default) else "")
        for each, kind in zip(table.columns, kinds, strict=True)
    ]  # fmt: skip
    keys = [*([table.primary] if table.primary else []), *table.uniques]
    if "keys" in attempt:
        parts += [f"{'PRIMARY KEY' if k is table.primary else 'UNIQUE'} ({_listed(k.columns)})" for k in keys]
    if "foreign" in attempt:
        parts += [
            f"FOREIGN KEY ({_listed(key.columns)}) REFERENCES {_quoted(key.table)} ({_listed(key.others)})"
            for key in table.foreign
        ]
    connection.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})")
    for batch in rows.batches:
        arrays = [_sent(array, each) for array, each in zip(batch.columns, table.columns, strict=True)]
        connection.register("batch", pa.table(arrays, names=[f"c{index}" for index in range(len(arrays))]))
        cast = ", ".join(_cast(f"c{i}", kind, array) for i, (kind, array) in enumerate(zip(kinds, arrays, strict=True)))
        connection.execute(f"INSERT INTO {_quoted(table.name)} SELECT {cast} FROM batch")  # noqa: S608 - names are quoted
        connection.unregister("batch")


def _declared(dialect: str, column: Column, arrow: pa.DataType) -> str:
    if not column.typed:
        number = number_of(column, arrow)
        if number == "decimal" and arrow.precision <= _MOST_DIGITS:
            return f"DECIMAL({_MOST_DIGITS}, {max(0, arrow.scale)})"
        return _NUMBERS.get(number, "VARCHAR")
    if dialect == "duckdb":
        return column.declared or "VARCHAR"
    kind = column.kind
    if dialect == "sqlite":
        # A column of SQLite holds what it likes; what the first rows hold is no promise.
        return "BLOB" if kind.family == "bytes" and pa.types.is_binary(arrow) else _loose(arrow)
    if (
        kind.family == "decimal"
        and 0 < (kind.precision or 0) <= _MOST_DIGITS
        and 0 <= kind.scale <= (kind.precision or 0)
    ):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    if kind.family == "enum" and kind.labels:
        return "ENUM (" + ", ".join("'" + label.replace("'", "''") + "'" for label in kind.labels) + ")"
    if kind.family == "uint64" and dialect == "mysql":
        return "UBIGINT"
    return _TYPES.get(kind.family, "VARCHAR")


def _loose(arrow: pa.DataType) -> str:
    return "BIGINT" if pa.types.is_integer(arrow) else "DOUBLE" if pa.types.is_floating(arrow) else "VARCHAR"


def _sent(array: pa.Array, column: Column) -> pa.Array:
    """Return a column in a type that DuckDB reads from Arrow."""
    kind = column.kind if column.typed else Kind("other")
    if column.typed and kind.family == "uuid":
        return texts(array, kind)
    array = plain(array)
    of = array.type
    wide = pa.types.is_decimal256(of) or (pa.types.is_decimal(of) and of.scale < 0)
    return (
        texts(array, kind)
        if wide or (pa.types.is_nested(of) and kind.family in {"json", "other"} and not column.typed)
        else array
    )


def _cast(name: str, kind: str, array: pa.Array) -> str:
    nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
    source = f"{name}::JSON" if nested and pa.types.is_string(array.type) and not _UNWRITTEN.search(kind) else name
    return f"CAST({source} AS {kind})"


def _describe(connection: Any, table: CopyTable) -> None:
    """Create indexes and comments."""
    place = _quoted(table.name)
    for key in table.indexes:
        connection.execute(f"CREATE INDEX {_quoted(key.name)} ON {place} ({_listed(key.columns)})")
    if table.comment:
        connection.execute(f"COMMENT ON TABLE {place} IS {_literal(table.comment)}")
    for each in table.columns:
        if each.comment:
            connection.execute(f"COMMENT ON COLUMN {place}.{_quoted(each.name)} IS {_literal(each.comment)}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _fitted(tables: Sequence[MaskedTable]) -> tuple[list[MaskedTable], list[str]]:
    return fitted(tables, RULES)


def _file_name(name: str) -> str:
    return file_name(name, (".duckdb",))


SINK = SinkKind("duckdb", ("database:duckdb",), write, _file_name, fit=_fitted)
