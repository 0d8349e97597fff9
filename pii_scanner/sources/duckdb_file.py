"""DuckDB files, told by the mark behind their checksum."""

from __future__ import annotations

from pathlib import Path

from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import SourceKind


def _recognizes(head: bytes, path: Path) -> bool:
    return head[8:12] == b"DUCK"


def _tables(location: Location) -> list[Table]:
    from pii_scanner.sources.databases.opening import duckdb_tables

    return duckdb_tables(location)


KIND = SourceKind("duckdb", 5, _recognizes, _tables)
