"""What is read: sources hold tables, tables are named streams of Arrow record batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa


@dataclass(frozen=True)
class ColumnInfo:
    """A column as the source declares it; `data_type` in the source's own words."""

    name: str
    data_type: str = "text"
    comment: str = ""


@dataclass(frozen=True)
class Problem:
    """Something that could not be read, or not wholly. `severity` is "error" or "warning"."""

    source: str
    table: str
    message: str
    severity: str = "error"


@dataclass
class Table:
    """One stream of record batches whose columns stand in the order of `columns`.

    `layout` is what the sink of the same kind needs to write a copy (dialect, header row).
    A `loose` table holds text outside the real tables: comments, title rows, properties.
    """

    source: str
    name: str
    kind: str
    columns: tuple[ColumnInfo, ...]
    read: Callable[[], Iterator[pa.RecordBatch]]
    layout: Mapping[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    loose: bool = False

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the table from its start; may be called again for another pass."""
        return self.read()

    def warn(self, message: str) -> None:
        """Record once that something in this table is not as it should be."""
        problem = Problem(self.source, self.name, message, "warning")
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True)
class Location:
    """Where a source is: a file by `path`, a database by `url`, an object by `remote`.

    `name` is what users see and what a masked copy is called: the path below the folder that
    was asked for, or the URL without its password. `argument` is what the user asked for,
    without a password. `remote` is an object in a store, by the URL that opens it.

    A member of an archive has the way to it in `inside`, from the outermost archive inwards, and in
    `archive` what the copy of that archive is called. `copy` is what a copy is called where that is
    not `name`; `size` its bytes where they are known without opening it; `protected`: it needs a password.
    """

    name: str
    path: Path | None = None
    url: str | None = field(default=None, repr=False)
    argument: str = ""
    remote: str | None = field(default=None, repr=False)
    inside: tuple[str, ...] = ()
    archive: str = ""
    copy: str = ""
    size: int | None = None
    protected: bool = False

    @property
    def copy_name(self) -> str:
        return self.copy or self.name

    @property
    def at_hand(self) -> bool:
        """Whether it can be opened as it is, without unpacking or fetching it first."""
        return not self.inside and self.remote is None
