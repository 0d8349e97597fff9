"""What the verification is told of each file in a release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pii_scanner.model.plan import TablePlan
from pii_scanner.sinks.databases.server import Server


@dataclass(frozen=True)
class CopiedTable:
    """A table of a copy: its name there, the plan it was made by, its columns (source name, name), its rows."""

    name: str
    plan: TablePlan
    columns: tuple[tuple[str, str], ...]
    rows: int


@dataclass(frozen=True)
class CopiedSchema:
    """A copy in a schema of a server: `schema` is where it is read now, `address` what the manifest names."""

    server: Server
    schema: str
    address: str


@dataclass(frozen=True)
class CopiedFile:
    """A file of a release; `name` is relative to its folder. A copy in a `database` server has no path."""

    name: str
    path: Path
    tables: tuple[CopiedTable, ...]
    warnings: tuple[str, ...] = ()
    database: CopiedSchema | None = None
