"""Finding the header row under title rows and group rows, and giving every column one distinct name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pii_scanner.model.names import distinct_names

# What a header cell never looks like: a number, a place as a pair of decimals, a date, a long code, a plate, an e-mail or network address.
_DATA = re.compile(
    r"^(?:[-+¥￥$]?[\d,]*\.?\d+%?|[-+]?\d+\.\d+(?:(?:[,，;；/][-+]?|[-+])\d+\.\d+)+|\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{2}:\d{2}.*|[0-9A-Za-z*-]*\d{6,}[0-9A-Za-z*-]*|\S+@\S+\.\S+"
    r"|\d{1,4}(?:\.\d{1,4}){2,3}|(?:[0-9A-Fa-f]{0,4}:){4,}[0-9A-Fa-f]{0,4}|(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}|(?=[0-9A-Za-z]{12})\d*(?:[A-Za-z]+\d+){3,}[A-Za-z]*"
    r"|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|[\u4e00-\u9fff][A-Z][·-]?(?=[A-Z·-]*\d)[0-9A-Z·-]{4,8}[警学挂港澳领使]?)$"
)
# What no header of two rows has in its lower one either, as it may have years and days.
_SOMEBODYS = re.compile(r"^(?:[0-9A-Za-z*]*\d{9,}[0-9A-Za-z*]*|\S+@\S+\.\S+|.*\d\.\d+[,，;；].*\d\.\d.*)$")
# What stands in a masked copy in place of a value.
_MASK = re.compile(r"^<[A-Z][A-Z0-9_]*>$|[*＊]{3}")
_LOOK_AHEAD, _LONGEST_LABEL = 30, 60
# Where a merged cell begins (row, column) -> its last row and last column.
Merges = Mapping[tuple[int, int], tuple[int, int]]
_DEEPEST = 3
# Cells of so many characters that begin with the same ones are of a kind.
_LONG_NUMBER = 11
# What a row of data says where it has no value.
NOTHING = frozenset({"无", "空", "缺", "-", "--", "/", "N/A", "NA", "NULL", "null", "None", "nan", "未知", "暂无"})
_SHORTEST_ALIKE, _BEGINS, _FEW_ALIKE, _NEARLY_ALL = 8, 3, 3, 0.9
# A code as long as nearly all below it: 17 characters of a vehicle, 40 of a hash.
_CODE = re.compile(r"(?=(?:[A-Za-z]*\d){4})(?=\d*[A-Za-z])[0-9A-Za-z]{12,}")
# So many first characters no header has in common with its data: INSERT INTO t VALUES ('张伟'.
_SAME_BEGINNING = 12
_QUOTES = "='\"‘’“”"
_SAME_DIGIT = re.compile("[0-9]")
_WORD, _SIGN = re.compile(r"[^\W\d_]+|\d+"), re.compile(r"[^\w\s]")


def find_header(rows: Sequence[Sequence[str]], merges: Merges | None = None) -> int:
    """Return the index of the header's last row among the first rows (cells as text), or -1 when there is none.

    Title rows have few filled cells; a header has most of them filled, all distinct, none data,
    and its words do not come again below it. Rows of groups may stand above it: see `header_cells`.
    `merges` are the merged cells of these rows where they are known; None lets empty cells be guessed from.
    """
    found = _full_row(rows, merges)
    for (top, _), (bottom, _) in sorted((merges or {}).items()):
        # A cell of the header that was merged downwards: the header ends where it ends.
        if top <= found < bottom <= found + _DEEPEST and bottom + 1 < len(rows):
            below = [cell.strip() for row in rows[found + 1 : bottom + 1] for cell in row if cell.strip()]
            if all(map(is_label, below)):
                found = bottom
    return found


def _full_row(rows: Sequence[Sequence[str]], merges: Merges | None) -> int:
    below = rows
    rows = rows[:_LOOK_AHEAD]
    usual = _usual_length(below)
    width = max((len([cell for cell in row if cell.strip()]) for row in rows if len(row) <= usual), default=0)
    for index in range(len(rows)):
        row = _without_groups(rows[index], header_cells(rows, index, merges))
        filled = [cell.strip() for cell in row if cell.strip()]
        if not filled or len(filled) < max(1, 0.6 * width):
            continue
        if _alike(rows[index], below[index + 1 :]):
            return -1
        if width == 1:
            return index if is_label(filled[0]) and _rest_is_data(rows, index) else -1
        if _recurs(row, below[index + 1 :]):
            return -1
        labels = sum(map(is_label, filled))
        distinct = len(set(filled)) / len(filled)
        if labels == len(filled) and (
            distinct >= 0.8 or (distinct >= 0.5 and _stands_over_data(row, below[index + 1 :]))
        ):
            return index + 1 if _continues(rows, index) else index
        if distinct >= 0.8 and _names_columns(row, below[index + 1 :]):
            return index
        # The first full row holds data already: there is no header.
        return index if labels >= 0.9 * len(filled) and len(filled) >= 8 else _below_conditions(rows, below, index)
    return -1


def _without_groups(row: Sequence[str], joined: Sequence[str]) -> list[str]:
    """Return the cells of a row as joined with the groups above it, and somebody's data as it is: no label hides it."""
    own = [cell.strip() for cell in row] + [""] * (len(joined) - len(row))
    return [
        cell if len(cell) <= _LONGEST_LABEL and _SOMEBODYS.match(cell) else whole
        for cell, whole in zip(own, joined, strict=False)
    ]


