"""What the verification is told of each file in a release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pii_scanner.model.plan import TablePlan
from pii_scanner.model.table import Location
from pii_scanner.sinks.databases.server import Server


@dataclass(frozen=True)
class CopiedTable:
    """A table of a copy: its name there, the plan it was made by, its columns (source name, name), its rows.

    `left`: how many of the source's rows left by which of the policy's rules.
    """

    name: str
    plan: TablePlan
    columns: tuple[tuple[str, str], ...]
    rows: int
    left: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CopiedSchema:
    """A copy in a schema of a server: `schema` is where it is read now, `address` what the manifest names."""

    server: Server
    schema: str
    address: str


@dataclass(frozen=True)
class CopiedFile:
    """A file of a release, or a member of an archive there: then `inside` is the way to it from the file `path`.

    `name` is relative to the folder of the release. A copy in a `database` server has no path.
    """

    name: str
    path: Path
    tables: tuple[CopiedTable, ...]
    warnings: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    database: CopiedSchema | None = None

    @property
    def location(self) -> Location:
        return Location(self.name, self.path, inside=self.inside)

    @property
    def file(self) -> str:
        """The name of the file in the release: that of the archive for a member."""
        parts = len(PurePosixPath(self.inside[0]).parts) if self.is_member else 0
        path = PurePosixPath(self.name)
        return str(PurePosixPath(*path.parts[: len(path.parts) - parts]))

    @property
    def is_member(self) -> bool:
        return bool(self.inside) and self.name.endswith(f"/{self.inside[0]}")
