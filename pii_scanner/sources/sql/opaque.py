"""Brackets and commas of SQL that stand in no string, no quoted name and no comment."""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from pii_scanner.sources.marks import Bytes, Ints, behind_backslashes, count_before
from pii_scanner.sources.sql.dialect import Dialect

_QUOTE, _DOUBLE, _BACKTICK, _OPEN, _CLOSE, _COMMA, _DASH, _SLASH, _STAR, _HASH, _DOLLAR = b"'\"`(),-/*#$"
_LEFT, _RIGHT = b"[]"
# E'..' of PostgreSQL knows backslashes, q'[..]' of Oracle ends where its bracket does.
OWN_BRACKETS = rb"[qQ]'(?:\[.*?\]|\{.*?\}|\(.*?\)|<.*?>|(?P<mark>[^\s\[({<]).*?(?P=mark))'"
_PREFIXES = np.frombuffer(b"EeQq", np.uint8)
PLAIN = rb"'[^']*(?:''[^']*)*'"
ESCAPED = rb"'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'"
_TOLD = (
    OWN_BRACKETS,
    rb"[eE]" + ESCAPED,
    rb"\"[^\"]*(?:\"\"[^\"]*)*\"|`[^`]*`",
)
# What is none of ours: comments, $$..$$, and a string without an end.
_ENDS = rb"--|/\*|[$#]|'|\"|`"
COMMENT = re.compile(rb"--[^\n]*|/\*(?!!).*?\*/", re.DOTALL)
_MYSQL_COMMENT = re.compile(rb"--[^\n]*|#[^\n]*|/\*(?!!).*?\*/", re.DOTALL)


def outside(data: Bytes, dialect: Dialect) -> Ints:
    """Return where brackets and commas stand that part rows and fields, up to the first comment."""
    quotes = np.flatnonzero(data == _QUOTE)
    behind = behind_backslashes(data) if dialect.escapes else None
    if behind is not None:
        quotes = quotes[~behind[quotes]]
    marks = _free(np.flatnonzero((data == _OPEN) | (data == _CLOSE) | (data == _COMMA)), quotes)
    end = _first_comment(data, quotes, dialect)
    if end is not None:
        marks, quotes = marks[: np.searchsorted(marks, end)], quotes[: np.searchsorted(quotes, end)]
    if not _is_plain(data[:end] if end is not None else data, quotes, marks, dialect):
        return _one_by_one(data, dialect)
    return marks


def _free(places: Ints, quotes: Ints) -> Ints:
    """Return the places that stand in no string."""
    return places[count_before(quotes, places) & 1 == 0]


def _first_comment(data: Bytes, quotes: Ints, dialect: Dialect) -> int | None:
    pairs = (data[:-1] == _DASH) & (data[1:] == _DASH)
    pairs |= (data[:-1] == _SLASH) & (data[1:] == _STAR)
    places = [np.flatnonzero(pairs)]
    if dialect.name == "mysql":
        places.append(np.flatnonzero(data == _HASH))
    elif dialect.name in {"postgresql", ""}:
        places.append(np.flatnonzero(data == _DOLLAR))
    firsts = [int(found[0]) for each in places if len(found := _free(each, quotes))]
    return min(firsts, default=None)


def _is_plain(data: Bytes, quotes: Ints, marks: Ints, dialect: Dialect) -> bool:
    """Return whether single quotation marks alone tell strings: names in others hold no bracket, and no string is of a
    kind with rules of its own."""
    if not dialect.escapes and np.isin(data[np.maximum(quotes[0::2] - 1, 0)], _PREFIXES).any():
        return False
    pairs = [(_DOUBLE, _DOUBLE), (_BACKTICK, _BACKTICK)]
    if dialect.name == "mssql":
        pairs.append((_LEFT, _RIGHT))
    telling = None
    for left, right in pairs:
        around = _free(np.flatnonzero((data == left) | (data == right)), quotes)
        if not len(around):
            continue
        if len(around) % 2:
            return False
        telling = np.sort(np.concatenate([marks, quotes])) if telling is None else telling
        counts = count_before(telling, around)
        if (counts[0::2] != counts[1::2]).any():
            return False
    return True


def _one_by_one(data: Bytes, dialect: Dialect) -> Ints:
    """Return the same, told string by string."""
    begins, ends = [], []
    buffer, last = data.tobytes(), len(data)
    for token in _tokens(escapes=dialect.escapes, brackets=dialect.name == "mssql").finditer(buffer):
        if token["end"]:
            last = token.start()
            break
        begins.append(token.start())
        ends.append(token.end())
    data = data[:last]
    marks = np.flatnonzero((data == _OPEN) | (data == _CLOSE) | (data == _COMMA))
    if not begins:
        return marks
    within = np.searchsorted(np.array(begins), marks, side="right") - 1
    return marks[(within < 0) | (np.array(ends)[within] <= marks)]


def comments_in(text: bytes, dialect: Dialect) -> list[tuple[int, int]]:
    """Return where comments begin and end, up to the first that does not."""
    found = []
    tokens = _tokens(escapes=dialect.escapes, brackets=dialect.name == "mssql")
    comment = _MYSQL_COMMENT if dialect.name == "mysql" else COMMENT
    at = 0
    while (token := tokens.search(text, at)) is not None:
        at = token.end()
        if token["end"] and (whole := comment.match(text, token.start())):
            found.append((token.start(), whole.end()))
            at = whole.end()
        elif token["end"] == b"/*":
            break
    return found


@cache
def _tokens(*, escapes: bool, brackets: bool) -> re.Pattern[bytes]:
    parts = [*_TOLD, ESCAPED if escapes else PLAIN]
    if brackets:
        parts.append(rb"\[[^\]]*\]")
    return re.compile(b"|".join(parts) + rb"|(?P<end>" + _ENDS + b")", re.DOTALL)
