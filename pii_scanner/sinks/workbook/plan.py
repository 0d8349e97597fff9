"""What the masked-copy writer is told: the new cells of each sheet, and how to scrub the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache


class Same(Enum):
    """In place of a new value: the source cell passes, its text having been looked at."""

    SAME = "same"


SAME = Same.SAME


@dataclass(frozen=True)
class Moved:
    """A date so many days from the old one, whatever days a workbook counts from; `text` is it where no number stands."""

    days: int
    text: str


Value = str | int | float | None | Same | Moved


@dataclass(frozen=True)
class SheetRewrite:
    """The new content of one sheet's table; rows and columns count from 0.

    A cell that no field covers is scrubbed: rows above the header, below the last
    value, and columns that are neither in `columns`, `kept` nor `dropped`.
    Where a sheet has more tables, each of them says in `left` and `right` which columns are its own.
    """

    header_row: int
    """Row of the header; -1 when there is none."""
    first_row: int
    """First data row."""
    columns: Mapping[int, Sequence[Value]]
    """Column -> new values of rows first_row, first_row + 1, ...; None is an empty cell,
    SAME leaves the source cell, whose text was looked at."""
    kept: frozenset[int]
    """Columns whose data cells pass unchanged; a formula stays when it holds no literal."""
    dropped: frozenset[int]
    """Columns to blank in every row, header included; beside other tables in the table's rows only."""
    headers: Mapping[int, str]
    """Replaced header texts, where a header itself held a value."""
    rows: int | None = None
    """Number of data rows; None takes the longest of `columns` (so 0 when all are kept)."""
    totals: frozenset[int] = frozenset()
    """Rows of totals: they are scrubbed, and their numbers blanked in columns that are replaced."""
    header_rows: int = 1
    """Rows of the header, those of groups with it."""
    left: int = 0
    right: int | None = None
    """Column after the last."""
    moved: bool = False
    """Rows left or changed places: nothing that belongs to a row of the source may stay where it was."""
    others: tuple[SheetRewrite, ...] = ()
    """The other tables of the sheet."""

    @cached_property
    def row_count(self) -> int:
        if self.rows is not None:
            return self.rows
        return max(map(len, self.columns.values()), default=0)

    @property
    def end(self) -> int:
        """Row after the last one of data."""
        return self.first_row + self.row_count

    @property
    def written_end(self) -> int:
        """Row after the last one of data in the copy."""
        if not self.moved:
            return self.end
        last = [
            max((n for n, cell in enumerate(cells, 1) if cell is not None), default=0)
            for cells in self.columns.values()
        ]
        return self.first_row + max(last, default=0)

    @cached_property
    def own_replaced(self) -> frozenset[int]:
        """Columns of this table of which no source cell may survive."""
        return self.dropped | frozenset(self.columns)

    @cached_property
    def replaced(self) -> frozenset[int]:
        """Columns of the sheet in which a table's source cells may not survive."""
        return self.own_replaced.union(*(each.own_replaced for each in self.others))

    @cached_property
    def tables(self) -> tuple[SheetRewrite, ...]:
        """This table and the others of the sheet."""
        return (self, *self.others)

    def holds_row(self, row: int) -> bool:
        """True when the table reaches over a row: alone on its sheet it does over all."""
        alone = self.right is None
        return alone or max(0, self.first_row - self.header_rows) <= row < self.end or row in self.totals

    def moves(self, top: int, bottom: int) -> bool:
        """True when the data of any row from `top` to `bottom` may stand elsewhere now, or nowhere."""
        return any(each.moved and each.first_row <= bottom and top < each.end for each in self.tables)

    def at(self, row: int, column: int) -> SheetRewrite | None:
        """Return the table to which a cell belongs."""
        for table in self.tables:
            if table.holds_row(row) and table.left <= column and (table.right is None or column < table.right):
                return table
        return None


UNPLANNED = SheetRewrite(-1, 0, {}, frozenset(), frozenset(), {})
"""A sheet that nobody named: every cell is scrubbed."""


class Scrubber:
    """`scrub` with a bounded memory, since labels and formats repeat."""

    def __init__(self, scrub: Callable[[str], str]) -> None:
        self.text = lru_cache(maxsize=1 << 16)(scrub)

    def clean(self, text: str) -> bool:
        """True when `text` holds no personal information."""
        return self.text(text) == text
