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

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind, safe_name

_DECLARED = re.compile(r"^[A-Za-z][A-Za-z0-9 ]*(?:\([0-9, ]*\))?$")


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    warnings: list[str] = []
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        names = {table.source.name: table.name for table in tables}
        for table in tables:
            _create(connection, table, names)
            _insert(connection, table, names[table.source.name])
        for table in tables:
            _index(connection, table, names[table.source.name], scrub)
        connection.commit()
        connection.execute("VACUUM")
    warnings += _left_out(tables)
    return warnings


def _create(connection: sqlite3.Connection, table: MaskedTable, names: dict[str, str]) -> None:
    """Create a table with the keys whose columns all stay."""
    renamed = {column.source_name: column.name for column in table.columns}
    key, foreign, filled = _keys(table)
    parts = [
        f"{_quoted(column.name)} {_declared(table, column)}".rstrip()
        + (" NOT NULL" if column.kept and column.source_name in filled else "")
        for column in table.columns
    ]
    if key and all(name in renamed for name in key):
        parts.append(f"PRIMARY KEY ({', '.join(_quoted(renamed[name]) for name in key)})")
    for own, other, theirs in foreign:
        if other in names and all(name in renamed for name in own):
            parts.append(
                f"FOREIGN KEY ({', '.join(_quoted(renamed[name]) for name in own)}) "
                f"REFERENCES {_quoted(names[other])} ({', '.join(map(_quoted, theirs))})"
            )
    connection.execute(f"CREATE TABLE {_quoted(names[table.source.name])} ({', '.join(parts)})")


def _declared(table: MaskedTable, column: MaskedColumn) -> str:
    """Return the declared type: the source's for a column that passes, TEXT for one that is masked."""
    if not column.kept:
        return "TEXT"
    declared = table.source.columns[column.index].data_type
    return declared if _DECLARED.match(declared) and declared != "NULL" else ""


def _keys(table: MaskedTable) -> tuple[list[str], list[tuple[list[str], str, list[str]]], set[str]]:
    """Return (primary key, foreign keys as (columns, table, its columns), columns without nulls) of the source."""
    engine: Engine = table.source.layout["engine"]
    schema, name = table.source.layout["schema"], table.source.layout["table"]
    try:
        inspector = inspect(engine)
        key = list(inspector.get_pk_constraint(name, schema)["constrained_columns"])
        foreign = [
            (list(each["constrained_columns"]), str(each["referred_table"]), list(each["referred_columns"]))
            for each in inspector.get_foreign_keys(name, schema)
        ]
        filled = {str(each["name"]) for each in inspector.get_columns(name, schema) if not each["nullable"]}
    except SQLAlchemyError:
        return [], [], set()
    return key, foreign, filled


def _insert(connection: sqlite3.Connection, table: MaskedTable, name: str) -> None:
    marks = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {_quoted(name)} VALUES ({marks})"  # noqa: S608 - names are quoted, values bound
    for batch in table.read():
        columns = [[_plain(value) for value in column.to_pylist()] for column in batch.columns]
        if columns:
            connection.executemany(statement, zip(*columns, strict=True))


def _plain(value: Any) -> Any:
    """Return a value as sqlite3 binds it: dates and times in ISO form, decimals as text."""
    if value is None or isinstance(value, (str, int, float, bytes)):
        return value
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _index(connection: sqlite3.Connection, table: MaskedTable, name: str, scrub: Scrub) -> None:
    """Create the source's indexes whose columns all stay."""
    renamed = {column.source_name: column.name for column in table.columns}
    try:
        indexes = inspect(table.source.layout["engine"]).get_indexes(
            table.source.layout["table"], table.source.layout["schema"]
        )
    except SQLAlchemyError:
        return
    for number, each in enumerate(indexes, 1):
        columns = each["column_names"]
        if not columns or not all(column in renamed for column in columns):
            continue
        wanted = str(each["name"] or "")
        shown = wanted if wanted and scrub(wanted) == wanted else f"{name}_index_{number}"
        listed = ", ".join(_quoted(renamed[str(column)]) for column in columns)
        # Two masked values may be equal where two real ones were not.
        unique = "UNIQUE " if each["unique"] and _all_kept(table, columns) else ""
        connection.execute(f"CREATE {unique}INDEX {_quoted(shown)} ON {_quoted(name)} ({listed})")


def _all_kept(table: MaskedTable, names: Sequence[str | None]) -> bool:
    return all(column.kept for column in table.columns if column.source_name in names)


def _left_out(tables: Sequence[MaskedTable]) -> list[str]:
    """Return a warning for views, triggers and checks, whose text may hold anything."""
    if not tables:
        return []
    warnings = []
    layout = tables[0].source.layout
    try:
        inspector = inspect(layout["engine"])
        views = inspector.get_view_names(layout["schema"])
        checks = sum(
            len(inspector.get_check_constraints(each.source.layout["table"], each.source.layout["schema"]))
            for each in tables
        )
    except (SQLAlchemyError, NotImplementedError):
        return []
    if views:
        warnings.append(tr("{count} views of the database were left out of the copy.", count=len(views)))
    triggers = _triggers(layout["engine"])
    if triggers:
        warnings.append(tr("{count} triggers of the database were left out of the copy.", count=triggers))
    if checks:
        warnings.append(tr("{count} check constraints of the database were left out of the copy.", count=checks))
    return warnings


def _triggers(engine: Engine) -> int:
    if engine.dialect.name != "sqlite":
        return 0
    try:
        with engine.connect() as connection:
            return int(
                connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")).scalar_one()
            )
    except SQLAlchemyError:
        return 0


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _file_name(name: str) -> str:
    """Return the copy's file name; a database URL becomes its database's name."""
    if "://" not in name:
        return name
    last = name.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
    stem = safe_name(last).split("@")[-1] or "database"
    return stem if stem.endswith((".sqlite", ".sqlite3", ".db")) else f"{stem}.sqlite"


SINK = SinkKind("sqlite", ("database",), write, _file_name)
