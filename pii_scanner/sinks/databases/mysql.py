"""Copies in MySQL, MariaDB and what speaks like them: a database of its own, rows by statements of many rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.sinks.databases.failures import unheld
from pii_scanner.sinks.databases.kinds import Kind
from pii_scanner.sinks.databases.model import Catalogue, Column, CopyTable, ForeignKey, Unique
from pii_scanner.sinks.databases.names import Rules
from pii_scanner.sinks.databases.rows import Rows, number_of, rows_of, too_long
from pii_scanner.sinks.databases.written import joined, replaced, texts

_LONGEST = 64
_SYSTEM = {"mysql", "information_schema", "performance_schema", "sys"}
# Characters of a masked column that stands in a key: three of them fit into the longest key.
_KEYED = 255
_MOST_BYTES = 1 << 22
_TYPES = {
    "bool": "tinyint(1)", "int16": "smallint", "int32": "int", "int64": "bigint", "uint64": "decimal(39)",
    "float32": "double", "float64": "double", "bytes": "longblob", "date": "date", "time": "time(6)",
    "timestamp": "datetime(6)", "timestamptz": "datetime(6)", "duration": "time(6)", "uuid": "char(36)",
}  # fmt: skip
_NUMBERS = {"int64": "bigint", "float64": "double"}
# Backslashes are letters, zero is a value like any other, and what cannot be stored is an error.
_MODE = "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"
_TEXTS = """
SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s
UNION SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s
UNION SELECT CONCAT_WS('\n', COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, COLUMN_COMMENT) FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = %s
UNION SELECT INDEX_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = %s
UNION SELECT CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS WHERE TABLE_SCHEMA = %s"""
_TAKEN = """
SELECT (SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s)
     + (SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s)
     + (SELECT count(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s)"""


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class MySQL:
    rules = Rules(longest=_LONGEST, apart=True)

    def refuse(self, cursor: Any, schema: str) -> str:
        if len(schema) > _LONGEST or schema.casefold() in _SYSTEM or schema != schema.strip():
            return tr("{schema} cannot be the name of a new schema: choose another.", schema=schema)
        cursor.execute(_TAKEN, (schema,) * 3)
        if cursor.fetchone()[0]:
            return tr("The schema {schema} exists and is not empty: name a new one; nothing is written over another.", schema=schema)  # fmt: skip
        return ""

    def create(self, cursor: Any, schema: str) -> None:
        cursor.execute(f"CREATE DATABASE {quoted(schema)} CHARACTER SET utf8mb4")

    def write(self, cursor: Any, schema: str, catalogue: Catalogue) -> list[str]:
        _prepare(cursor, schema)
        writing = _Writing(cursor, catalogue)
        for table in catalogue.tables:
            writing.load(table)
        for table in catalogue.tables:
            writing.keys(table)
        for table in catalogue.tables:
            for key in table.foreign:
                writing.foreign(table, key)
        return writing.warnings

    def publish(self, cursor: Any, staged: str, schema: str) -> None:
        """Move all tables by one statement into the database, made for them unless an empty one stands."""
        reason = self.refuse(cursor, schema)
        if reason:
            raise ConfigError(reason)
        cursor.execute("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s", (staged,))
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s", (schema,))
        made = not cursor.fetchone()[0]
        if made:
            self.create(cursor, schema)
        moves = ", ".join(f"{quoted(staged)}.{quoted(name)} TO {quoted(schema)}.{quoted(name)}" for name in names)
        try:
            cursor.execute(f"RENAME TABLE {moves}")
        except Exception:
            if made:
                cursor.execute(f"DROP DATABASE {quoted(schema)}")
            raise
        cursor.execute(f"DROP DATABASE {quoted(staged)}")

    def drop(self, cursor: Any, schema: str) -> None:
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted(schema)}")

    def texts(self, cursor: Any, schema: str) -> list[str]:
        cursor.execute(_TEXTS, (schema,) * 5)
        return sorted(str(text) for (text,) in cursor.fetchall() if text)


def _prepare(cursor: Any, schema: str) -> None:
    cursor.execute("SET NAMES utf8mb4")
    cursor.execute(f"SET SESSION sql_mode = '{_MODE}'")
    # Batches give moments in UTC.
    cursor.execute("SET SESSION time_zone = '+00:00'")
    cursor.execute(f"USE {quoted(schema)}")


class _Writing:
    """One copy while it is written."""

    def __init__(self, cursor: Any, catalogue: Catalogue) -> None:
        self._cursor, self._dialect = cursor, catalogue.dialect
        cursor.execute("SELECT @@max_allowed_packet")
        self._most = min(_MOST_BYTES, int(cursor.fetchone()[0]) * 3 // 4)
        self._declared: dict[tuple[str, str], str] = {}
        self.warnings: list[str] = []

    def load(self, table: CopyTable) -> None:
        rows = rows_of(table)
        for column, arrow in zip(table.columns, rows.types, strict=True):
            self._declared[table.name, column.name] = self._line(table, column, arrow)
        parts = [self._declared[table.name, each.name] for each in table.columns]
        first = table.primary
        if first is not None and self._passes(table, first):
            parts.append(f"PRIMARY KEY ({_listed(first)})")
        comment = f" COMMENT {literal(table.comment[:2048])}" if table.comment else ""
        self._cursor.execute(
            f"CREATE TABLE {quoted(table.name)} ({', '.join(parts)}) ENGINE=InnoDB CHARACTER SET utf8mb4{comment}"
        )
        self._insert(table, rows)

    def _passes(self, table: CopyTable, key: Unique) -> bool:
        return all(each.typed for each in table.columns if each.name in key.columns)

    def _line(self, table: CopyTable, column: Column, arrow: pa.DataType, *, wide: bool = False) -> str:
        """Return a column's definition; a moment says that it has no default, or MySQL would give it one."""
        same = self._dialect == "mysql" and column.typed
        if wide:
            kind = "longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
        elif same:
            kind = column.declared
            if column.charset and column.collation:
                head, space, rest = kind.partition(" ") if not kind.startswith(("enum", "set")) else (kind, "", "")
                kind = f"{head} CHARACTER SET {column.charset} COLLATE {column.collation}{space}{rest}"
        else:
            kind = self._kind(table, column, arrow)
        null = " NOT NULL" if column.required else " NULL"
        default = f" DEFAULT {column.default}" if same and column.default else ""
        comment = f" COMMENT {literal(column.comment[:1024])}" if column.comment else ""
        return f"{quoted(column.name)} {kind}{null}{default}{comment}"

    def _kind(self, table: CopyTable, column: Column, arrow: pa.DataType) -> str:
        kind = column.kind
        if not column.typed and (number := number_of(column, arrow)):
            return _NUMBERS.get(number) or f"decimal(65, {max(0, min(30, arrow.scale))})"
        if column.typed and kind.family == "decimal" and self._dialect != "sqlite" and 0 < (kind.precision or 0) <= 65:
            if 0 <= kind.scale <= min(30, kind.precision or 0):
                return f"decimal({kind.precision}, {kind.scale})"
        elif column.typed and kind.family in _TYPES and self._dialect != "sqlite":
            return _TYPES[kind.family]
        if column.typed and self._dialect == "sqlite" and arrow in (pa.int64(), pa.float64()):
            return "bigint" if arrow == pa.int64() else "double"
        keyed = column.name in table.keyed
        length = kind.length if column.typed and kind.family == "text" and self._dialect != "sqlite" else None
        text = f"varchar({length or _KEYED})" if (keyed or length) and (length or 0) <= 1000 else "longtext"
        return f"{text} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"

    def _insert(self, table: CopyTable, rows: Rows) -> None:
        listed = ", ".join(quoted(each.name) for each in table.columns)
        head = f"INSERT INTO {quoted(table.name)} ({listed}) VALUES ".encode()  # noqa: S608 - names are quoted
        wide: set[str] = set()
        for batch in rows.batches:
            for column, array in zip(table.columns, batch.columns, strict=True):
                if column.name not in wide and too_long(column, array):
                    line = self._line(table, column, array.type, wide=True)
                    self._cursor.execute(f"ALTER TABLE {quoted(table.name)} MODIFY {line}")
                    self._declared[table.name, column.name] = line
                    wide.add(column.name)
            cells = [_cells(array, column) for array, column in zip(batch.columns, table.columns, strict=True)]
            lines = joined([pa.scalar("("), joined(cells, ",", "NULL"), pa.scalar("),")], "", "")
            for part in _parts(lines, self._most):
                # The last comma is one too many.
                self._cursor.connection.query(head + bytes(part[:-1]))

    def keys(self, table: CopyTable) -> None:
        place = quoted(table.name)
        constraints = [("PRIMARY KEY", table.primary), *((f"UNIQUE KEY {quoted(k.name)}", k) for k in table.uniques)]
        for what, key in ((what, key) for what, key in constraints if key is not None):
            if key is table.primary and self._passes(table, key):
                continue
            if not self._tried(f"ALTER TABLE {place} ADD {what} ({_listed(key)})"):
                self.warnings.append(unheld(table.name, key))
        for key in table.indexes:
            if not self._tried(f"CREATE INDEX {quoted(key.name)} ON {place} ({_listed(key)})"):
                self.warnings.append(tr("{table}: an index over {columns} was left out.", table=table.name, columns=", ".join(key.columns)))  # fmt: skip
        for each in table.columns:
            if each.counted and each.name in table.keyed and "int" in each.declared + each.kind.family:
                self._tried(f"ALTER TABLE {place} MODIFY {self._declared[table.name, each.name]} AUTO_INCREMENT")

    def foreign(self, table: CopyTable, key: ForeignKey) -> None:
        others = ", ".join(map(quoted, key.others))
        actions = key.actions.replace("SET DEFAULT", "NO ACTION")
        if not self._tried(
            f"ALTER TABLE {quoted(table.name)} ADD CONSTRAINT {quoted(key.name)} FOREIGN KEY "
            f"({', '.join(map(quoted, key.columns))}) REFERENCES {quoted(key.table)} ({others}) {actions}"
        ):
            self.warnings.append(unheld(table.name, key))

    def _tried(self, statement: str) -> bool:
        """Run what the rows may not allow; return whether they did."""
        import pymysql

        try:
            self._cursor.execute(statement)
        except pymysql.err.OperationalError as error:
            if error.args[0] in {2006, 2013, 1021, 1114}:  # lost, or the disk is full
                raise
            return False
        except (pymysql.err.IntegrityError, pymysql.err.ProgrammingError, pymysql.err.InternalError):
            return False
        return True


def _listed(key: Unique) -> str:
    return ", ".join(map(quoted, key.columns))


def _cells(array: pa.Array, column: Column) -> pa.Array:
    """Return the cells of a column as literals."""
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.int8())
    is_bytes = pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type)
    kind = column.kind if column.typed else Kind("other")
    made = texts(array, kind)
    if pa.types.is_integer(array.type):
        return made  # a column of bits takes a quoted number for letters
    if is_bytes and (column.typed or column.kind.family == "other"):
        return pc.binary_join_element_wise(pa.scalar("x'"), made, pa.scalar("'"), "")
    if pa.types.is_timestamp(array.type) and array.type.tz is not None:
        made = pc.utf8_slice_codeunits(made, 0, -len("+00"))
    return pc.binary_join_element_wise(pa.scalar("'"), replaced(made, (("'", "''"),)), pa.scalar("'"), "")


def _parts(lines: pa.Array, most: int) -> Iterator[memoryview]:
    """Yield the texts one after the other, as many together as fit into `most` bytes; one alone may be larger."""
    offsets = np.frombuffer(lines.buffers()[1], dtype=np.int32)[lines.offset : lines.offset + len(lines) + 1]
    data = memoryview(lines.buffers()[2])
    start = 0
    while start < len(lines):
        end = int(np.searchsorted(offsets, offsets[start] + most, side="right")) - 1
        end = min(max(end, start + 1), len(lines))
        yield data[int(offsets[start]) : int(offsets[end])]
        start = end