def _usual_length(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows have: one of delimited text with delimiters inside its fields has more."""
    lengths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    usual = lengths.most_common(1)[0][0] if lengths else 0
    return usual if usual > 1 else max(lengths, default=0)


def _below_conditions(rows: Sequence[Sequence[str]], below: Sequence[Sequence[str]], index: int) -> int:
    """Return the index of a header below rows that say what was asked for (时间范围 | 2026-01-01 | 至 | 2026-10-31), or -1.

    It is wider than all rows above it, of labels over data; and no number or date above it is like those below it.
    """
    widest, above = 0, rows[: index + 1]
    for row in above:
        widest = max(widest, sum(bool(cell.strip()) for cell in row))
    for place in range(index + 1, len(rows)):
        filled = [cell.strip() for cell in rows[place] if cell.strip()]
        if len(filled) <= widest:
            continue
        under = below[place + 1 :]
        if (
            not all(is_label(cell) and cell not in NOTHING for cell in filled)
            or len(set(filled)) < len(filled)
            or _recurs(rows[place], under)
            or not _stands_over_data(rows[place], under)
        ):
            return -1
        over = ((position, cell.strip()) for row in rows[:place] for position, cell in enumerate(row) if cell.strip())
        return -1 if any(_among_data(cell, position, under) for position, cell in over) else place
    return -1


def _names_columns(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a row with numbers in it is a header all the same, as no row of data could be.

    Either each number is a long one (a phone, an ID: the columns are somebody's) over nothing but much shorter numbers, or
    words stand over nothing but numbers in half of the row and twice or more.
    """
    apart, words, filled = 0, 0, 0
    for position, cell in enumerate(row):
        own = cell.strip()
        if not own:
            continue
        filled += 1
        under = [other[position].strip() for other in below if position < len(other) and other[position].strip()]
        numbers = len(under) >= _FEW_ALIKE and all(map(_DATA.match, under))
        if is_label(own):
            words += numbers and own not in NOTHING
        elif (
            numbers
            and len(own) >= _LONG_NUMBER
            and "." not in own
            and all(5 * _whole(text) <= 3 * len(own) for text in under)
        ):
            apart += 1
    labels = sum(is_label(cell.strip()) for cell in row if cell.strip())
    return labels + apart == filled or (words >= 2 and 2 * words >= filled)


def _whole(number: str) -> int:
    """Return how many characters stand before the decimal point."""
    return len(number.partition(".")[0])


def _alike(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a row holds data, like the pseudonyms of a masked copy: in some column nearly all cells below begin
    like its own and are as long, or have its whole beginning."""
    for column, cell in enumerate(row):
        own = cell.strip()
        if len(own) < _SHORTEST_ALIKE:
            continue
        cells = [each[column].strip() for each in below if column < len(each) and each[column].strip()]
        if len(cells) >= _FEW_ALIKE and _as_many_like(own, cells):
            return True
    return False


def _as_many_like(own: str, cells: Sequence[str]) -> bool:
    """Return whether nearly all cells begin like a long one and are as long, or have its whole beginning, or are codes of
    its length."""
    whole, coded = own[:_SAME_BEGINNING], _CODE.fullmatch(own) is not None
    alike = sum(
        (coded and len(each) == len(own) and _CODE.fullmatch(each) is not None)
        or (len(each) == len(own) and each[:_BEGINS] == own[:_BEGINS])
        or (len(whole) == _SAME_BEGINNING and each.startswith(whole))
        for each in cells
    )
    return alike >= _NEARLY_ALL * len(cells)


def header_cells(rows: Sequence[Sequence[str]], index: int, merges: Merges | None = None) -> list[str]:
    """Return the cells of a header row, each with those of the groups above it: 借款人 | - over 姓名 | 电话 gives
    借款人 姓名 | 借款人 电话. A cell that is empty takes the one above it, as where cells were merged downwards.
    Where merged cells are known, a group reaches as far as its cell does."""
    row = [cell.strip() for cell in rows[index]]
    ends = _ends(merges, index - 1)
    if index == 0 or not _groups(rows[index - 1], row, ends):
        return row
    above = header_cells(rows, index - 1, merges)
    group, joined, until = "", [], len(row)
    for position, own in enumerate(row):
        over = above[position] if position < len(above) else ""
        if over:
            group = over if own else ""
            until = ends.get(position, position) if ends else len(row)
        elif position > until:
            group = ""
        joined.append(" ".join(filter(None, (group, own))) if own else over)
    return joined + above[len(row) :]


def header_depth(rows: Sequence[Sequence[str]], index: int, merges: Merges | None = None) -> int:
    """Return how many rows the header has that ends at `index`, those of groups with it; 0 for -1."""
    depth = min(index + 1, 1)
    while 0 < depth <= index:
        row = [cell.strip() for cell in rows[index - depth + 1]]
        if not _groups(rows[index - depth], row, _ends(merges, index - depth)):
            break
        depth += 1
    return depth


def _ends(merges: Merges | None, row: int) -> dict[int, int]:
    """Return the last column of each cell of a row that was merged over several columns, by its first."""
    return {left: right for (top, left), (_, right) in (merges or {}).items() if top == row and right > left}


def _groups(above: Sequence[str], row: Sequence[str], ends: Mapping[int, int] | None = None) -> bool:
    """Return whether a row names groups of the columns below it: some of its labels reach over several of them.

    `ends` says so where cells were merged: the last column of each, by its first.
    """
    filled = [cell.strip() for cell in above if cell.strip()]
    if len(filled) < 2 or not all(is_label(cell) and not re.search("[:：]", cell) for cell in filled):
        return False
    own = [bool(cell.strip()) for cell in row]
    if ends and all(sum(own[first : last + 1]) for first, last in ends.items()):
        return True
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
    if not all(is_label(cell) for cell in row if cell):
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


def is_label(cell: str) -> bool:
    """Return whether a cell could name a column: short, and no number, date, code or address."""
    return len(cell) <= _LONGEST_LABEL and not _DATA.match(cell.replace(" ", "").strip(_QUOTES))


def _recurs(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a quarter of the cells come again in their columns, as data does; a repeated header may."""
    others = [other for other in below if list(other) != list(row)]
    filled = [(position, cell) for position, cell in enumerate(row) if cell.strip()]
    again = sum(any(position < len(other) and other[position] == cell for other in others) for position, cell in filled)
    return again * 4 >= len(filled)


def _stands_over_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a label stands over a column of nothing but numbers, codes, dates or what masking put in their place:
    names may come twice there."""
    return any(cell and _holds_data(position, below) for position, cell in enumerate(row))


def _holds_data(position: int, below: Sequence[Sequence[str]]) -> bool:
    """Return whether a column holds nothing but numbers, codes, dates or what masking put in their place."""
    under = [other[position].strip() for other in below if position < len(other) and other[position].strip()]
    if len(under) < _FEW_ALIKE:
        return False
    pseudonyms = len(under[0]) >= _SHORTEST_ALIKE and _as_many_like(under[0], under)
    return pseudonyms or not any(is_label(text) and not _MASK.search(text) for text in under)


def _among_data(cell: str, position: int, below: Sequence[Sequence[str]]) -> bool:
    """Return whether a cell is like the data below it: of the same form, every digit alike, as half of it, or like its
    pseudonyms."""
    if not _holds_data(position, below):
        return False
    under = [other[position].strip() for other in below if position < len(other) and other[position].strip()]
    form = _SAME_DIGIT.sub("0", cell)
    alike = sum(_SAME_DIGIT.sub("0", each) == form for each in under)
    return 2 * alike >= len(under) or (len(cell) >= _SHORTEST_ALIKE and _as_many_like(cell, under))


def _rest_is_data(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Return whether a lone first line is a header: short, and unlike the lines below."""
    head = next(cell.strip() for cell in rows[index] if cell.strip())
    below = [cell.strip() for row in rows[index + 1 :] for cell in row if cell.strip()]
    if not below or len(head) > 20 or head in below:
        return False
    # [张伟], - name: 张伟: lines of a form that comes again are data.
    form = _form(head)
    return not _SIGN.search(form) or [*map(_form, below)].count(form) < 2


def _form(line: str) -> str:
    """Return a line with every word and number as one character."""
    return _WORD.sub(lambda match: "0" if match[0][0].isdigit() else "A", line)


def column_names(header: Sequence[str], width: int) -> list[str]:
    """Return `width` distinct names: the header's own, or `column_N`; a repeated name gets a number."""
    texts = [" ".join(header[position].split()) if position < len(header) else "" for position in range(width)]
    return distinct_names(text or f"column_{position}" for position, text in enumerate(texts, 1))
