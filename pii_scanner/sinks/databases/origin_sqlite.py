"""What a SQLite file declares, asked by its own pragmas: SQLAlchemy reads the statements, and misses some of what they say."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from pii_scanner.sinks.databases.declared import Declared
from pii_scanner.sinks.databases.origin import DeclaredKey, DeclaredReference, Keys, Reflected

_ACTIONS = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT"}
_COUNTED = re.compile(r"\bAUTOINCREMENT\b", re.IGNORECASE)
# A copy with a collation of an application's own could be read by that application only.
_COLLATIONS = {"NOCASE", "RTRIM"}


class ReflectedSqlite(Reflected):
    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection

    def _rows(self, pragma: str, name: str) -> list[Any]:
        return list(self._connection.exec_driver_sql(f"PRAGMA main.{pragma}({_quoted(name)})"))

    @cached_property
    def _made(self) -> dict[str, tuple[str, str]]:
        """By the folded name of a table its name and the statement that made it."""
        found = self._connection.exec_driver_sql("SELECT name, sql FROM main.sqlite_master WHERE type = 'table'")
        return {name.casefold(): (name, statement or "") for name, statement in found}

    def columns(self, schema: str | None, table: str) -> dict[str, Declared]:
        rows = self._rows("table_xinfo", table)
        _, statement = self._made.get(table.casefold(), ("", ""))
        compared = _collations(statement, table, [row[1] for row in rows])
        numbered = [row[1] for row in rows if row[5]] if _COUNTED.search(statement) else []
        return {
            name: Declared(
                kind or "", bool(required), None if hidden else default, counted=numbered == [name],
                collation=compared.get(name, ""), computed=hidden in {2, 3},
            )
            for _, name, kind, required, default, _, hidden in rows
        }  # fmt: skip

    def keys(self, schema: str | None, table: str) -> Keys:
        of_key = sorted((row for row in self._rows("table_xinfo", table) if row[5]), key=lambda row: row[5])
        primary = DeclaredKey("", tuple(row[1] for row in of_key)) if of_key else None
        uniques, indexes, skipped = [], [], 0
        for _, name, unique, origin, partial in reversed(self._rows("index_list", table)):
            columns = tuple(row[2] for row in self._rows("index_xinfo", name) if row[5])
            if origin == "pk":
                continue
            if origin == "u":
                uniques.append(DeclaredKey("", columns))
            elif partial or None in columns:
                skipped += 1
            else:
                indexes.append(DeclaredKey(name, columns, bool(unique)))
        there = {key.columns for key in uniques}
        kept = tuple(key for key in indexes if key.columns not in there)
        return Keys(
            primary, tuple(uniques), kept, self.references(schema, table), skipped=skipped, options=self._options(table)
        )  # fmt: skip

    def _options(self, table: str) -> tuple[str, ...]:
        for row in self._rows("table_list", table):  # SQLite 3.37 on
            return tuple(word for word, held in zip(("WITHOUT ROWID", "STRICT"), row[4:6], strict=True) if held)
        return ()

    def references(self, schema: str | None, table: str) -> tuple[DeclaredReference, ...]:
        rows: dict[int, list[Any]] = {}
        for row in self._rows("foreign_key_list", table):
            rows.setdefault(row[0], []).append(row)
        return tuple(
            self._reference(sorted(rows[number], key=lambda row: row[1])) for number in sorted(rows, reverse=True)
        )

    def _reference(self, rows: list[Any]) -> DeclaredReference:
        """Return a key with names as the other table has them: SQLite keeps them as they were typed, and leaves out the
        columns where they are its primary key."""
        _, _, typed, _, _, on_update, on_delete, _ = rows[0]
        other, _ = self._made.get(typed.casefold(), (typed, ""))
        columns = self._rows("table_xinfo", other)
        known = {row[1].casefold(): row[1] for row in columns}
        of_key = tuple(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5])
        others = tuple(known.get(row[4].casefold(), row[4]) for row in rows if row[4] is not None) or of_key
        done = (("DELETE", on_delete), ("UPDATE", on_update))
        actions = " ".join(f"ON {event} {action}" for event, action in done if action in _ACTIONS)
        return DeclaredReference("", tuple(row[3] for row in rows), None, other, others, actions)

    def left_out(self, schemas: set[str | None], tables: list[tuple[str | None, str]]) -> dict[str, int]:
        found = super().left_out(schemas, tables)
        statements = [self._made.get(table.casefold(), ("", ""))[1] for _, table in tables]
        virtual = sum(each.lstrip()[:14].upper() == "CREATE VIRTUAL" for each in statements)
        return found | ({"virtual tables": virtual} if virtual else {})


def _collations(statement: str, table: str, columns: list[str]) -> dict[str, str]:
    """Return which columns compare by another rule than their bytes: no pragma tells, but indexes of an empty twin do."""
    if "collate" not in statement.casefold():
        return {}
    with closing(sqlite3.connect(":memory:")) as twin:
        try:
            twin.execute(statement)
        except sqlite3.Error:  # it calls functions of an application's own
            return {}
        return {column: rule for column in columns for rule in _rule(twin, table, column) if rule in _COLLATIONS}


def _rule(twin: sqlite3.Connection, table: str, column: str) -> Iterator[str]:
    try:
        twin.execute(f"CREATE INDEX of_one_column ON {_quoted(table)} ({_quoted(column)})")
        yield str(twin.execute("PRAGMA index_xinfo(of_one_column)").fetchone()[4]).upper()
        twin.execute("DROP INDEX of_one_column")
    except sqlite3.Error:  # a collation of an application's own
        return


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
