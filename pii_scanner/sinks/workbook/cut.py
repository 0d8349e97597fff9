"""A sheet's XML cut at its rows, without a parser, as far as it is written the way spreadsheet programs write it.

Anything uncommon (comments, other encodings, prefixed names, CDATA) is left to the parser: `rest()`
gives it the sheet with the rows that were not taken yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from pii_scanner.sinks.workbook.markup import Element, damaged, parse

_PIECE = 1 << 18
_LONGEST_HEAD = 1 << 23
_LONGEST_ROW = 1 << 26
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:\s[^<>?]*)?\?>\s*)?(<worksheet(?:\s[^<>&]*)?)>")
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_CELLS = b"<sheetData>"
_END = b"</sheetData>"
_ROW_END = b"</row>"
_UNCOMMON = (b"<!", b"<?")


class Cut:
    """The text before the cells, the rows in blocks, and the text after them.

    `plain` is False when the sheet has to be parsed from its beginning.
    """

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self._left = b""
        self._head = b""
        self._tail: bytes | None = None
        self.plain = self._read_head()

    def head(self) -> Element:
        """Return the root with what stands before the cells."""
        return parse(self._head + b"</sheetData></worksheet>")

    def whole(self) -> Element | None:
        """Return the root with all but the cells; None when not all rows were given as blocks."""
        return None if self._tail is None else parse(self._head + self._tail)

    def opening(self) -> bytes:
        """Return the root's opening tag, whose namespaces a row needs to be parsed alone."""
        match = _START.match(self._head)
        assert match is not None
        return match[1] + b">"

    def blocks(self) -> Iterator[str]:
        """Yield whole rows; stops early at something uncommon."""
        while True:
            data = self._left
            if any(mark in data for mark in _UNCOMMON):
                return
            end = data.find(_END)
            if end >= 0:
                self._left = data[end:]
                yield _decoded(data[:end])
                self._tail = self._left + self._handle.read()
                return
            whole = data.rfind(_ROW_END) + len(_ROW_END)
            if whole >= len(_ROW_END):
                self._left = data[whole:]
                yield _decoded(data[:whole])
            piece = self._handle.read(_PIECE)
            if not piece or len(self._left) > _LONGEST_ROW:
                self._left += piece
                return
            self._left += piece

    def give_back(self, text: str) -> None:
        """Take back the end of the last block: rows that cannot be told without a parser."""
        self._left = text.encode() + self._left

    def rest(self) -> IO[bytes]:
        """Return the sheet without the rows of the blocks, for a parser."""
        return _Joined(self._head + self._left, self._handle)  # type: ignore[return-value]

    def _read_head(self) -> bool:
        data = b""
        while (at := data.find(_CELLS)) < 0:
            piece = self._handle.read(_PIECE)
            data += piece
            if not piece or len(data) > _LONGEST_HEAD:
                self._left = data
                return False
        end = at + len(_CELLS)
        start = _START.match(data[:end])
        if start is None or data.find(b"<!", 0, end) >= 0 or data.find(b"<?", 8, end) >= 0 or _ENCODING.match(data):
            self._left = data
            return False
        self._head, self._left = data[:end], data[end:]
        return True


class _Joined:
    """Bytes in memory, and the rest of a file after them."""

    def __init__(self, first: bytes, handle: IO[bytes]) -> None:
        self._first = first
        self._handle = handle

    def read(self, size: int = -1) -> bytes:
        if not self._first:
            return self._handle.read(size)
        if size < 0:
            first, self._first = self._first, b""
            return first + self._handle.read()
        first, self._first = self._first[:size], self._first[size:]
        return first


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise damaged() from error
