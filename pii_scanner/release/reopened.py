"""The copies of a release opened again, as a stranger would: files, and schemas of a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.release.contents import contents
from pii_scanner.release.copies import CopiedFile, CopiedSchema
from pii_scanner.sources.registry import open_tables

_DUCKDB = b"DUCK"
_ROWS = 20_000


def reopened(file: CopiedFile) -> list[Table]:
    """Return the tables of a copy; one that holds no row is none that could hold a value."""
    if file.database is not None:
        return _of_server(file.name, file.database)
    if file.path.stat().st_size == 0:
        return []
    if _is_duckdb(file.path):
        return _of_duckdb(file.path)
    try:
        return open_tables(Location(file.path.name, file.path))
    except SourceError:
        if not any(text.strip() for _, text in contents(file.path)):
            return []
        raise


def contents_of(file: CopiedFile) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of what stands beside the rows of a schema, or of every byte of a file."""
    if file.database is None:
        yield from contents(file.path)
    else:
        for text in file.database.server.texts(file.database.schema):
            yield "", text


def _of_server(name: str, copy: CopiedSchema) -> list[Table]:
    url = copy.server.place(copy.schema).render_as_string(hide_password=False)
    return [
        replace(table, source=name, name=table.layout["table"])
        for table in open_tables(Location(name, url=url))
        if table.layout.get("schema") == copy.schema
    ]


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == _DUCKDB


def _of_duckdb(path: Path) -> list[Table]:
    import duckdb

    found = []
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        listed = connection.execute(
            "SELECT table_name, list(column_name ORDER BY column_index), list(data_type ORDER BY column_index), "
            "list(coalesce(comment, '') ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal "
            "AND database_name = current_database() GROUP BY table_name ORDER BY table_name"
        ).fetchall()
    for name, columns, kinds, comments in listed:
        infos = tuple(ColumnInfo(*each) for each in zip(columns, kinds, comments, strict=True))
        found.append(Table(path.name, name, "database", infos, lambda name=name: _rows(path, name)))  # type: ignore[misc]
    return found


def _rows(path: Path, table: str) -> Iterator[pa.RecordBatch]:
    import duckdb

    quoted = '"' + table.replace('"', '""') + '"'
    with closing(duckdb.connect(str(path), read_only=True)) as connection:
        result: Any = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the name is quoted
        # Newer versions call it by another name.
        reader = getattr(result, "to_arrow_reader", None) or result.fetch_record_batch
        yield from reader(_ROWS)
