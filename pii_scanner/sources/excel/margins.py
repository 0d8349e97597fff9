"""Rows of a table that are no data: totals (合计, 小计) and the header again anywhere in it, notes (制表人：…) below it."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from pii_scanner.sources.excel.grid import Grid

# A label of totals stands in one of a table's first columns and alone in its cell.
_FIRST_COLUMNS = 4
_TOTAL = (
    r"^[\s　]*(?:(?:本|全|各)?[页月日期年季部行店省市组类周]{0,3}[\s　]*(?:合|总|小|共|累)[\s　]*计|汇[\s　]*总|总[\s　]*额"
    r"|(?i:(?:sub|grand|page)?[\s-]*totals?|sum))[\s　]*(?:[(（][^()（）]{0,12}[)）])?[\s　]*[:：]?[\s　]*$"
)
_AMOUNT = re.compile(r"^[-+(（]?[¥￥$]?\s*[\d,，]*\.?\d*\s*[)）]?\s*(?:%|元|万元|户|笔|人|条|件)?$|^[-—–/]+$")
_NOTE = re.compile(
    r"^[\s　(（【\[*※]*(?:注|备\s*注|说\s*明|附注|制\s*表|填\s*表|编\s*制|审\s*核|复\s*核|审\s*批|经\s*办|负\s*责|联\s*系|"
    r"打\s*印|导\s*出|报\s*送|主\s*管|签\s*[字章名]|盖\s*章|数据来源|截至|截止|单位|日期|统计|note|remark|source|prepared|"
    r"printed|exported|contact|approved)",
    re.IGNORECASE,
)
# Of the rows of a table at most so many are totals; more of them are a column that says 合计 for another reason.
_MOST_TOTALS = 0.5
_LOOK_BACK = 30
_MOST_HEADERS = 10_000
# A note is announced by a colon or a number within so many characters: 制表人：, 注1.
_LABEL = 15


def totals_rows(grid: Grid, first: int, end: int, left: int, right: int) -> list[int]:
    """Return the rows from `first` to before `end` that hold nothing but amounts, and are labelled as totals or sum
    cells above them."""
    found = {row for row in grid.sums if first <= row < end}
    for index in range(max(left, grid.left), right):
        if index >= max(left, grid.left) + _FIRST_COLUMNS:
            break
        labels = pc.fill_null(pc.match_substring_regex(grid.column(index).slice(first, end - first), _TOTAL), False)
        found.update(first + int(at) for at in np.flatnonzero(labels.to_numpy(zero_copy_only=False)))
    if len(found) > max(1, _MOST_TOTALS * (end - first)):
        return []
    return sorted(row for row in found if _has_amounts_alone(grid, row, left, right))


def repeated_headers(grid: Grid, header: int, first: int, end: int, left: int, right: int) -> list[int]:
    """Return the rows from `first` to before `end` that say the header again, as on each page of a printed list."""
    cells = grid.row(header)[left:right]
    at = next((index for index, cell in enumerate(cells) if cell), None)
    if at is None or left + at < grid.left:
        return []
    same = pc.fill_null(pc.equal(grid.column(left + at).slice(first, end - first), cells[at]), False)
    rows = first + np.flatnonzero(same.to_numpy(zero_copy_only=False))[:_MOST_HEADERS]
    return [int(row) for row in rows if grid.row(int(row))[left:right] == cells]


def _has_amounts_alone(grid: Grid, row: int, left: int, right: int) -> bool:
    labels = 0
    for text in grid.row(row)[left:right]:
        if text.strip() and not _AMOUNT.match(text.strip()):
            labels += 1
            if not re.match(_TOTAL, text) or labels > 1:
                return False
    return True


def end_of_data(grid: Grid, first: int, end: int, left: int, right: int, totals: set[int]) -> int:
    """Return the row after the last one of data: notes, totals and blank rows at the bottom are none."""
    last = end
    for row in range(end - 1, max(first, end - _LOOK_BACK) - 1, -1):
        texts = [text.strip() for text in grid.row(row)[left:right] if text.strip()]
        if not texts or row in totals or _is_note(texts, right - left):
            last = row
        else:
            break
    return last


def last_filled(grid: Grid, first: int, end: int, left: int, right: int, totals: set[int]) -> int:
    """Return the row after the last one that holds something and is no total: where no header tells of data, notes count
    as such."""
    filled = np.zeros(max(0, end - first), np.bool_)
    for index in range(max(left, grid.left), right):
        filled |= grid.column(index).slice(first, len(filled)).is_valid().to_numpy(zero_copy_only=False)
    filled[[row - first for row in totals if first <= row < end]] = False
    rows = np.flatnonzero(filled)
    return first + int(rows[-1]) + 1 if len(rows) else first


def _is_note(texts: list[str], width: int) -> bool:
    """Return whether few filled cells of a row begin like a note; a table of two columns has no room for one."""
    begins = bool(_NOTE.match(texts[0])) and bool(re.search("[:：]|^.{1,3}[0-9]", texts[0][:_LABEL]))
    return begins and width >= 3 and len(texts) <= max(2, 0.4 * width)
