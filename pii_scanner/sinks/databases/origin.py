"""What the database that is copied declares: types, keys, indexes and comments of its tables."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from pii_scanner.model.table import Table
from pii_scanner.sinks.databases import declared
from pii_scanner.sinks.databases.declared import Declared


@dataclass(frozen=True)
class DeclaredKey:
    name: str
    columns: tuple[str, ...]
    unique: bool = True


@dataclass(frozen=True)
class DeclaredReference:
    """A foreign key to `table` of `schema`."""

    name: str
    columns: tuple[str, ...]
    schema: str | None
    table: str
    others: tuple[str, ...]
    actions: str = ""


@dataclass(frozen=True)
class Keys:
    """The keys of one table; `skipped` counts indexes over expressions or over a part of the rows, `options` are
    SQLite's words behind a table."""

    primary: DeclaredKey | None = None
    uniques: tuple[DeclaredKey, ...] = ()
    indexes: tuple[DeclaredKey, ...] = ()
    foreign: tuple[DeclaredReference, ...] = ()
    comment: str = ""
    skipped: int = 0
    options: tuple[str, ...] = ()


class Origin(Protocol):
    """The database that is copied. Every method takes a schema and a table of it."""

    dialect: str

    def columns(self, schema: str | None, table: str) -> dict[str, Declared]: ...
    def keys(self, schema: str | None, table: str) -> Keys: ...
    def references(self, schema: str | None, table: str) -> tuple[DeclaredReference, ...]: ...
    def default_schema(self) -> str | None: ...
    def left_out(self, schemas: set[str | None], tables: list[tuple[str | None, str]]) -> dict[str, int]: ...


@contextmanager
def origin_of(table: Table) -> Iterator[Origin]:
    """Open the database that a table was read from, for its catalogue only."""
    from pii_scanner.sinks.databases.origin_duckdb import duckdb_file, opened

    file = duckdb_file(table.layout)
    if file is not None:
        with opened(file) as found:
            yield found
        return
    engine: Engine = table.layout["engine"]
    with engine.connect() as connection:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # of types that SQLAlchemy does not know
            yield _reflected(connection)
        connection.rollback()


def _reflected(connection: Connection) -> Origin:
    if connection.dialect.name == "sqlite":
        from pii_scanner.sinks.databases.origin_sqlite import ReflectedSqlite

        return ReflectedSqlite(connection)
    return Reflected(connection)


class Reflected:
    """A database that SQLAlchemy can look into."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._inspector = inspect(connection)
        self.dialect = {"mariadb": "mysql"}.get(connection.dialect.name, connection.dialect.name)

    def default_schema(self) -> str | None:
        return self._inspector.default_schema_name

    def columns(self, schema: str | None, table: str) -> dict[str, Declared]:
        reader = declared.READERS.get(self.dialect)
        if reader is not None:
            try:
                return reader(self._connection, schema, table)
            except SQLAlchemyError:
                self._connection.rollback()  # a relative of the database with another catalogue
        return {
            str(each["name"]): Declared(declared.spelled(each["type"]), not each["nullable"], comment=each.get("comment") or "")
            for each in self._inspector.get_columns(table, schema)
        }  # fmt: skip

    def keys(self, schema: str | None, table: str) -> Keys:
        inspector = self._inspector
        primary = inspector.get_pk_constraint(table, schema)
        named = tuple(str(name) for name in primary["constrained_columns"])
        uniques = [
            DeclaredKey(str(each["name"] or ""), tuple(map(str, each["column_names"])))
            for each in _asked(inspector.get_unique_constraints, table, schema)
        ]
        indexes, skipped = [], 0
        for each in _asked(inspector.get_indexes, table, schema):
            columns = tuple(each["column_names"])
            if each.get("duplicates_constraint") or any(key.columns == columns for key in uniques):
                continue
            options = each.get("dialect_options") or {}
            partial = any(key.endswith(("_where", "_length", "_prefix")) and value for key, value in options.items())
            if partial or not columns or None in columns or each.get("expressions"):
                skipped += 1
            else:
                indexes.append(DeclaredKey(str(each["name"] or ""), tuple(map(str, columns)), bool(each["unique"])))
        foreign = self.references(schema, table)
        key = DeclaredKey(str(primary.get("name") or ""), named) if named else None
        return Keys(key, tuple(uniques), tuple(indexes), foreign, self._comment(schema, table), skipped)

    def references(self, schema: str | None, table: str) -> tuple[DeclaredReference, ...]:
        return tuple(_reference(each, schema) for each in _asked(self._inspector.get_foreign_keys, table, schema))

    def _comment(self, schema: str | None, table: str) -> str:
        found = _asked(self._inspector.get_table_comment, table, schema)
        return str((found or {}).get("text") or "") if isinstance(found, dict) else ""

    def left_out(self, schemas: set[str | None], tables: list[tuple[str | None, str]]) -> dict[str, int]:
        """Return how many views, triggers, checks, functions and row policies stay behind."""
        inspector = self._inspector
        views = sum(len(_asked(inspector.get_view_names, schema)) for schema in schemas)
        views += sum(len(_asked(inspector.get_materialized_view_names, schema)) for schema in schemas)
        checks = sum(len(_asked(inspector.get_check_constraints, table, schema)) for schema, table in tables)
        found = {"views": views, "check constraints": checks}
        names = [schema for schema in schemas if schema]
        for what, statement in declared.COUNTED.get(self.dialect, {}).items():
            try:
                given = {"schemas": names} if ":schemas" in statement else {}
                found[what] = int(self._connection.execute(text(statement), given).scalar_one())
            except SQLAlchemyError:
                self._connection.rollback()
        return {what: count for what, count in found.items() if count}


def _reference(each: Any, schema: str | None) -> DeclaredReference:
    options = each.get("options") or {}
    actions = " ".join(
        f"ON {event} {options[key].upper()}"
        for key, event in (("ondelete", "DELETE"), ("onupdate", "UPDATE"))
        if str(options.get(key) or "").upper() in {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"}
    )
    own, theirs = tuple(map(str, each["constrained_columns"])), tuple(map(str, each["referred_columns"]))
    return DeclaredReference(
        str(each.get("name") or ""), own, each.get("referred_schema") or schema, str(each["referred_table"]), theirs, actions
    )  # fmt: skip


def _asked(question: Any, *arguments: Any) -> Any:
    """Return what an inspector says, or nothing where the dialect does not know."""
    try:
        return question(*arguments)
    except (NotImplementedError, SQLAlchemyError):
        return []
