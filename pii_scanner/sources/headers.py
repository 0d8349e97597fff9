"""Finding the header row under title rows and group rows, and giving every column one distinct name."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What a header cell never looks like: a number, a date, a long code, an e-mail address.
_DATA = re.compile(
    r"^(?:[-+¥￥$]?[\d,]*\.?\d+%?|\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{2}:\d{2}.*|[0-9A-Za-z*-]*\d{6,}[0-9A-Za-z*-]*|\S+@\S+\.\S+)$"
)
_LOOK_AHEAD = 30


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header's last row among the first rows (cells as text), or -1 when there is none.

    Title rows have few filled cells; a header has most of them filled, all distinct, none data,
    and its words do not come again below it. Rows of groups may stand above it: see `header_cells`.
    """
    below = rows
    rows = rows[:_LOOK_AHEAD]
    width = max((len([cell for cell in row if cell.strip()]) for row in rows), default=0)
    for index in range(len(rows)):
        row = header_cells(rows, index)
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or len(filled) < max(1, 0.6 * width):
            continue
        if width == 1:
            return index if _is_label(filled[0]) and _rest_is_data(rows, index) else -1
        if _recurs(row, below[index + 1 :]):
            return -1
        labels = sum(map(_is_label, filled))
        distinct = len(set(filled)) / len(filled)
        if labels == len(filled) and (
            distinct >= 0.8 or (distinct >= 0.5 and _stands_over_data(row, below[index + 1 :]))
        ):
            return index + 1 if _continues(rows, index) else index
        # The first full row holds data already: there is no header.
        return index if labels >= 0.9 * len(filled) and len(filled) >= 8 else -1
    return -1


def header_cells(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """Return the cells of a header row, each with those of the groups above it: 借款人 | - over 姓名 | 电话 gives
    借款人 姓名 | 借款人 电话. A cell that is empty takes the one above it, as where cells were merged downwards."""
    row = [cell.strip() for cell in rows[index]]
    if index == 0 or not _groups(rows[index - 1], row):
        return row
    above = header_cells(rows, index - 1)
    group, joined = "", []
    for position, own in enumerate(row):
        over = above[position] if position < len(above) else ""
        if over:
            group = over if own else ""
        joined.append(" ".join(filter(None, (group, own))) if own else over)
    return joined + above[len(row) :]


def _groups(above: Sequence[str], row: Sequence[str]) -> bool:
    """Return whether a row names groups of the columns below it: some of its labels reach over several of them."""
    filled = [cell.strip() for cell in above if cell.strip()]
    if len(filled) < 2 or not all(_is_label(cell) and not re.search("[:：]", cell) for cell in filled):
        return False
    own = [bool(cell.strip()) for cell in row]
    over = [bool(cell.strip()) for cell in above[: len(own)]] + [False] * (len(own) - len(above))
    return any(o and n and not v for o, n, v in zip(own, own[1:], over[1:], strict=False))


def _continues(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Return whether a full row of labels is one of groups and the header ends below it.

    Only how the two rows stand to each other decides, so that a masked copy is read like its source: every label
    was merged downwards over an empty cell or reaches over several, and some were merged downwards.
    """
    below = rows[index + 1 :]
    if len(below) < 2 or not _groups(rows[index], below[0]) or _recurs(below[0], below[1:]):
        return False
    above, row = rows[index], [cell.strip() for cell in below[0]]
    if not all(_is_label(cell) for cell in row if cell):
        return False
    downwards = False
    for position, cell in enumerate(above):
        if not cell.strip():
            continue
        merged = position >= len(row) or not row[position]
        downwards |= merged
        following = position + 1
        reaches = (
            following < len(row) and bool(row[following]) and not (above[following : following + 1] or [""])[0].strip()
        )
        if not merged and not reaches:
            return False
    return downwards


def _is_label(cell: str) -> bool:
    return len(cell) <= 60 and not _DATA.match(cell.replace(" ", ""))


def _recurs(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a quarter of the cells come again in their columns, as data does; a repeated header may."""
    others = [other for other in below if list(other) != list(row)]
    filled = [(position, cell) for position, cell in enumerate(row) if cell.strip()]
    again = sum(any(position < len(other) and other[position] == cell for other in others) for position, cell in filled)
    return again * 4 >= len(filled)


def _stands_over_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a label stands over a column of nothing but numbers, codes or dates: names may come twice there."""
    for position, cell in enumerate(row):
        under = [other[position].strip() for other in below if position < len(other) and other[position].strip()]
        if cell and len(under) > 2 and not any(map(_is_label, under)):
            return True
    return False


def _rest_is_data(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Return whether a lone first line is a header: short, and unlike the lines below."""
    head = next(cell.strip() for cell in rows[index] if cell.strip())
    below = [cell.strip() for row in rows[index + 1 :] for cell in row if cell.strip()]
    return bool(below) and len(head) <= 20 and head not in below


def column_names(header: Sequence[str], width: int) -> list[str]:
    """Return `width` distinct names: the header's own, or `column_N`; a repeated name gets a number."""
    names: list[str] = []
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for position in range(width):
        text = " ".join(header[position].split()) if position < len(header) else ""
        base = text or f"column_{position + 1}"
        name, number = base, numbers.get(base, 2)
        while name in used:
            name, number = f"{base}_{number}", number + 1
        numbers[base] = number
        used.add(name)
        names.append(name)
    return names
