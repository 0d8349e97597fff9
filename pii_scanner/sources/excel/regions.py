"""The tables of one sheet: most often one. Several stand below each other, with blank rows and a header of their own
between, or beside each other with an empty column between.

In case of doubt a sheet is one table: blank rows and columns inside a table are common, and a column is judged the
same wherever the table ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pii_scanner.sources.excel.grid import Grid, Mask
from pii_scanner.sources.excel.margins import end_of_data, last_filled, repeated_headers, totals_rows
from pii_scanner.sources.excel.places import Told
from pii_scanner.sources.headers import NOTHING, Merges, column_names, find_header, header_cells, header_depth, is_label

_LONGEST_HEADER_SEARCH = 30
_MOST_STARTS = 200
_TITLE_ROWS = 4
# Of two tables beside each other the shorter has at most so much of the rows of the longer.
_SHORTER = 0.8
# No row of data has words in so many columns of numbers.
_OVER_DATA = 3
# How labels of columns end.
_WORD = re.compile(
    r"(?:姓名|名称|户名|[号人额期间址型别数率码态]|电话|手机|联系方式|证件|邮箱|备注|单位|机构|支行|分行|城市|地区|余额|本金|利息|状态)"
    r"(?:[(（].*[)）])?$|(?:name|phone|mobile|tel|no|id|date|amount|balance|address|type|code|number|mail|remark|status)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Region:
    """One table: rows `top` to before `first` are its header (none when equal), `first` to before `end` its data;
    columns `left` to before `right`. All count from A1. Groups of columns may have rows of their own in the header.

    own: what the cells of the header's last row say, without the groups above them.
    totals: rows of it, or below it, that are no data: totals, and the header again.
    """

    top: int
    first: int
    end: int
    left: int
    right: int
    names: tuple[str, ...]
    own: tuple[str, ...]
    totals: tuple[int, ...] = ()


def find_regions(grid: Grid, merges: Merges) -> list[Region]:
    """Return the tables of a sheet, from top to bottom and left to right; none of an empty sheet."""
    if not grid.rows:
        return []
    filled = grid.filled()
    starts = [0, *_later_starts(grid, filled, merges), grid.rows]
    found: list[Region] = []
    for start, stop in pairwise(starts):
        used = np.flatnonzero(filled[start:stop].any(axis=0))
        alone = len(starts) == 2
        columns = [(0, grid.width)] if alone else [(grid.left + int(used[0]), grid.left + int(used[-1]) + 1)]
        found += _beside(grid, filled, merges, start, stop) or [
            region_of(grid, merges, start, stop, left, right) for left, right in columns
        ]
    return found


def region_of(grid: Grid, merges: Merges, start: int, stop: int, left: int, right: int) -> Region:
    """Return the one table between two rows and two columns."""
    head = _texts(grid, start, min(stop, start + _LONGEST_HEADER_SEARCH), left, right)
    local = _moved(merges, start, left, len(head))
    header = find_header(head, local)
    names = column_names(header_cells(head, header, local) if header >= 0 else [], right - left)
    first = start + header + 1
    headed = header >= 0
    totals = _no_data(grid, first, stop, left, right, headed)
    end = (end_of_data if headed else last_filled)(grid, first, stop, left, right, set(totals))
    top = first - header_depth(head, header, local)
    own = tuple(head[header]) if header >= 0 else ()
    return Region(top, first, end, left, right, tuple(names), own, tuple(totals))


def told_regions(grid: Grid, merges: Merges, told: Sequence[Told]) -> list[Region]:
    """Return the tables whose places are known; a copy may have fewer columns and rows than its source."""
    found = []
    for top, first, end, left, right in told:
        right, end = min(right, grid.width), max(first, min(end, grid.rows))
        stop = min((other[0] for other in told if other[0] >= end), default=grid.rows)
        head = _texts(grid, top, first, left, right)
        cells = header_cells(head, len(head) - 1, _moved(merges, top, left, len(head))) if head else []
        totals = _no_data(grid, first, stop, left, right, first > top)
        names, own = tuple(column_names(cells, right - left)), tuple(head[-1]) if head else ()
        end = last_filled(grid, first, end, left, right, set(totals))
        found.append(Region(top, first, end, left, right, names, own, tuple(totals)))
    return found


def _no_data(grid: Grid, first: int, end: int, left: int, right: int, headed: bool) -> list[int]:
    again = repeated_headers(grid, first - 1, first, end, left, right) if headed else []
    return sorted({*totals_rows(grid, first, end, left, right), *again})


def _texts(grid: Grid, start: int, stop: int, left: int, right: int) -> list[list[str]]:
    return [grid.row(row)[left:right] for row in range(start, min(stop, grid.rows))]


def _moved(merges: Merges, row: int, column: int, rows: int) -> Merges | None:
    """Return the merged cells of some rows, counted from their first row and column; None when there are none."""
    moved = {
        (top - row, left - column): (bottom - row, right - column)
        for (top, left), (bottom, right) in merges.items()
        if row <= top < row + rows and left >= column
    }
    return moved or None


def _later_starts(grid: Grid, filled: Mask, merges: Merges) -> list[int]:
    """Return the rows where tables after the first begin, with their titles."""
    rows: Mask = np.asarray(filled.any(axis=1))
    after_blank = np.flatnonzero(rows[1:] & ~rows[:-1]) + 1
    starts: list[int] = []
    current = 0
    for start in map(int, after_blank[:_MOST_STARTS]):
        if _begins_table(grid, filled, merges, current, start):
            starts.append(start)
            current = start
    return starts


def _begins_table(grid: Grid, filled: Mask, merges: Merges, current: int, start: int) -> bool:
    """Return whether a row after blank ones begins another table than the one that began at `current`.

    It must have a header of two labels or more, below at most a few title rows, over some column of numbers, dates or
    codes; and the header must be that of the table before, or speak as headers do: in half of its labels, or in one
    below a title, or by standing over data in a quarter of them, three or more. So a row of data that only has words is none.
    """
    blank = np.flatnonzero(~filled[start:].any(axis=1))
    stop = start + (int(blank[0]) if len(blank) else grid.rows - start)
    used = np.flatnonzero(filled[start:stop].any(axis=0))
    left, right = grid.left + int(used[0]), grid.left + int(used[-1]) + 1
    head = _texts(grid, start, min(stop, start + _LONGEST_HEADER_SEARCH), left, right)
    header = find_header(head, _moved(merges, start, left, len(head)))
    if not 0 <= header <= _TITLE_ROWS or header + 1 >= len(head):
        return False
    labels = [(index, cell.strip()) for index, cell in enumerate(head[header]) if cell.strip()]
    if len(labels) < 2 or not _has_header(grid, merges, current, start):
        return False
    contrast = sum(_is_data([row[index] for row in head[header + 1 :]]) for index, _ in labels)
    titled = header > 0 and sum(map(bool, head[0])) == 1
    again = [cell for _, cell in labels] in [
        [c.strip() for c in row if c.strip()] for row in _head(grid, current, start)
    ]
    words = sum(bool(_WORD.search(cell)) for _, cell in labels)
    over_data = contrast >= max(_OVER_DATA, len(labels) / 4) and not any(cell in NOTHING for _, cell in labels)
    return contrast >= 1 and (again or (titled and words >= 1) or words * 2 >= len(labels) or over_data)


def _head(grid: Grid, start: int, stop: int) -> list[list[str]]:
    return _texts(grid, start, min(stop, start + _LONGEST_HEADER_SEARCH), 0, grid.width)


def _has_header(grid: Grid, merges: Merges, start: int, stop: int) -> bool:
    """Return whether a table with a header and data stands between two rows; else the rows are titles of the next."""
    head = _head(grid, start, stop)
    width = max(sum(map(bool, map(str.strip, row))) for row in head)
    header = find_header(head, _moved(merges, start, 0, len(head)))
    return width >= 2 and header >= 0 and any(any(row) for row in head[header + 1 :])


def _is_data(cells: Sequence[str]) -> bool:
    """Return whether most filled cells are numbers, dates or codes."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and 2 * sum(not is_label(cell) for cell in filled) > len(filled)


def _beside(grid: Grid, filled: Mask, merges: Merges, start: int, stop: int) -> list[Region]:
    """Return the tables between two rows that stand beside each other; none when it is one."""
    used = filled[start:stop].any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8)))
    spans = [(grid.left + int(a), grid.left + int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(spans) < 2 or any(right - left < 2 for left, right in spans):
        return []
    parts = []
    for left, right in spans:
        part = filled[start:stop, left - grid.left : right - grid.left]
        last = start + int(np.flatnonzero(part.any(axis=1))[-1]) + 1
        region = region_of(grid, merges, start, last, left, right)
        if region.first == region.top or region.end <= region.first:
            return []
        if 2 * part[region.first - start : region.end - start].sum() < (region.end - region.first) * (right - left):
            return []
        parts.append(region)
    lengths = [region.end - region.first for region in parts]
    same_row = len({region.first for region in parts}) == 1
    return [] if same_row and min(lengths) > _SHORTER * max(lengths) else parts
