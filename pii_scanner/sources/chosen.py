"""The tables of a source that patterns choose.

A file is known by its name, with and without the folders before it, and without its ending; it is read whole or not at
all. A table of a database, also of one in a file and of a dump, is known by `schema.table` and by `table`.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from pii_scanner.errors import SourceError
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import kind_of, open_tables

_DATABASES = {"sqlite", "duckdb", "sql"}
_OF_DATABASES = {"database", "sql"}


def chosen_tables(location: Location) -> tuple[list[Table], int]:
    """Return the tables of a source that its patterns choose, and how many tables (or files) they leave out.

    Raises SourceError as `open_tables` does; a file that is left out is not opened for its tables.
    """
    access = location.access
    if not access.chooses:
        return open_tables(location), 0
    whole = False
    if location.path is not None:
        names = _names_of_file(location)
        if access.excludes(*names):
            return [], 1
        whole = not access.leaves_out(*names)
        if not whole and not _is_database(location.path, location.name):
            return [], 1
    found = open_tables(location)
    if location.path is not None and not any(table.kind in _OF_DATABASES for table in found):
        return found, 0
    kept = [table for table in found if not _left_out(table, location, whole)]
    return kept, len(found) - len(kept)


def _left_out(table: Table, location: Location, whole: bool) -> bool:
    if table.name in location.access.unreadable:
        return True
    schema, name = table.layout.get("schema"), str(table.layout.get("table", table.name))
    names = {table.name, name, *([f"{schema}.{name}"] if schema else [])}
    if table.kind == "sql":
        names.add(name.rpartition(".")[2])
    return location.access.excludes(*names) if whole else location.access.leaves_out(*names)


def _names_of_file(location: Location) -> tuple[str, ...]:
    name = PurePosixPath(location.name)
    return location.name, name.name, name.stem


def _is_database(path: Path, name: str) -> bool:
    try:
        return kind_of(path, name).name in _DATABASES
    except SourceError:
        return False
