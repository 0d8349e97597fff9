"""Finding the header row under title rows, and giving every column one distinct name."""

from __future__ import annotations

import re
from collections.abc import Sequence

# What a header cell never looks like: a number, a date, a long code, an e-mail address.
_DATA = re.compile(
    r"^(?:[-+¥￥$]?[\d,]*\.?\d+%?|\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{2}:\d{2}.*|[0-9A-Za-z*-]*\d{6,}[0-9A-Za-z*-]*|\S+@\S+\.\S+)$"
)
_LOOK_AHEAD = 30


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first rows (cells as text), or -1 when there is none.

    Title rows have few filled cells; a header has most of them filled, all distinct, none data,
    and its words do not come again below it.
    """
    below = rows
    rows = rows[:_LOOK_AHEAD]
    width = max((len([cell for cell in row if cell.strip()]) for row in rows), default=0)
    for index, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or len(filled) < max(1, 0.6 * width):
            continue
        if width == 1:
            return index if _is_label(filled[0]) and _rest_is_data(rows, index) else -1
        if _recurs(row, below[index + 1 :]):
            return -1
        labels = sum(map(_is_label, filled))
        if labels == len(filled) and len(set(filled)) >= 0.8 * len(filled):
            return index
        # The first full row holds data already: there is no header.
        return index if labels >= 0.9 * len(filled) and len(filled) >= 8 else -1
    return -1


def _is_label(cell: str) -> bool:
    return len(cell) <= 60 and not _DATA.match(cell.replace(" ", ""))


def _recurs(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a quarter of the cells come again in their columns, as data does; a repeated header may."""
    others = [other for other in below if list(other) != list(row)]
    filled = [(position, cell) for position, cell in enumerate(row) if cell.strip()]
    again = sum(any(position < len(other) and other[position] == cell for other in others) for position, cell in filled)
    return again * 4 >= len(filled)


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
