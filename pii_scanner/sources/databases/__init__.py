"""Databases, read and never written: SQLite and DuckDB files, servers by their URL.

opening.py     a file or URL becomes tables
reader.py      piece by piece over a connection that may be lost
postgresql.py  mysql.py  sqlite.py  duckdb.py  generic.py: one way to read each
"""

from __future__ import annotations

from pathlib import Path

from pii_scanner.model.table import Location, Table
from pii_scanner.sources.encoding import looks_like_text
from pii_scanner.sources.registry import SourceKind

_MAGIC = b"SQLite format 3\x00"


def _recognizes(head: bytes, path: Path) -> bool:
    """SQLite by its first bytes; a file that is named so but holds neither that nor text is encrypted."""
    if head.startswith(_MAGIC):
        return True
    return path.suffix.lower() in {".sqlite", ".sqlite3", ".db3"} and not looks_like_text(head)


def _tables(location: Location) -> list[Table]:
    from pii_scanner.sources.databases.opening import sqlite_tables

    return sqlite_tables(location)


KIND = SourceKind("sqlite", 5, _recognizes, _tables)
