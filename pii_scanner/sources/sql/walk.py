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
_COPIED_END = re.compile(rb"(?:\A|(?<=\n))\\\.[ \t]*(?:\r?\n|\Z)")


@dataclass(frozen=True)
class Text:
    """Text that is no row: `role` is "statement", "comment", "blank", "end" (of a statement that inserted rows) or "clause" (behind
    its rows)."""

    at: int
    text: bytes
    role: str


class _Reader:
    """The part of a stream that is looked at: `data` from its place `at` on."""

    def __init__(self, stream: IO[bytes], at: int) -> None:
        self._stream = stream
        self.data, self.at, self.ended = b"", at, False

    def need(self, size: int) -> bool:
        """Hold at least so many bytes if there are; return whether anything is left."""
        if len(self.data) < size and not self.ended:
            pieces = [self.data]
            held = len(self.data)
            while held < size:
                more = self._stream.read(max(_PIECE, size - held))
                if not more:
                    self.ended = True
                    break
                pieces.append(more)
                held += len(more)
            self.data = b"".join(pieces)
        return bool(self.data)

    def more(self) -> bool:
        """Hold twice as much; return whether there was more and it is not too long."""
        before = len(self.data)
        if before >= _LONGEST:
            return False
        self.need(2 * max(before, _PIECE))
        return len(self.data) > before

    def blank(self, size: int, dialect: Dialect) -> list[Text]:
        """Put white space in the place of comments that end among so many bytes; return them."""
        text = self.data[:size]
        found = [each for each in comments_in(text, dialect) if each[1] < len(text) or len(text) == len(self.data)]
        if not found:
            return []
        head = bytearray(text)
        for begin, end in found:
            head[begin:end] = b" " * (end - begin)
        self.data = bytes(head) + self.data[size:]
        return [Text(self.at + begin, text[begin:end], "comment") for begin, end in found]

    def pass_over(self, size: int) -> bytes:
        """Go on behind so many bytes and return them."""
        text, self.data = self.data[:size], self.data[size:]
        self.at += size
        return text


def walk(stream: IO[bytes], dialect: Dialect, at: int = 0) -> Iterator[Rows | Text]:
    """Yield all of a dump in its order, from `at` on, where a statement begins; the stream stands there."""
    reader = _Reader(stream, at)
    going: Target | None = None
    window = _LEAST
    while reader.need(max(_PIECE, 2 * window)):
        if going is None and not INSERT.match(reader.data):
            copied = COPY.match(reader.data)
            if copied and b"csv" not in copied[3].lower():
                yield _taken(reader, copied.end(), "statement")
                yield from _copied(reader, Target(table_name(copied[1]), tuple(names_of(copied[2] or b""))))
            elif _BEGUN.match(reader.data) and (comments := reader.blank(window, dialect)):
                yield from comments
            else:
                yield _other(reader, dialect)
            continue
        found = cut(memoryview(reader.data)[:window], reader.at, dialect, going)
        if found:
            yield from found
            going = found[-1].target
            size = found[-1].end - reader.at
            reader.pass_over(size)
            window = min(_MOST, max(_LEAST, 4 * size))
        elif going is not None and (ended := _ended(reader)) is not None:
            yield from ended
            going = None
        elif comments := reader.blank(window, dialect):
            yield from comments
        elif window < len(reader.data) or reader.more():
            window = min(4 * window, max(len(reader.data), window + 1))
        else:  # a row that never ends
            yield _taken(reader, _line_end(reader), "statement")
            going, window = None, _LEAST


def _taken(reader: _Reader, size: int, role: str) -> Text:
    at = reader.at
    return Text(at, reader.pass_over(size), role)


def _line_end(reader: _Reader) -> int:
    return reader.data.find(b"\n") + 1 or len(reader.data)


def _ended(reader: _Reader) -> list[Text] | None:
    """Return what ends the statement whose rows were read, None where more rows follow."""
    if found := _ENDED.match(reader.data):
        return [_taken(reader, found.end(), "end")]
    if _CLAUSE.match(reader.data):
        return [Text(reader.at, b"", "clause")]
    return None if reader.data.lstrip().startswith(b",") else []


def _other(reader: _Reader, dialect: Dialect) -> Text:
    """Return white space, a comment, or the next statement that inserts nothing."""
    while True:
        for pattern, role in (
            (_BLANK, "blank"),
            (_COMMENT, "comment"),
            (_LINE, "statement"),
            (_DELIMITER, "statement"),
        ):
            found = pattern.match(reader.data)
            if found and (role == "blank" or reader.ended or found.end() < len(reader.data)):
                return _taken(reader, found.end(), role)
        for token in _TOKENS[dialect.escapes].finditer(reader.data):
            if token["end"]:
                return _taken(reader, token.end(), "statement")
        if not reader.more():
            return _taken(reader, len(reader.data) if reader.ended else _line_end(reader), "statement")


def _copied(reader: _Reader, target: Target) -> Iterator[Rows | Text]:
    """Yield the rows of COPY .. FROM stdin and the line that ends them."""
    window = _LEAST
    while reader.need(window + _PIECE):
        if found := _COPIED_END.match(reader.data):
            yield _taken(reader, found.end(), "end")
            return
        last = reader.data.find(b"\n\\.", 0, window)
        size = (last if last >= 0 else reader.data.rfind(b"\n", 0, window)) + 1
        if not size and (window < len(reader.data) or reader.more()):
            window = min(4 * window, max(len(reader.data), window + 1))
            continue
        if not size:  # the end of the dump is missing, or a row never ends
            yield _taken(reader, len(reader.data), "statement")
            return
        data = np.frombuffer(reader.data, np.uint8, size)
        closes = np.flatnonzero(data == _LF)
        places = (0, np.append(-1, closes[:-1]), np.flatnonzero(data == _TAB), closes)
        yield Rows(data, reader.at, target, places, np.zeros(len(closes), np.bool_), copied=True)
        reader.pass_over(size)
        window = _MOST
