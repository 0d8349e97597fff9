"""Rows that look alike one after the other, taken many at once: as arrays of bytes, without a pattern for each row.

What differs from the look in anything ends the run: that row is for those who know more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from string import Formatter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sinks.workbook.alike import EMPTY_CELL, FORMS, INDEX, INLINE, NUMBER, Look
from pii_scanner.sinks.workbook.strings import SharedStrings

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
_OPENING, _CLOSING = ord("<"), ord(">")
# Fewer rows are no faster at once.
FEW = 8
# What a value must be for its cell to be of a form, and which numbers may have more digits than a double holds.
_FITS = {
    INDEX: "^[0-9]{1,9}$",
    NUMBER: r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?$",
    INLINE: r"^[^<>&\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]*$",
}
_LONG = r"^-?(?:[0-9]{16,}|[0-9.]+[eE])"
# The tags of a cell of each form, around the place of its row's number in the first and around its value.
_TAGS = {
    INDEX: (' t="s">', "<v>", "</v>", "</c>"),
    NUMBER: (">", "<v>", "</v>", "</c>"),
    INLINE: (' t="inlineStr">', "<is>", "<t>", "</t>", "</is>", "</c>"),
    EMPTY_CELL: ("/>",),
}
_BEFORE_VALUE = {"<v>", "<t>"}
_EMPTY = pa.array([], pa.string())


@dataclass(frozen=True)
class _Tag:
    """A tag of a row, with the row's number between `before` and `after` if it has `after`; `cell`: whose value follows
    it, 0 if none."""

    before: bytes
    after: bytes | None = None
    cell: int = 0


@dataclass(frozen=True)
class Run:
    """Rows of the copy: their text, how many, and how many bytes of the source they were."""

    text: str
    rows: int
    size: int


def run_of(
    look: Look,
    data: bytes,
    first: int,
    most: int,
    cells: Callable[[int, int], Mapping[int, pa.Array] | None],
    strings: SharedStrings,
) -> Run | None:
    """Return what becomes of the rows that `data` begins with: of row `first`, counted from 0, and those after it.

    `most` rows at most. `cells` returns, for rows from one to before another, what follows the place and style in the new
    cells of each column, null where the source's stay; None where that is not all. None where too few look alike.
    """
    found = _aligned(look, np.frombuffer(data, np.uint8), first + 1, most)
    new = cells(first, first + found[0]) if found is not None else None
    if found is None or new is None:
        return None
    rows, ends, values = found
    for column in look.absent:
        none = pc.or_(new[column].is_null(), pc.fill_null(pc.equal(new[column], "/>"), False))
        rows = _until(none.to_numpy(zero_copy_only=False), rows)
    pieces: dict[int, pa.Array] = {}
    used: list[pa.Array] = []
    fresh = {index: (column, form) for index, column, form in look.new}
    for index, value in values.items():
        form = look.cells[index - 1].form
        if index not in fresh:
            rows = _until(_matches(value, _FITS[form]), rows)
            pieces[index] = value
            used += [value] if form == INDEX else []
    for index, (column, form) in fresh.items():
        rest = new[column]
        if rest.null_count:
            value = values.get(index, _EMPTY).slice(0, rows) if form != EMPTY_CELL else pa.array([""] * rows)
            rest = rest.slice(0, rows)
            stays = rest.is_null().to_numpy(zero_copy_only=False)
            if form != EMPTY_CELL:
                fits = _matches(value, _FITS[form])
                rows = _until(~stays | (fits & ~_matches(value, _LONG) if form == NUMBER else fits), rows)
            used += [pc.if_else(rest.is_null(), value, None)] if form == INDEX else []
            rest = pc.coalesce(rest, pc.binary_join_element_wise(FORMS[form][0], value, FORMS[form][1], ""))
        pieces[index] = rest
    if rows < FEW:
        return None
    for indices in used:
        strings.use_all(indices.slice(0, rows))
    return Run(_written(look, first, rows, pieces), rows, int(ends[rows - 1]) + 1)


def _aligned(look: Look, data: Bytes, line: int, most: int) -> tuple[int, Places, dict[int, pa.Array]] | None:
    """Return how many rows look alike, where each ends, and the values of their cells that are written; None for too few.

    Numbers of rows follow each other and are of one length.
    """
    digits = len(str(line))
    marks = _marks(look, digits)
    width = len(marks.sizes)
    every_begin, every_end = np.flatnonzero(data == _OPENING), np.flatnonzero(data == _CLOSING)
    rows = min(most, 10**digits - line, len(every_begin) // width, len(every_end) // width)
    if rows < FEW:
        return None
    begins = every_begin[: rows * width].reshape(rows, width)
    ends = every_end[: rows * width].reshape(rows, width)
    following = np.append(begins.ravel()[1:], ends[-1, -1] + 1).reshape(rows, width)
    gaps = following - ends - 1
    numbers = np.arange(line, line + rows).astype(f"S{digits}").view(np.uint8).reshape(rows, 1, digits)
    same = data.take(begins[:, marks.owners] + marks.offsets, mode="clip")
    told = (same[:, marks.numbers].reshape(rows, -1, digits) == numbers).all(axis=(1, 2))
    same = same == marks.text
    same[:, marks.numbers] = True
    good = told & same.all(axis=1) & (ends - begins + 1 == marks.sizes).all(axis=1)
    good &= (np.where(marks.cells > 0, np.minimum(gaps, 0), gaps) == 0).all(axis=1)
    rows = _until(good, rows)
    if rows < FEW:
        return None
    values = {
        cell: _strings(data, ends[:rows, position] + 1, gaps[:rows, position])
        for position, cell in enumerate(marks.cells.tolist())
        if cell and look.cells[cell - 1].written
    }
    return rows, ends[:rows, -1], values


@dataclass(frozen=True)
class _Marks:
    """The bytes of all tags of a row together: of each which tag it is of, and where in it; which of them are numbers of
    the row. Of each tag its size and the cell whose value follows it, 0 if none."""

    text: Bytes
    owners: Places
    offsets: Places
    numbers: Places
    sizes: Places
    cells: Places


@lru_cache(maxsize=64)
def _marks(look: Look, digits: int) -> _Marks:
    tags = [(tag.before, b"0" * digits + tag.after if tag.after is not None else b"") for tag in _tags(look)]
    sizes = np.array([len(before) + len(after) for before, after in tags])
    starts = np.cumsum(sizes) - sizes
    numbers = [
        start + len(before) + digit
        for start, (before, after) in zip(starts.tolist(), tags, strict=True)
        if after
        for digit in range(digits)
    ]
    return _Marks(
        text=np.frombuffer(b"".join(before + after for before, after in tags), np.uint8),
        owners=np.repeat(np.arange(len(tags)), sizes),
        offsets=np.arange(int(sizes.sum())) - np.repeat(starts, sizes),
        numbers=np.array(numbers),
        sizes=sizes,
        cells=np.array([tag.cell for tag in _tags(look)]),
    )


def _tags(look: Look) -> list[_Tag]:
    """Return the tags of a row in their order."""
    tags = [_Tag(b'<row r="', f'"{look.attributes}>'.encode())]
    for index, cell in enumerate(look.cells, 1):
        first, *others = _TAGS[cell.form]
        tags.append(_Tag(f'<c r="{cell.letters}'.encode(), f'"{cell.style}{first}'.encode()))
        tags += [_Tag(tag.encode(), cell=index if tag in _BEFORE_VALUE else 0) for tag in others]
    return [*tags, _Tag(b"</row>")]


def _until(good: npt.NDArray[np.bool_], rows: int) -> int:
    """Return how many of so many rows come before the first that is not good."""
    good = good[:rows]
    return rows if good.all() else int(np.argmin(good))


def _matches(values: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False))


def _strings(data: Bytes, starts: Places, sizes: Places) -> pa.Array:
    """Return parts of UTF-8 bytes as strings."""
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    held = data[np.repeat(starts - offsets[:-1], sizes) + np.arange(offsets[-1])]
    return pa.StringArray.from_buffers(len(sizes), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(held))


def _written(look: Look, first: int, rows: int, pieces: Mapping[int, pa.Array]) -> str:
    """Return the rows of the copy as one text."""
    lines = pa.array(np.arange(first + 1, first + rows + 1)).cast(pa.string())
    parts: list[object] = []
    for literal, field, _, _ in Formatter().parse(look.template):
        parts += [literal] if literal else []
        if field is not None:
            parts.append(pieces[int(field)].slice(0, rows) if int(field) else lines)
    joined = pc.binary_join_element_wise(*parts, "")
    offsets = np.frombuffer(joined.buffers()[1], np.int32, rows + 1, 4 * joined.offset)
    return str(memoryview(joined.buffers()[2])[int(offsets[0]) : int(offsets[-1])], "utf-8")
