"""How far the cells of a binary workbook reach, and whether its file ends: the reader takes memory for the whole rectangle,
and for as much as a damaged file says it holds, and no error of it can be caught.

XLS: records of MS-XLS 2.4 in a compound file (MS-CFB); XLSB: records of MS-XLSB 2.1.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pii_scanner.sources.excel.compound import Compound

# Of XLS: the sheets, the beginning and end of each, its extent, and its cells; some hold several in a row.
_SHEET, _BEGIN, _END, _DIMENSIONS = 0x85, (0x09, 0x209, 0x409, 0x809), 0x0A, (0x00, 0x200)
_CELLS = frozenset((0x06, 0x206, 0x406, 0x201, 0x01, 0x203, 0x03, 0x204, 0x04, 0x205, 0x05, 0x27E, 0x7E, 0xFD, 0xD6))
_ROWS_OF_CELLS = (0xBD, 0xBE)
# Of XLSB: a row, and its cells.
_ROW, _FIRST_CELL, _LAST_CELL = 0, 1, 11


def endless(file: Compound, size: int) -> bool:
    """Return whether a compound file of `size` bytes holds a chain without an end, or a stream longer than the file."""
    if any(length > size + file.sector for _, length in file.streams.values()):
        return True
    return file.cut or _circles(file.table) or _circles(file.small_table)


def _circles(table: npt.NDArray[np.uint32]) -> bool:
    """Return whether following a table from some sector never leaves it."""
    count = len(table)
    following = np.append(np.minimum(table, count), count).astype(np.int64)
    for _ in range(max(1, count).bit_length()):
        following = following[following]
    return bool((following < count).any())


def reach_of_xls(book: bytes) -> int:
    """Return how many cells the largest sheet's rectangle from its first cell to its last has."""
    starts = [struct.unpack_from("<I", content)[0] for kind, content in _records(book, 0) if kind == _SHEET]
    return max((_rectangle(book, start) for start in starts), default=0)


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records (type, first bytes of the content) from a place to the end of what begins there."""
    inside = 0
    end = len(book) - 4
    while at <= end:
        kind = book[at] | book[at + 1] << 8
        length = book[at + 2] | book[at + 3] << 8
        if kind in _BEGIN:
            inside += 1
        elif kind == _END:
            inside -= 1
            if inside <= 0:
                return
        yield kind, book[at + 4 : at + 4 + (length if kind in _ROWS_OF_CELLS else min(length, 16))]
        at += 4 + length


def _rectangle(book: bytes, start: int) -> int:
    first_row = first_column = 1 << 16
    last_row = last_column = -1
    declared = 0
    for kind, content in _records(book, start):
        if kind in _CELLS or kind in _ROWS_OF_CELLS:
            if len(content) < 4:
                continue
            row, column = content[0] | content[1] << 8, content[2] | content[3] << 8
            last = content[-2] | content[-1] << 8 if kind in _ROWS_OF_CELLS else column
            first_row, last_row = min(first_row, row), max(last_row, row)
            first_column, last_column = min(first_column, column), max(last_column, column, last)
        elif kind in _DIMENSIONS:
            declared = max(declared, _declared(content))
    return max(declared, (last_row - first_row + 1) * (last_column - first_column + 1) if last_row >= 0 else 0)


def _declared(content: bytes) -> int:
    if len(content) >= 14:
        top, bottom, left, right = struct.unpack_from("<IIHH", content)
    elif len(content) >= 8:
        top, bottom, left, right = struct.unpack_from("<HHHH", content)
    else:
        return 0
    return max(0, bottom - top + 1) * max(0, right - left + 1)


def reach_of_xlsb(part: bytes) -> int:
    """Return the same of the part of one sheet of an XLSB."""
    first_row = first_column = 1 << 32
    last_row = last_column = -1
    at, end, row = 0, len(part), 0
    while at + 1 < end:
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | (part[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while at < end:
            byte = part[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        if kind == _ROW:
            row = int.from_bytes(part[at : at + 4], "little")
        elif _FIRST_CELL <= kind <= _LAST_CELL:
            column = int.from_bytes(part[at : at + 4], "little")
            first_row, last_row = min(first_row, row), max(last_row, row)
            first_column, last_column = min(first_column, column), max(last_column, column)
        at += length
    return (last_row - first_row + 1) * (last_column - first_column + 1) if last_row >= 0 else 0
