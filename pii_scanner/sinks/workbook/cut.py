"""A part's XML cut at its rows or strings, without a parser, as far as it is written the way all programs write it.

Anything uncommon (comments, other encodings, prefixed names, CDATA) is left to the parser: `rest()`
gives it the part with the items that were not taken yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from pii_scanner.sinks.workbook.markup import Element, damaged, parse

_PIECE = 1 << 18
_LONGEST_HEAD = 1 << 23
_LONGEST_ITEM = 1 << 26
_DECLARATION = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?:\s[^<>?]*)?\?>\s*)?"
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["'](?!utf-8["'])""", re.IGNORECASE)
_UNCOMMON = (b"<!", b"<?")


@dataclass(frozen=True)
class Shape:
    """Where the items of a kind of part begin and end."""

    root: re.Pattern[bytes]
    begin: re.Pattern[bytes]
    end: bytes
    item_end: bytes
    closing: bytes


SHEET = Shape(
    re.compile(_DECLARATION + rb"(<worksheet(?:\s[^<>&]*)?(?<!/)>)"),
    re.compile(b"<sheetData>"),
    b"</sheetData>",
    b"</row>",
    b"</sheetData></worksheet>",
)
STRINGS = Shape(
    re.compile(_DECLARATION + rb"(<sst(?:\s[^<>&]*)?(?<!/)>)"),
    re.compile(rb"<sst(?:\s[^<>&]*)?(?<!/)>"),
    b"</sst>",
    b"</si>",
    b"</sst>",
)


class Cut:
    """The text before the items of a part, the items in blocks, and the text after them.

    `plain` is False when the part has to be parsed from its beginning.
    """

    def __init__(self, handle: IO[bytes], shape: Shape) -> None:
        self._shape = shape
        self._handle = handle
        self._left = b""
        self._head = b""
        self._tail: bytes | None = None
        self.plain = self._read_head()

    def head(self) -> Element:
        """Return the root with what stands before the items."""
        return parse(self._head + self._shape.closing)

    def whole(self) -> Element | None:
        """Return the root with all but the items; None when not all of them were given as blocks."""
        return None if self._tail is None else parse(self._head + self._tail)

    def opening(self) -> bytes:
        """Return the root's opening tag, whose namespaces an item needs to be parsed alone."""
        match = self._shape.root.match(self._head)
        assert match is not None
        return match[1]

    def blocks(self) -> Iterator[str]:
        """Yield whole items; stops early at something uncommon."""
        while True:
            data = self._left
            # A search for one byte is much faster than that for two of which the first is frequent.
            if any(mark[1:] in data and mark in data for mark in _UNCOMMON):
                return
            end = data.find(self._shape.end)
            if end >= 0:
                self._left = data[end:]
                yield _decoded(data[:end])
                self._tail = self._left + self._handle.read()
                return
            whole = data.rfind(self._shape.item_end) + len(self._shape.item_end)
            if whole >= len(self._shape.item_end):
                self._left = data[whole:]
                yield _decoded(data[:whole])
            piece = self._handle.read(_PIECE)
            if not piece or len(self._left) > _LONGEST_ITEM:
                self._left += piece
                return
            self._left += piece

    def give_back(self, text: str) -> None:
        """Take back the end of the last block: items that cannot be told without a parser."""
        self._left = text.encode() + self._left

    def rest(self) -> IO[bytes]:
        """Return the part without the items of the blocks, for a parser."""
        return _Joined(self._head + self._left, self._handle)  # type: ignore[return-value]

    def _read_head(self) -> bool:
        data = b""
        while (begin := self._shape.begin.search(data)) is None:
            piece = self._handle.read(_PIECE)
            data += piece
            if not piece or len(data) > _LONGEST_HEAD:
                self._left = data
                return False
        end = begin.end()
        marked = data.find(b"<!", 0, end) >= 0 or data.find(b"<?", 8, end) >= 0
        if marked or self._shape.root.match(data) is None or _ENCODING.match(data):
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
