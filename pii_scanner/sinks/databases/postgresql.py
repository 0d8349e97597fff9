"""Copies in PostgreSQL and what speaks like it: tables by COPY, then keys, indexes, foreign keys and comments."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.sinks.databases.failures import unheld
from pii_scanner.sinks.databases.kinds import Kind
from pii_scanner.sinks.databases.model import Catalogue, Column, CopyTable, ForeignKey, Unique
from pii_scanner.sinks.databases.names import Rules
from pii_scanner.sinks.databases.rows import Rows, number_of, rows_of, too_long
from pii_scanner.sinks.databases.written import joined, lists, replaced, texts
from pii_scanner.sources.databases.relations import MASKED_COPY

_LONGEST = 63
_TYPES = {
    "bool": "boolean", "int16": "smallint", "int32": "integer", "int64": "bigint", "uint64": "numeric(39)",
    "float32": "real", "float64": "double precision", "bytes": "bytea", "date": "date", "time": "time",
    "timetz": "time with time zone", "timestamp": "timestamp", "timestamptz": "timestamp with time zone",
    "interval": "interval", "duration": "interval", "uuid": "uuid", "json": "json",
}  # fmt: skip
_NUMBERS = {"int64": "bigint", "float64": "double precision", "decimal": "numeric"}
# The text form of COPY; NUL stands in no text of PostgreSQL.
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("\0", ""))
_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TAKEN = """
SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid) + (SELECT count(*) FROM pg_proc WHERE pronamespace = n.oid)
     + (SELECT count(*) FROM pg_type WHERE typnamespace = n.oid) FROM pg_namespace n WHERE nspname = %s"""
_TEXTS = """
WITH c AS (SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s)
SELECT relname FROM c
UNION SELECT attname FROM pg_attribute JOIN c ON attrelid = c.oid WHERE attnum > 0
UNION SELECT description FROM pg_description JOIN c ON objoid = c.oid
UNION SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef JOIN c ON adrelid = c.oid
UNION SELECT conname || ' ' || pg_get_constraintdef(k.oid) FROM pg_constraint k JOIN c ON k.conrelid = c.oid
UNION SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN c ON indrelid = c.oid
UNION SELECT enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE n.nspname = %s
UNION SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = %s"""


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class PostgreSQL:
    rules = Rules(longest=_LONGEST, bytes=True, folded=False, folded_tables=False)

    def refuse(self, cursor: Any, schema: str) -> str:
        if len(schema.encode("utf-8")) > _LONGEST or schema.startswith("pg_") or schema == "information_schema":
            return tr("{schema} cannot be the name of a new schema: choose another.", schema=schema)
        cursor.execute(_TAKEN, (schema,))
        found = cursor.fetchone()
        if found is not None and found[0]:
            return tr("The schema {schema} exists and is not empty: name a new one; nothing is written over another.", schema=schema)  # fmt: skip
        return ""

    def create(self, cursor: Any, schema: str) -> None:
        cursor.execute(f"CREATE SCHEMA {quoted(schema)}")

    def write(self, cursor: Any, schema: str, catalogue: Catalogue) -> list[str]:
        cursor.execute("SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SET datestyle = 'ISO'")
        writing = _Writing(cursor, schema, catalogue)
        for table in catalogue.tables:
            writing.load(table)
        for table in catalogue.tables:
            writing.keys(table)
        for table in catalogue.tables:
            for key in table.foreign:
                writing.foreign(table, key)
        return writing.warnings

    def publish(self, cursor: Any, staged: str, schema: str) -> None:
        """Rename the schema; where an empty one stands, move everything into that, in one transaction."""
        cursor.execute("BEGIN")
        reason = self.refuse(cursor, schema)
        if reason:
            raise ConfigError(reason)
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,))
        if cursor.fetchone() is None:
            cursor.execute(f"ALTER SCHEMA {quoted(staged)} RENAME TO {quoted(schema)}")
            _mark(cursor, schema)
        else:
            for what, names in (
                ("TABLE", "SELECT tablename FROM pg_tables WHERE schemaname = %s"),
                ("TYPE", "SELECT typname FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace "
                 "WHERE nspname = %s AND typtype = 'e'"),
            ):  # fmt: skip
                cursor.execute(names, (staged,))
                for (name,) in cursor.fetchall():
                    cursor.execute(f"ALTER {what} {quoted(staged)}.{quoted(name)} SET SCHEMA {quoted(schema)}")
            cursor.execute(f"DROP SCHEMA {quoted(staged)} RESTRICT")
            cursor.execute(
                "SELECT 1 FROM pg_namespace WHERE nspname = %s AND pg_has_role(nspowner, 'USAGE')", (schema,)
            )
            if cursor.fetchone() is not None:
                _mark(cursor, schema)
        cursor.execute("COMMIT")

    def drop(self, cursor: Any, schema: str) -> None:
        cursor.execute(f"DROP SCHEMA IF EXISTS {quoted(schema)} CASCADE")

    def texts(self, cursor: Any, schema: str) -> list[str]:
        cursor.execute(_TEXTS, (schema,) * 3)
        return sorted(str(text) for (text,) in cursor.fetchall() if text)


class _Writing:
    """One copy while it is written."""

    def __init__(self, cursor: Any, schema: str, catalogue: Catalogue) -> None:
        self._cursor, self._schema, self._dialect = cursor, schema, catalogue.dialect
        self._labels: dict[tuple[str, tuple[str, ...]], str] = {}
        # Every table is a type too.
        self._taken = {table.name for table in catalogue.tables}
        self.warnings: list[str] = []

    def _place(self, name: str) -> str:
        return f"{quoted(self._schema)}.{quoted(name)}"

    def _default(self, column: Column) -> str | None:
        if self._counts(column):
            return None
        return column.default if self._dialect == "postgresql" else column.portable_default

    def load(self, table: CopyTable) -> None:
        rows = rows_of(table)
        parts = [
            f"{quoted(each.name)} {self._declared(each, arrow)}" + (" NOT NULL" if each.required else "")
            + (" GENERATED BY DEFAULT AS IDENTITY" if self._counts(each) else "")
            + (f" DEFAULT {default}" if (default := self._default(each)) else "")
            for each, arrow in zip(table.columns, rows.types, strict=True)
        ]  # fmt: skip
        place = self._place(table.name)
        self._cursor.execute(f"CREATE TABLE {place} ({', '.join(parts)})")
        self._copy(table, rows)
        for each in filter(self._counts, table.columns):
            self._cursor.execute(  # names are quoted
                f"SELECT setval(pg_get_serial_sequence({literal(place)}, {literal(each.name)}), "  # noqa: S608
                f"GREATEST(max({quoted(each.name)}), 1), max({quoted(each.name)}) IS NOT NULL) FROM {place}"
            )

    def _counts(self, column: Column) -> bool:
        return column.counted and column.required and column.kind.family in {"int16", "int32", "int64"}

    def _copy(self, table: CopyTable, rows: Rows) -> None:
        listed = ", ".join(quoted(each.name) for each in table.columns)
        wide: set[str] = set()
        for batch in rows.batches:
            for column, array in zip(table.columns, batch.columns, strict=True):
                if column.name not in wide and too_long(column, array):
                    self._cursor.execute(f"ALTER TABLE {self._place(table.name)} ALTER {quoted(column.name)} TYPE text")
                    wide.add(column.name)
            cells = [_cells(array, column) for array, column in zip(batch.columns, table.columns, strict=True)]
            # A text column of its own ends each line.
            lines = joined([joined(cells, "\t", "\\N"), pa.scalar("")], "\n", "")
            start, end = lines.offset, lines.offset + len(lines)
            offsets = memoryview(lines.buffers()[1]).cast("i")
            with self._cursor.copy(f"COPY {self._place(table.name)} ({listed}) FROM STDIN") as copy:
                copy.write(memoryview(lines.buffers()[2])[offsets[start] : offsets[end]])

    def _declared(self, column: Column, arrow: pa.DataType) -> str:
        if not column.typed:
            return _NUMBERS.get(number_of(column, arrow), "text")
        kind = column.kind
        if kind.family == "enum":
            return self._enum(column)
        if self._dialect == "postgresql":
            self._cursor.execute("SELECT to_regtype(%s)::text", (column.declared.partition("(")[0],))
            known = (
                column.declared.startswith(('"char"', "timestamp", "time", "interval")) or self._cursor.fetchone()[0]
            )
            return column.declared if known else "text"
        if kind.family == "decimal":
            return (
                f"numeric({kind.precision}, {kind.scale})"
                if kind.precision and self._dialect != "sqlite"
                else "numeric"
            )
        if kind.family == "text" and kind.length and self._dialect != "sqlite":
            return f"varchar({kind.length})"
        return "text" if self._dialect == "sqlite" else _TYPES.get(kind.family, "text")

    def _enum(self, column: Column) -> str:
        """Return the type of a column of labels, made once for all columns that share it."""
        labels = column.kind.labels
        if not labels or any(len(label.encode("utf-8")) > _LONGEST for label in labels):
            return "text"
        key = (column.declared, labels)
        if key not in self._labels:
            name = column.declared.rpartition(".")[2]
            if not _PLAIN_NAME.fullmatch(name) or name in self._taken:
                name = f"labels_{len(self._labels) + 1}"
            self._taken.add(name)
            self._cursor.execute(f"CREATE TYPE {self._place(name)} AS ENUM ({', '.join(map(literal, labels))})")
            self._labels[key] = self._place(name)
        return self._labels[key]

    def keys(self, table: CopyTable) -> None:
        place = self._place(table.name)
        constraints = [("PRIMARY KEY", table.primary), *(("UNIQUE", each) for each in table.uniques)]
        for what, key in ((what, key) for what, key in constraints if key is not None):
            if not self._tried(f"ALTER TABLE {place} ADD CONSTRAINT {quoted(key.name)} {what} ({_listed(key)})"):
                self.warnings.append(unheld(table.name, key))
        for key in table.indexes:
            if not self._tried(f"CREATE INDEX {quoted(key.name)} ON {place} ({_listed(key)})"):
                self.warnings.append(tr("{table}: an index over {columns} was left out.", table=table.name, columns=", ".join(key.columns)))  # fmt: skip
        if table.comment:
            self._cursor.execute(f"COMMENT ON TABLE {place} IS {literal(table.comment)}")
        for each in table.columns:
            if each.comment:
                self._cursor.execute(f"COMMENT ON COLUMN {place}.{quoted(each.name)} IS {literal(each.comment)}")

    def foreign(self, table: CopyTable, key: ForeignKey) -> None:
        others = ", ".join(map(quoted, key.others))
        if not self._tried(
            f"ALTER TABLE {self._place(table.name)} ADD CONSTRAINT {quoted(key.name)} FOREIGN KEY "
            f"({', '.join(map(quoted, key.columns))}) REFERENCES {self._place(key.table)} ({others}) {key.actions}"
        ):
            self.warnings.append(unheld(table.name, key))

    def _tried(self, statement: str) -> bool:
        """Run what the rows may not allow; return whether they did."""
        import psycopg

        try:
            self._cursor.execute(statement)
        except (psycopg.errors.IntegrityError, psycopg.errors.ProgrammingError, psycopg.errors.ProgramLimitExceeded):
            return False
        return True


def _mark(cursor: Any, schema: str) -> None:
    """Let a schema say that it holds a masked copy: the next one of the same database leaves it out."""
    cursor.execute(f"COMMENT ON SCHEMA {quoted(schema)} IS '{MASKED_COPY}'")


def _listed(key: Unique) -> str:
    return ", ".join(map(quoted, key.columns))


def _cells(array: pa.Array, column: Column) -> pa.Array:
    """Return the cells of a column in the text form of COPY."""
    typed, family = column.typed, column.kind.family
    if typed and family == "array":
        return replaced(lists(array), _ESCAPES)
    made = texts(array, column.kind if typed else Kind("other"))
    if typed and family == "bytes" and pa.types.is_binary(array.type):
        return pc.binary_join_element_wise(pa.scalar("\\\\x"), made, "")
    return replaced(made, _ESCAPES) if _may_hold_any(array) else made


def _may_hold_any(array: pa.Array) -> bool:
    tests = (pa.types.is_integer, pa.types.is_decimal, pa.types.is_temporal, pa.types.is_boolean, pa.types.is_floating)
    return not any(test(array.type) for test in tests)
