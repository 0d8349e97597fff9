"""Masked databases: a new SQLite file with the same tables, keys and indexes, and nothing of the old pages.

Other databases are copied to SQLite too: a package that a partner can open without a server.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.databases.kinds import Kind
from pii_scanner.sinks.databases.model import Catalogue, Column, CopyTable, Unique
from pii_scanner.sinks.databases.names import Rules, fitted
from pii_scanner.sinks.databases.packages import file_name
from pii_scanner.sinks.databases.rows import number_of, rows_of
from pii_scanner.sinks.databases.written import texts
from pii_scanner.sinks.registry import Scrub, SinkKind, scrubs

RULES = Rules()
_DECLARED = re.compile(r"^[A-Za-z][A-Za-z0-9 ]*(?:\([0-9, ]*\))?$")
_TYPES = {
    "bool": "BOOLEAN", "int16": "INTEGER", "int32": "INTEGER", "int64": "INTEGER", "float32": "REAL", "float64": "REAL",
    "bytes": "BLOB", "date": "DATE", "time": "TIME", "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMP",
}  # fmt: skip
_NUMBERS = {"int64": "INTEGER", "float64": "REAL", "decimal": "NUMERIC"}
# SQLite turns text in a numeric column into a float where it takes no more digits than that.
_EXACT_DIGITS = 15
_LARGEST = 2**63


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    from pii_scanner.sinks.databases.catalogue import catalogue_of

    catalogue = catalogue_of(tables, scrubs(scrub), RULES)
    warnings = [*catalogue.warnings]
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        try:
            for table in catalogue.tables:
                warnings += _written(connection, catalogue, table)
            for table in catalogue.tables:
                for key in table.indexes:
                    _index(connection, table, key)
                for key in table.uniques:
                    warnings += _unique(connection, table, key)
            connection.commit()
            warnings += _unheld(connection)
            connection.execute("VACUUM")
        except sqlite3.Error as error:
            raise SourceError(
                tr("{name}: the copy cannot be written ({reason}).", name=location.name, reason=type(error).__name__)
            ) from None
    if any(table.comment or any(each.comment for each in table.columns) for table in catalogue.tables):
        warnings.append(tr("SQLite holds no comments: those of tables and columns were left out of the copy."))
    return warnings


def _written(connection: sqlite3.Connection, catalogue: Catalogue, table: CopyTable) -> list[str]:
    """Create and fill a table; keys that its masked rows do not allow are left out and named."""
    if table.options:
        try:
            _fill(connection, catalogue, table, keyed=True, options=", ".join(table.options))
            return []
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            # Its masked rows are no such table: a key is left out, or a type is none that STRICT allows.
            connection.execute(f"DROP TABLE IF EXISTS {_quoted(table.name)}")
    try:
        _fill(connection, catalogue, table, keyed=True)
        return []
    except sqlite3.IntegrityError:
        connection.execute(f"DROP TABLE {_quoted(table.name)}")
    _fill(connection, catalogue, table, keyed=False)
    return [tr("{table}: two masked rows share a key; the copy has its keys as indexes only.", table=table.name)]


def _fill(
    connection: sqlite3.Connection, catalogue: Catalogue, table: CopyTable, *, keyed: bool, options: str = ""
) -> None:
    rows = rows_of(table)
    parts = [
        f"{_quoted(each.name)} {_declared(catalogue.dialect, each, arrow)}".rstrip()
        + (" PRIMARY KEY AUTOINCREMENT" if keyed and _is_counted(table, each, catalogue.dialect) else "")
        + (" NOT NULL" if each.required and keyed else "")
        + (f" COLLATE {each.collation}" if each.collation and each.typed and catalogue.dialect == "sqlite" else "")
        + (f" DEFAULT {default}" if (default := _default(each)) is not None else "")
        for each, arrow in zip(table.columns, rows.types, strict=True)
    ]
    if table.primary and keyed and not any(_is_counted(table, each, catalogue.dialect) for each in table.columns):
        parts.append(f"PRIMARY KEY ({_listed(table.primary.columns)})")
    parts += [
        f"FOREIGN KEY ({_listed(each.columns)}) REFERENCES {_quoted(each.table)} ({_listed(each.others)}) {each.actions}"
        for each in table.foreign
    ]
    connection.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)}) {options}".rstrip())
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {_quoted(table.name)} VALUES ({marks})"  # noqa: S608 - names are quoted, values bound
    for batch in rows.batches:
        columns = [_bound(array, each) for array, each in zip(batch.columns, table.columns, strict=True)]
        connection.executemany(statement, zip(*columns, strict=True))
    if table.primary and not keyed:
        _index(connection, table, table.primary)


def _is_counted(table: CopyTable, column: Column, dialect: str) -> bool:
    """Return whether SQLite never gives a number of this column twice."""
    alone = table.primary is not None and table.primary.columns == (column.name,)
    return dialect == "sqlite" and column.counted and alone and column.declared.upper() == "INTEGER"


def _default(column: Column) -> str | None:
    """Return a default that SQLite means as the source does; numbers and texts are written alike everywhere."""
    default = column.default
    if default is None or default.casefold() == "localtimestamp":
        return None
    return "CURRENT_TIMESTAMP" if default.casefold().startswith("current_timestamp") else default


def _declared(dialect: str, column: Column, arrow: pa.DataType) -> str:
    """Return the declared type: the source's for a column that passes, TEXT for one that is masked."""
    if not column.typed:
        return _NUMBERS.get(number_of(column, arrow), "TEXT")
    if dialect == "sqlite":
        return column.declared if _DECLARED.match(column.declared) and column.declared != "NULL" else ""
    kind = column.kind
    if kind.family == "decimal" and 0 < (kind.precision or 0) <= _EXACT_DIGITS:
        return f"NUMERIC({kind.precision}, {kind.scale})"
    if kind.family == "text" and kind.length:
        return f"VARCHAR({kind.length})"
    return _TYPES.get(kind.family, "TEXT")


