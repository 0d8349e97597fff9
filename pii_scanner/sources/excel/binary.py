"""What stands outside the cells of binary workbooks: comments and text boxes, headers and footers, links.

XLS is a stream of records (MS-XLS) in a compound file (MS-CFB); XLSB has parts of records (MS-XLSB). Cells are read elsewhere,
so records are looked for by their marks and not one after the other.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_BOF, _EOF, _SHEET = 0x809, 0x0A, 0x85
_HEADER_FOOTER = (0x14, 0x15)
# The first record of a sheet's cells.
_DIMENSIONS = 0x200
# A text object (comment, box) of 18 bytes, with how many characters follow in the next record.
_TEXT_OBJECT = re.compile(rb"\xb6\x01\x12\x00[\s\S]{10}([\s\S]{2})[\s\S]{6}(?=\x3c\x00)")
_CONTINUE = b"\x3c\x00"
_LINK = re.compile(rb"\xb8\x01([\s\S]{2})(?=[\s\S]{8}\xd0\xc9\xea\x79\xf9\xba\xce\x11)")
_LENGTH = re.compile(rb"(?=([\x02-\xff][\s\S]\0\0))")
# Characters of texts in UTF-16: of Latin and Chinese alphabets, signs and wide forms.
_WIDE = re.compile(rb"(?:[\x09\x0a\x0d\x20-\xff]\x00|[\s\S][\x02-\x05\x20-\x2f\x30\x31\x34-\x9f\xac-\xdf\xf9-\xff])+")
_MOST = 100_000


def texts_of_xls(book: bytes) -> dict[str, list[str]]:
    """Return texts by place, of the stream that holds a workbook; nothing of one of before Excel 97."""
    try:
        return {
            "comments": list(_text_objects(book)),
            "headers, footers, validation": _margins(book),
            "links": _links(book),
        }
    except (struct.error, LookupError, ValueError):
        return {}


def texts_of_part(data: bytes) -> list[str]:
    """Return the texts of a part of an XLSB: each has its number of characters, four bytes, before it."""
    found = []
    for run in _WIDE.finditer(data):
        count = int.from_bytes(data[max(0, run.start() - 4) : run.start()], "little")
        if 2 <= count <= (run.end() - run.start()) // 2:
            found.append(data[run.start() : run.start() + 2 * count].decode("utf-16-le", "replace").strip())
        if len(found) == _MOST:
            break
    return found


def after_cells(data: bytes) -> bytes:
    """Return what stands behind the cells in the part of a sheet of an XLSB."""
    return data[data.rfind(b"\x92\x01\x00") + 1 :]


def _text_objects(book: bytes) -> Iterator[str]:
    for mark in _TEXT_OBJECT.finditer(book):
        left, at, text = int.from_bytes(mark[1], "little"), mark.end(), ""
        while left > 0 and book[at : at + 2] == _CONTINUE:
            (length,) = struct.unpack_from("<H", book, at + 2)
            piece = _characters(book[at + 4 : at + 4 + length], left)
            text, left, at = text + piece, left - len(piece), at + 4 + length
            if not piece:
                break
        yield text.strip()


def _characters(data: bytes, count: int) -> str:
    """Return characters behind a byte that tells whether they have one byte or two."""
    wide = bool(data[:1] and data[0] & 1)
    return data[1 : 1 + (2 * count if wide else count)].decode("utf-16-le" if wide else "latin-1", "replace")


def _records(book: bytes, at: int, *until: int) -> Iterator[tuple[int, bytes]]:
    """Yield records (type, content) from a place on to the first of certain types."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind in until:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _margins(book: bytes) -> list[str]:
    """Return the headers and footers of all sheets, which stand before their cells."""
    starts = [struct.unpack_from("<I", content)[0] for kind, content in _records(book, 0, _EOF) if kind == _SHEET]
    return [
        _characters(content[2:], struct.unpack_from("<H", content)[0])
        for start in starts
        for kind, content in _records(book, start, _DIMENSIONS, _EOF)
        if kind in _HEADER_FOOTER and len(content) > 2
    ]


def _links(book: bytes) -> list[str]:
    """Return the texts of links: each ends in a zero, and its length stands before it in characters or in bytes."""
    found: list[str] = []
    for mark in _LINK.finditer(book):
        content = book[mark.end() : mark.end() + int.from_bytes(mark[1], "little")]
        for length in _LENGTH.finditer(content):
            count = int.from_bytes(length[1], "little")
            for size in {2 * count, count & ~1}:
                text = content[length.end(1) : length.end(1) + size].decode("utf-16-le", "replace")
                if 2 * len(text) == size > 4 and text.find("\0") == len(text) - 1:
                    found.append(text[:-1].removeprefix("mailto:"))
        if len(found) >= _MOST:
            break
    return list(dict.fromkeys(found))
