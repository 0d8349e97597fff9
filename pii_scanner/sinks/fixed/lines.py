"""Masked lines: values at the positions of their columns, which grow where a masked value needs it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.fixed.layout import FILL, Column, Layout, values

_RULER = set("-= ")


def new_pieces(
    layout: Layout, pieces: Sequence[pa.Array], masked: Sequence[pa.Array], places: Sequence[int]
) -> list[pa.Array]:
    """Return the pieces of lines at `places` with their masked values; what did not change stays as it is written."""
    return [
        _new(layout, pieces[place], made, layout.columns[place]) for place, made in zip(places, masked, strict=True)
    ]


def _new(layout: Layout, piece: pa.Array, made: pa.Array, column: Column) -> pa.Array:
    made = pc.fill_null(made.cast(pa.string()), "")
    changed = pc.not_equal(made, values(piece))
    if not pc.any(changed).as_py():
        return piece
    text = _padded(layout, made.filter(changed))
    if column.right:
        text = pc.utf8_lpad(text, column.end - column.start, " ")
    # As far as the line went before: one that ends early stays short.
    lengths = pc.utf8_length(piece.filter(changed))
    width = 0 if column.stop is None and column.end == column.start else (column.stop or column.end) - column.start
    full = pc.utf8_rpad(text, width, " ")
    text = pc.if_else(pc.greater_equal(lengths, width), full, text)
    return pc.replace_with_mask(piece, changed, text)


def _padded(layout: Layout, texts: pa.Array) -> pa.Array:
    """Return texts with padding after wide characters; a line end inside one would begin another line."""
    joined = "\n".join(text.replace("\r", " ").replace("\n", " ") for text in texts.to_pylist())
    return pa.array(layout.padded(joined).split("\n"), pa.string())


def growth(layout: Layout, pieces: Sequence[pa.Array], places: Sequence[int]) -> list[int]:
    """Return by how much each column must grow for its new pieces."""
    return [_growth(layout, layout.columns[place], piece) for place, piece in zip(places, pieces, strict=True)]


def _growth(layout: Layout, column: Column, piece: pa.Array) -> int:
    if not len(piece):
        return 0
    if column.stop is None:
        return (
            0 if not layout.length else max(0, int(pc.max(pc.utf8_length(piece)).as_py()) - (column.end - column.start))
        )
    # A blank stays between columns where there was one.
    room = column.stop - column.start - (1 if layout.gaps else 0)
    longest = int(pc.max(pc.utf8_length(pc.utf8_rtrim(piece, " "))).as_py())
    return max(0, longest - room)


def widened(layout: Layout, column: Column, piece: pa.Array, more: int) -> pa.Array:
    """Return the pieces of a column that grew by `more`; lines that end before the next column stay short."""
    if not more:
        return piece
    width = (column.stop if column.stop is not None else column.end) - column.start
    longer = pc.utf8_length(pc.utf8_rtrim(piece, " "))
    if column.right:
        room = width - (1 if layout.gaps and column.stop is not None else 0)
        grown = pc.utf8_lpad(piece, width + more, " ")
        fits = pc.less_equal(longer, room)
        short = pc.less(pc.utf8_length(piece), width)
        grown = pc.if_else(short, pc.binary_join_element_wise(" " * more, piece, ""), grown)
        return pc.if_else(fits, grown, pc.utf8_rpad(piece, width + more, " "))
    full = pc.greater_equal(pc.utf8_length(piece), width)
    return pc.if_else(full, pc.utf8_rpad(piece, width + more, " "), piece)


def whole_lines(layout: Layout, pieces: Sequence[pa.Array], before: pa.Array) -> pa.Array:
    """Return pieces joined to lines; where lines end with their last value, no blanks come after it."""
    if not pieces:
        return pa.array([""] * len(before), pa.string())
    lines = pieces[0] if len(pieces) == 1 else pc.binary_join_element_wise(*pieces, "")
    if layout.length:
        return lines
    trimmed = pc.and_(pc.invert(pc.ends_with(before, " ")), pc.ends_with(lines, " "))
    return pc.if_else(trimmed, pc.utf8_rtrim(lines, " "), lines)


def is_ruler(line: str) -> bool:
    return bool(line.strip()) and set(line) <= _RULER


def longer_ruler(piece: str, more: int) -> str:
    """Return the part of a ruler over a column that grew."""
    body = piece.rstrip(" ")
    return body + body[-1:] * more + piece[len(body) :]


def text_of(lines: pa.Array) -> list[str]:
    """Return lines without their padding."""
    without: list[str] = pc.replace_substring(lines, FILL, "").to_pylist()
    return without


def all_true(array: pa.Array) -> bool:
    return bool(np.all(array.to_numpy(zero_copy_only=False)))