def _bound(array: pa.Array, column: Column) -> list[Any]:
    """Return values as sqlite3 binds them: dates and times in ISO form, decimals and large numbers as text."""
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind) or pa.types.is_null(kind):
        return list(array.to_pylist())
    if pa.types.is_integer(kind):
        return [str(v) if v is not None and not -_LARGEST <= v < _LARGEST else v for v in array.to_pylist()]
    if pa.types.is_binary(kind) and column.kind.family != "uuid":
        return list(array.to_pylist())
    if pa.types.is_timestamp(kind) and kind.unit != "ns":
        return [each if each is None else _moment(each) for each in array.to_pylist()]
    return list(texts(array, column.kind if column.typed else Kind("other")).to_pylist())


def _moment(value: datetime) -> str:
    return value.isoformat(sep=" ")


def _index(connection: sqlite3.Connection, table: CopyTable, key: Unique) -> None:
    connection.execute(f"CREATE INDEX {_quoted(key.name)} ON {_quoted(table.name)} ({_listed(key.columns)})")


def _unique(connection: sqlite3.Connection, table: CopyTable, key: Unique) -> list[str]:
    """Create a unique index, or a plain one where two masked rows share a key."""
    try:
        connection.execute(f"CREATE UNIQUE INDEX {_quoted(key.name)} ON {_quoted(table.name)} ({_listed(key.columns)})")
    except sqlite3.IntegrityError:
        _index(connection, table, key)
        return [tr("{table}: two masked rows share a key; the copy has its keys as indexes only.", table=table.name)]
    return []


def _unheld(connection: sqlite3.Connection) -> list[str]:
    """Return a warning for each table whose foreign keys some rows break: SQLite does not ask unless it is told to."""
    try:
        broken: dict[tuple[str, str], int] = {}
        for name, _, other, _ in connection.execute("PRAGMA foreign_key_check"):
            broken[name, other] = broken.get((name, other), 0) + 1
    except sqlite3.OperationalError:
        # A key of the other table could not be kept.
        return [tr("Some foreign keys refer to columns that are no key in the copy.")]
    return [
        tr("{table}: {count} rows refer to no row of {other}.", table=name, count=count, other=other)
        for (name, other), count in broken.items()
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _file_name(name: str) -> str:
    return file_name(name, (".sqlite", ".sqlite3", ".db"))


def _fitted(tables: Sequence[MaskedTable]) -> tuple[list[MaskedTable], list[str]]:
    return fitted(tables, RULES)


SINK = SinkKind("sqlite", ("database",), write, _file_name, fit=_fitted)
