"""What is read: sources hold tables, tables are named streams of Arrow record batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pii_scanner.model.access import Access

if TYPE_CHECKING:
    import pyarrow as pa

_EVERYTHING = Access()


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

    @property
    def said(self) -> str:
        """The message, with where it was before it unless it names that itself."""
        named = not self.source or self.source.replace("\\", "/").rpartition("/")[2] in self.message
        return self.message if named else f"{' '.join(filter(None, (self.source, self.table)))}: {self.message}"


class Part(Protocol):
    """A piece of a table that any process reads by itself: it is pickled, what it needs travels with it."""

    def batches(self) -> Iterator[pa.RecordBatch]: ...


class Portion(Protocol):
    """Consecutive rows of a table, in one or more parts. `state` returns what stays the same while none of them changes, at
    less cost than reading them, or None where the source cannot tell."""

    @property
    def parts(self) -> Sequence[Part]: ...

    def state(self) -> str | None: ...


@dataclass(frozen=True)
class Draw:
    """Random rows that a source drew by itself from about `rows` rows."""

    batches: Sequence[pa.RecordBatch]
    rows: int


@dataclass
class Table:
    """One stream of record batches whose columns stand in the order of `columns`.

    `layout` is what the sink of the same kind needs to write a copy (dialect, header row).
    A `loose` table holds text outside the real tables: comments, title rows, properties.
    A `derived` table (a view) shows rows of other tables: it is scanned, and no copy holds it.
    `parts` returns the pieces of a table that is large enough; together and in order they hold what `read` yields, and
    they do not depend on who reads them. `portions` returns the portions of a table that is large enough, in order.
    `lost_digits`: column -> numbers that lost their last digits, where the source
    can tell better than their text does. `draw` returns that many random rows, or None where all are to be read.
    `state` returns what stays the same while nothing in the table changes, at less cost than reading it, or None where the
    source cannot tell.
    """

    source: str
    name: str
    kind: str
    columns: tuple[ColumnInfo, ...]
    read: Callable[[], Iterator[pa.RecordBatch]]
    layout: Mapping[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    loose: bool = False
    derived: bool = False
    parts: Callable[[], Sequence[Part]] | None = None
    portions: Callable[[], Sequence[Portion]] | None = None
    draw: Callable[[int], Draw | None] | None = None
    lost_digits: dict[int, int] = field(default_factory=dict)
    state: Callable[[], str | None] | None = None

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
    without a password. `access` chooses among its tables. `remote` is an object in a store, by the URL that opens it.

    A member of an archive has the way to it in `inside`, from the outermost archive inwards, and in
    `archive` what the copy of that archive is called. `copy` is what a copy is called where that is
    not `name`; `size` its bytes where they are known without opening it; `protected`: it needs a password. `version` is
    what a store says of an object's content: a hash, when it was written.
    """

    name: str
    path: Path | None = None
    url: str | None = field(default=None, repr=False)
    argument: str = ""
    access: Access = _EVERYTHING
    remote: str | None = field(default=None, repr=False)
    inside: tuple[str, ...] = ()
    archive: str = ""
    copy: str = ""
    size: int | None = None
    protected: bool = False
    version: str = ""

    @property
    def copy_name(self) -> str:
        return self.copy or self.name

    @property
    def at_hand(self) -> bool:
        """Whether it can be opened as it is, without unpacking or fetching it first."""
        return not self.inside and self.remote is None
