"""What the generator makes: columns with their truth, tables, and what was written where."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Cell = str | int | float | None
Make = Callable[[random.Random], str]


@dataclass
class Column:
    """One column: its cells, and its truth as (entity type, kind "column" or "text").

    `story` says how it was made, for reports that name no value; `fill` is the share of rows that hold an identifier.
    `also` are types that stand there as well, neither asked for nor wrong (a mobile number inside a URL).
    """

    header: str
    cells: list[Cell]
    story: str
    truth: frozenset[tuple[str, str]] = frozenset()
    fill: float = 1.0
    also: frozenset[str] = frozenset()

    @property
    def clean(self) -> bool:
        return not self.truth


@dataclass
class Table:
    """Columns of one length, and whether the file gets a line with their names."""

    name: str
    columns: list[Column]
    persons: bool
    headed: bool = True
    layout: str = ""


@dataclass
class Truth:
    """One written table: its file, and what every column holds, by position; cells are gone."""

    path: Path
    layout: str
    persons: bool
    columns: list[Column] = field(default_factory=list)
