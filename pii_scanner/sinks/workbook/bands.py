"""The rows of a sheet in bands: between two rows the same tables stand beside each other, most often one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import pyarrow as pa

from pii_scanner.sinks.workbook.column import NewColumn, Rest, as_cells, rendered
from pii_scanner.sinks.workbook.plan import Value
from pii_scanner.sinks.workbook.rows import Section, section_of


class Role(Enum):
    """What becomes of a column's cells in the rows of a band."""

    KEPT = 0
    NEW = 1
    BLANK = 2
    SCRUBBED = 3


@dataclass(frozen=True)
class Band:
    """Rows `first` to before `end`, in which every table that reaches over them has data and a new value for each
    row of its planned columns."""

    first: int
    end: int
    sections: tuple[Section, ...]

    def role(self, column: int) -> Role:
        section = section_of(self.sections, column)
        if section is None:
            return Role.SCRUBBED
        if column in section.kept:
            return Role.KEPT
        if column in section.columns:
            return Role.NEW
        return Role.BLANK if column in section.table.dropped else Role.SCRUBBED

    def planned(self) -> frozenset[int]:
        """Return the columns that have new values."""
        return frozenset(column for section in self.sections for column in section.columns)

    def rendered(self, start: int, end: int) -> dict[int, list[Rest]]:
        """Return what follows the place and style in the new cells of rows `start` to before `end`, by column."""
        return {
            column: _rendered(values, start - section.first, end - section.first)
            for section in self.sections
            for column, values in section.columns.items()
            if section_of(self.sections, column) is section
        }

    def cells(self, start: int, end: int) -> dict[int, pa.Array] | None:
        """Return the same as arrays, null where the source's cell stays; None where dates move."""
        found = {}
        for section in self.sections:
            for column, values in section.columns.items():
                if section_of(self.sections, column) is not section:
                    continue
                array = _cells(values, start - section.first, end - section.first)
                if array is None:
                    return None
                found[column] = array
        return found


def _cells(values: Sequence[Value], start: int, end: int) -> pa.Array | None:
    if isinstance(values, NewColumn):
        return values.cells(start, end)
    return as_cells(rendered(values[start:end]))


def _rendered(values: Sequence[Value], start: int, end: int) -> list[Rest]:
    return values.rests(start, end) if isinstance(values, NewColumn) else rendered(values[start:end])


def bands(sections: Sequence[Section]) -> list[Band]:
    """Return the bands of a sheet from top to bottom; rows of headers, notes and too few values are in none.

    Rows of totals are not left out: see `totals`.
    """
    edges = {edge for each in sections for edge in (_top(each), each.first, _last(each), each.end)}
    found = []
    for start, end in pairwise(sorted(edges)):
        here = tuple(each for each in sections if each.table.right is None or _top(each) <= start < each.end)
        if here and all(each.first <= start < _last(each) for each in here):
            found.append(Band(start, end, here))
    return found


def totals(sections: Sequence[Section]) -> frozenset[int]:
    """Return the rows of totals of all tables."""
    return frozenset[int]().union(*(each.table.totals for each in sections))


def _top(section: Section) -> int:
    return max(0, section.first - section.table.header_rows)


def _last(section: Section) -> int:
    """Return the row after the last one for which every planned column has a value."""
    filled = min(map(len, section.columns.values()), default=section.table.row_count)
    return section.first + min(filled, section.table.row_count)
