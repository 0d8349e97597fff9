"""The walk through a dump: rows that are inserted or copied, and the text of all other statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np

from pii_scanner.sources.sql.dialect import Dialect
from pii_scanner.sources.sql.grammar import COPY, INSERT, names_of, table_name
from pii_scanner.sources.sql.opaque import ESCAPED, PLAIN, comments_in
from pii_scanner.sources.sql.tuples import Rows, Target, cut

# Bytes that are looked at together: as many rows as a batch should hold, less where other statements stand between rows.
_LEAST, _MOST = 1 << 14, 1 << 22
_PIECE = 1 << 20
# A string or a statement that never ends is none.
_LONGEST = 1 << 26
_TAB, _LF = b"\t\n"
_BLANK = re.compile(rb"\s+")
_COMMENT = re.compile(rb"--[^\n]*\n?|/\*(?!!).*?\*/[ \t]*;?|#[^\n]*\n?", re.DOTALL)
# Lines that a command-line client understands; no semicolon ends them.
_LINE = re.compile(
    rb"(?:(?:GO|/|REM|PROMPT|SPOOL|WHENEVER|EXIT|QUIT|\\(?!\.)\S+|@\S*)(?:[ \t][^\n]*)?|SET[ \t]+[^;\n'=]*[ \t](?:ON|OFF|\d+))[ \t\r]*(?:\n|\Z)",
    re.IGNORECASE,
)
_DELIMITER = re.compile(
    rb"DELIMITER\s+(?!;[ \t\r]*\n)\S+.*?\nDELIMITER\s+;[ \t\r]*(?:\n|\Z)", re.IGNORECASE | re.DOTALL
)
# What a statement is made of, to the semicolon that ends it or to a line with which another one begins.
_TOKENS = {
    escapes: re.compile(
        rb"(?P<end>;|\n(?=\s*(?:GO\s|INSERT\s|REPLACE\s+INTO\s|COPY\s[^\n]*FROM\s+stdin)))|[^;'\"`$/\-\n]+|"
        + (ESCAPED if escapes else PLAIN)
        + rb"|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\2\$|.",
        re.DOTALL | re.IGNORECASE,
    )
    for escapes in (False, True)
}
_BEGUN = re.compile(rb"(?:INSERT|REPLACE)\s", re.IGNORECASE)
_ENDED = re.compile(rb"[ \t\r\n]*;[ \t]*\r?\n?")
_CLAUSE = re.compile(rb"\s*(?:ON\s+(?:CONFLICT|DUPLICATE)|RETURNING\b|AS\s+\w|SELECT\b)", re.IGNORECASE)
_COPIED_END = re.compile(rb"\\\.[ \t]*(?:\r?\n|\Z)")
# More rows follow, maybe behind a comment.
_FOLLOWED = re.compile(rb"\s*(?:,|--|/\*|#)")
_KINDS = ((_BLANK, "blank"), (_COMMENT, "comment"), (_LINE, "statement"), (_DELIMITER, "statement"))


@dataclass(frozen=True)
class Text:
    """Text that is no row: `role` is "statement", "comment", "blank", "end" (of a statement that inserted rows), "clause" (behind
    its rows) or "unread" (rows that nobody here reads, and the statement before them)."""

    at: int
    text: bytes
    role: str


class _Reader:
    """The part of a stream that is held: `at` is the place in the dump that is looked at."""

    def __init__(self, stream: IO[bytes], at: int) -> None:
        self._stream, self._buffer, self._pos = stream, b"", 0
        self.at, self.ended = at, False

    @property
    def left(self) -> int:
        """How many bytes are held from the place on."""
        return len(self._buffer) - self._pos

    def need(self, size: int) -> bool:
        """Hold at least so many bytes if there are; return whether anything is left."""
        if self.left < size and not self.ended:
            pieces = [self._buffer[self._pos :]]
            held = self.left
            while held < size and not self.ended:
                pieces.append(self._stream.read(max(_PIECE, size - held)))
                held += len(pieces[-1])
                self.ended = not pieces[-1]
            self._buffer, self._pos = b"".join(pieces), 0
        return self.left > 0

    def more(self) -> bool:
        """Hold twice as much; return whether there was more and it is not too long."""
        before = self.left
        if before >= _LONGEST:
            return False
        self.need(2 * max(before, _PIECE))
        return self.left > before

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        return pattern.match(self._buffer, self._pos)

    def size_of(self, found: re.Match[bytes]) -> int:
        """Return how many bytes there are to the end of a match."""
        return found.end() - self._pos

    def tokens(self, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        return pattern.finditer(self._buffer, self._pos)

    def window(self, size: int) -> memoryview:
        """Return the next so many bytes."""
        return memoryview(self._buffer)[self._pos : self._pos + size]

    def line_end(self) -> int:
        """Return how many bytes the line has."""
        at = self._buffer.find(b"\n", self._pos)
        return at + 1 - self._pos if at >= 0 else self.left

    def lines(self, size: int) -> int:
        """Return how many of the next bytes are whole lines, up to one that begins with a backslash and a full stop."""
        end = self._pos + size
        last = self._buffer.find(b"\n\\.", self._pos, end)
        return (last if last >= 0 else max(self._buffer.rfind(b"\n", self._pos, end), self._pos - 1)) + 1 - self._pos

    def blank(self, size: int, dialect: Dialect) -> list[Text]:
        """Put white space in the place of comments that end among so many bytes; return them."""
        text = bytes(self.window(size))
        found = [each for each in comments_in(text, dialect) if each[1] < len(text) or len(text) == self.left]
        if not found:
            return []
        head = bytearray(text)
        for begin, end in found:
            head[begin:end] = b" " * (end - begin)
        self._buffer, self._pos = bytes(head) + self._buffer[self._pos + size :], 0
        return [Text(self.at + begin, text[begin:end], "comment") for begin, end in found]

    def taken(self, size: int, role: str) -> Text:
        """Go on behind so many bytes, and return them."""
        text = Text(self.at, bytes(self.window(size)), role)
        self.pass_over(size)
        return text

    def pass_over(self, size: int) -> None:
        self._pos += size
        self.at += size


def walk(stream: IO[bytes], dialect: Dialect, at: int = 0) -> Iterator[Rows | Text]:
    """Yield all of a dump in its order, from `at` on, where a statement begins; the stream stands there."""
    reader = _Reader(stream, at)
    going: Target | None = None
    window = _LEAST
    while reader.need(max(_PIECE, 2 * window)):
        if going is not None and (ended := _ended(reader)) is not None:
            yield from ended
            going = None
        if going is None and not reader.match(INSERT):
            copied = reader.match(COPY)
            if copied and copied[3].strip():
                yield from _unread(reader, reader.size_of(copied))
            elif copied:
                target = Target(table_name(copied[1]), tuple(names_of(copied[2] or b"")))
                yield reader.taken(reader.size_of(copied), "statement")
                yield from _copied(reader, target)
            elif reader.match(_BEGUN) and (comments := reader.blank(window, dialect)):
                yield from comments
            elif reader.left:
                yield _other(reader, dialect)
            continue
        found = cut(reader.window(window), reader.at, dialect, going)
        if found:
            yield from found
            going = found[-1].target
            size = found[-1].end - reader.at
            reader.pass_over(size)
            window = min(_MOST, max(_LEAST, 4 * size))
        elif comments := reader.blank(window, dialect):
            yield from comments
        elif window < reader.left or reader.more():
            window = min(4 * window, max(reader.left, window + 1))
        else:  # a row that never ends
            yield reader.taken(reader.line_end(), "statement")
            going, window = None, _LEAST


def _ended(reader: _Reader) -> list[Text] | None:
    """Return what ends the statement whose rows were read, None where more rows follow or a comment stands before what does."""
    if found := reader.match(_ENDED):
        return [reader.taken(reader.size_of(found), "end")]
    if reader.match(_CLAUSE):
        return [Text(reader.at, b"", "clause")]
    return None if reader.match(_FOLLOWED) else []


def _other(reader: _Reader, dialect: Dialect) -> Text:
    """Return white space, a comment, or the next statement that inserts nothing."""
    while True:
        for pattern, role in _KINDS:
            found = reader.match(pattern)
            if found and (role == "blank" or reader.ended or reader.size_of(found) < reader.left):
                return reader.taken(reader.size_of(found), role)
        for token in reader.tokens(_TOKENS[dialect.escapes]):
            if token["end"]:
                return reader.taken(reader.size_of(token), "statement")
        if not reader.more():
            return reader.taken(reader.left if reader.ended else reader.line_end(), "statement")


def _unread(reader: _Reader, head: int) -> Iterator[Text]:
    """Yield the statement before rows in a form of its own, as CSV, and them, to the line that ends them."""
    yield reader.taken(head, "unread")
    while reader.need(_PIECE):
        if found := reader.match(_COPIED_END):
            yield reader.taken(reader.size_of(found), "unread")
            return
        yield reader.taken(reader.lines(_PIECE) or reader.line_end(), "unread")


def _copied(reader: _Reader, target: Target) -> Iterator[Rows | Text]:
    """Yield the rows of COPY .. FROM stdin and the line that ends them."""
    window = _LEAST
    while reader.need(window + _PIECE):
        if found := reader.match(_COPIED_END):
            yield reader.taken(reader.size_of(found), "end")
            return
        size = reader.lines(window)
        if not size and (window < reader.left or reader.more()):
            window = min(4 * window, max(reader.left, window + 1))
            continue
        if not size:  # the end of the dump is missing, or a row never ends
            yield reader.taken(reader.left, "statement")
            return
        data = np.frombuffer(reader.window(size), np.uint8)
        closes = np.flatnonzero(data == _LF)
        places = (0, np.append(-1, closes[:-1]), np.flatnonzero(data == _TAB), closes)
        yield Rows(data, reader.at, target, places, np.zeros(len(closes), np.bool_), copied=True)
        reader.pass_over(size)
        window = _MOST
