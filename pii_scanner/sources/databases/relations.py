"""What the catalogue of a database says of its tables, and which piece of one is read."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import pyarrow as pa

# What a schema is called that holds a masked copy.
MASKED_COPY = "pii-scanner: masked copy"


@dataclass(frozen=True)
class Field:
    """A column: `expression` is the SQL that reads it, `arrow` the type it is read as (None: as the values are)."""

    name: str
    declared: str
    comment: str
    expression: str
    arrow: pa.DataType | None = None


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of a table hold values of the columns `referred` of another."""

    columns: tuple[str, ...]
    schema: str | None
    table: str
    referred: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """A table, view or the like. `shown` is its name for users: without the schema where that is the account's own.

    `key` are the columns of its primary key; `integer_key` says that this is one column of whole numbers. `size` is
    in pages where the database counts so, else in rows, and an estimate. `problem` says why it cannot be read; `copied`
    that it is part of a masked copy which was written there.
    """

    schema: str | None
    name: str
    shown: str
    kind: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    integer_key: bool = False
    size: int = 0
    rows: int = -1
    foreign_keys: tuple[ForeignKey, ...] = ()
    problem: str = ""
    copied: bool = False

    @property
    def derived(self) -> bool:
        return "view" in self.kind

    @property
    def expressions(self) -> str:
        return ", ".join(field.expression for field in self.fields)


@dataclass(frozen=True)
class Span:
    """The rows of a table from `low` on and before `high`, both by its own order (pages, whole numbers of its key);
    None is no bound. `table` (schema, name) stands for the table itself: a partition of it."""

    low: int | None = None
    high: int | None = None
    table: tuple[str, str] | None = None


WHOLE = Span()


@dataclass(frozen=True)
class Place:
    """How far a span was read: so many rows, the last of this key."""

    rows: int = 0
    key: tuple[object, ...] | None = None


def cut(low: int, high: int, count: int) -> list[Span]:
    """Return about `count` spans that cover all whole numbers, the outer two open; bounds stay where they are while a
    table grows."""
    step = 1 << max(0, math.ceil(math.log2((high - low + 1) / max(1, count))))
    first = (low // step + 1) * step
    bounds = [None, *range(first, high + 1, step), None]
    return [Span(*pair) for pair in itertools.pairwise(bounds)]
