"""DuckDB files: Arrow batches as the database makes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pii_scanner.model.table import Draw
from pii_scanner.sources.databases.reader import Reader, Session
from pii_scanner.sources.databases.relations import Field, ForeignKey, Place, Relation, Span
from pii_scanner.sources.databases.sampling import settled
from pii_scanner.sources.databases.values import ROWS, after

_BATCH = 3 * ROWS
# Bytes that a connection may have read before it is closed rather than kept for the next table.
_MOST_KEPT, _CELL = 32 << 20, 16
# However small a table is, it stands in blocks of 256 KB.
_TABLE = 1 << 20
# Types whose Arrow form holds them exactly; all others are read as the database's text.
_NATIVE = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
           "FLOAT", "DOUBLE", "DECIMAL", "VARCHAR", "BLOB", "DATE", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE")  # fmt: skip
_RELATIONS = """
SELECT schema_name, table_name, 'table', estimated_size, schema_name = current_schema() FROM duckdb_tables()
  WHERE NOT internal AND NOT temporary AND database_name = current_database()
UNION ALL SELECT schema_name, view_name, 'view', 0, schema_name = current_schema() FROM duckdb_views()
  WHERE NOT internal AND NOT temporary AND database_name = current_database() ORDER BY 5 DESC, 1, 2
"""
_COLUMNS = """
SELECT schema_name, table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()
  WHERE NOT internal AND database_name = current_database() ORDER BY schema_name, table_name, column_index
"""
_KEYS = """
SELECT schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
  FROM duckdb_constraints()
  WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') AND database_name = current_database()
"""


@dataclass(frozen=True)
class DuckdbReader(Reader):
    def engine(self) -> Any:
        from sqlalchemy import NullPool, create_engine
        from sqlalchemy.exc import NoSuchModuleError

        with suppress(ImportError, NoSuchModuleError):
            return create_engine(self.url, poolclass=NullPool, connect_args={"read_only": True})
        return None

    def open(self) -> DuckdbSession:
        return DuckdbSession(self.url.database or "")

    def relations(self) -> list[Relation]:
        session = self.open()
        try:
            fields: dict[tuple[str, str], list[Field]] = defaultdict(list)
            for schema, table, name, declared, comment in session.values(_COLUMNS):
                fields[schema, table].append(_field(name, declared, comment))
            keys: dict[tuple[str, str], tuple[str, ...]] = {}
            foreign: dict[tuple[str, str], list[ForeignKey]] = defaultdict(list)
            for schema, table, kind, own, other, theirs in session.values(_KEYS):
                if kind == "PRIMARY KEY":
                    keys[schema, table] = tuple(own)
                else:
                    foreign[schema, table].append(ForeignKey(tuple(own), schema, other, tuple(theirs)))
            return [
                Relation(
                    schema=schema,
                    name=name,
                    shown=name if own else f"{schema}.{name}",
                    kind=kind,
                    fields=tuple(fields[schema, name]),
                    key=keys.get((schema, name), ()),
                    rows=int(rows),
                    foreign_keys=tuple(foreign[schema, name]),
                )
                for schema, name, kind, rows, own in session.values(_RELATIONS)
            ]
        finally:
            session.close()

    def state(self, relation: Relation) -> str | None:
        """Return the number of rows, and the sum and the exclusive or of DuckDB's hash of each."""
        if relation.derived:
            return None
        with self.session() as session:
            row = f"hash({', '.join(_quoted(field.name) for field in relation.fields)})"
            rows = f"FROM {_quoted(relation.schema or 'main')}.{_quoted(relation.name)}"
            assert isinstance(session, DuckdbSession)
            session.bytes += relation.rows * len(relation.fields) * _CELL
            return repr(session.values(f"SELECT count(*), sum({row}::HUGEINT), bit_xor({row}) {rows}"))

    def draw(self, relation: Relation, count: int) -> Draw | None:
        if relation.derived or relation.rows < 4 * count:
            return None
        session = self.open()
        try:
            clause = f" USING SAMPLE reservoir({count} ROWS) REPEATABLE (20260101)"
            return settled(list(session.run(_statement(relation) + clause)), count, relation.rows)
        finally:
            session.close()


class DuckdbSession(Session):
    def __init__(self, path: str) -> None:
        import duckdb

        self._connection = duckdb.connect(path, read_only=True)
        self._connection.execute("SET TimeZone = 'UTC'")
        self.bytes = 0

    def values(self, statement: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement).fetchall()

    def read(self, relation: Relation, span: Span, place: Place) -> Iterator[pa.RecordBatch]:
        return after(self.run(_statement(relation)), place.rows)

    def run(self, statement: str) -> Iterator[pa.RecordBatch]:
        self.bytes += _TABLE
        for batch in self._reader(statement):
            self.bytes += batch.nbytes
            arrays = [a.cast(pa.string()) if pa.types.is_string_view(a.type) else a for a in batch.columns]
            yield pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)

    def _reader(self, statement: str) -> Iterator[pa.RecordBatch]:
        relation = self._connection.sql(statement)
        if hasattr(relation, "to_arrow_reader"):  # since version 1.4; the connection's own copies rows, and warns
            return iter(relation.to_arrow_reader(_BATCH))
        return iter(self._connection.execute(statement).fetch_record_batch(_BATCH))

    def settle(self) -> bool:
        # What a connection has read it keeps in memory until it is closed.
        return self.bytes < _MOST_KEPT

    def close(self) -> None:
        self._connection.close()


def _statement(relation: Relation) -> str:
    return f"SELECT {relation.expressions} FROM {_quoted(relation.schema or 'main')}.{_quoted(relation.name)}"


def _field(name: str, declared: str, comment: str) -> Field:
    own = _quoted(name)
    native = declared.partition("(")[0] in _NATIVE and not declared.endswith("]")
    if native:
        return Field(name, declared, comment, own)
    # Keys of JSON say what values are, and it can be read back.
    nested = declared.startswith(("STRUCT", "MAP")) or declared.endswith("]")
    whole = f"to_json({own})" if nested and "UNION" not in declared and "BLOB" not in declared else own
    return Field(name, declared, comment, f"CAST({whole} AS VARCHAR) AS {own}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
