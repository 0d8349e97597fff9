"""What a DuckDB file declares, asked by DuckDB's own functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from pii_scanner.sinks.databases.declared import Declared
from pii_scanner.sinks.databases.origin import DeclaredKey, DeclaredReference, Keys, Origin

_MAGIC = b"DUCK"
_NAMED = re.compile(r'"((?:[^"]|"")*)"|([^\s,\[\]\'"]+)')

_GENERATED = re.compile(r"\bGENERATED ALWAYS AS\b")


def duckdb_file(layout: Mapping[str, Any]) -> Path | None:
    """Return the DuckDB file that a table was read from; None for other databases."""
    path = layout.get("path")
    engine: Any = layout.get("engine")
    if path is not None:
        with Path(path).open("rb") as file:
            return Path(path) if file.read(12)[8:] == _MAGIC else None
    if getattr(getattr(engine, "dialect", None), "name", "") == "duckdb" and engine.url.database:
        return Path(engine.url.database)
    return None


@contextmanager
def opened(path: Path) -> Iterator[Origin]:
    import duckdb

    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        yield _DuckDB(connection)


class _DuckDB:
    dialect = "duckdb"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def default_schema(self) -> str | None:
        return "main"

    def _rows(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        return list(self._connection.execute(question, list(values)).fetchall())

    def columns(self, schema: str | None, table: str) -> dict[str, Declared]:
        rows = self._rows(
            "SELECT column_name, data_type, NOT is_nullable, column_default, comment FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = ? AND table_name = ? ORDER BY column_index",
            schema or "main", table,
        )  # fmt: skip
        return {
            name: Declared(kind, required, default, comment or "", "nextval(" in (default or ""))
            for name, kind, required, default, comment in rows
        }

    def keys(self, schema: str | None, table: str) -> Keys:
        place = (schema or "main", table)
        primary, uniques, foreign = None, [], []
        for kind, columns, other, theirs in self._rows(
            "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names "
            "FROM duckdb_constraints() WHERE database_name = current_database() AND schema_name = ? AND table_name = ?",
            *place,
        ):
            if kind == "PRIMARY KEY":
                primary = DeclaredKey("", tuple(columns))
            elif kind == "UNIQUE":
                uniques.append(DeclaredKey("", tuple(columns)))
            elif kind == "FOREIGN KEY":
                foreign.append(DeclaredReference("", tuple(columns), place[0], other, tuple(theirs)))
        indexes, skipped = [], 0
        known = self.columns(schema, table)
        for name, unique, expressions in self._rows(
            "SELECT index_name, is_unique, expressions FROM duckdb_indexes() "
            "WHERE database_name = current_database() AND schema_name = ? AND table_name = ?", *place,
        ):  # fmt: skip
            columns = tuple((quoted or bare).replace('""', '"') for quoted, bare in _NAMED.findall(expressions or ""))
            if columns and all(each in known for each in columns):
                indexes.append(DeclaredKey(name, columns, bool(unique)))
            else:
                skipped += 1
        said = self._rows(
            "SELECT comment FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = ? "
            "AND table_name = ?", *place,
        )  # fmt: skip
        comment = str(said[0][0] or "") if said else ""
        return Keys(primary, tuple(uniques), tuple(indexes), tuple(foreign), comment, skipped)

    def references(self, schema: str | None, table: str) -> tuple[DeclaredReference, ...]:
        return self.keys(schema, table).foreign

    def left_out(self, schemas: set[str | None], tables: list[tuple[str | None, str]]) -> dict[str, int]:
        views = self._rows("SELECT count(*) FROM duckdb_views() WHERE NOT internal")[0][0]
        checks = self._rows("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'CHECK'")[0][0]
        functions = self._rows("SELECT count(*) FROM duckdb_functions() WHERE NOT internal")[0][0]
        sequences = self._rows("SELECT count(*) FROM duckdb_sequences() WHERE database_name = current_database()")[0][0]
        made = self._rows("SELECT sql FROM duckdb_tables() WHERE NOT internal AND database_name = current_database()")
        found = {
            "views": int(views),
            "check constraints": int(checks),
            "functions": int(functions),
            "sequences": int(sequences),
            "computed": sum(len(_GENERATED.findall(statement)) for (statement,) in made),
        }
        return {what: count for what, count in found.items() if count}
