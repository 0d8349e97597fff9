"""Dumps of databases as SQL whose statements insert many rows each, as mysqldump writes them: one table for each that has
rows, with the columns that CREATE TABLE names; for scanning only.

A file with one row in each statement is a table of its own, and read as CSV: a masked copy can be written of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import Encoding, detect_encoding, looks_like_text, open_utf8
from pii_scanner.sources.registry import SourceKind

_NAME = rb"(?:[`\"\[]?[^`\"\[\]\s.(]+[`\"\]]?\s*\.\s*)?(?:`[^`]+`|\"[^\"]+\"|\[[^\]]+\]|[^\s(`\"\[]+)"
_INSERT = re.compile(
    rb"\s*(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\s+(" + _NAME + rb")\s*(?:\(([^()]*)\)\s*)?VALUES?\s*", re.IGNORECASE
)
_MANY = re.compile(rb"(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO\b[^;']{0,4000}\bVALUES?\s*\(", re.IGNORECASE)
_CREATE = re.compile(rb"\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(" + _NAME + rb")\s*\(", re.IGNORECASE)
_COLUMN = re.compile(
    rb"\s*(?:`([^`]+)`|\"([^\"]+)\"|\[([^\]]+)\]|(\w+))\s+([A-Za-z]\w*(?:\s*\([^()]*\))?(?: unsigned)?)"
)
_NO_COLUMN = re.compile(rb"\s*(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL)\b", re.IGNORECASE)
_COMMENT = re.compile(rb"\bCOMMENT\s+'((?:[^'\\]|\\.|'')*)'", re.IGNORECASE)
_STRING = re.compile(rb"'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_BRACKET = re.compile(rb"[(),]")
_QUOTE = re.compile(rb"\\.|'", re.DOTALL)
_TOKEN = re.compile(rb"'((?:[^'\\]|\\.|'')*)'|([(),;])|([^\s(),;']+)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "0": "", "Z": "", "b": ""}
_ROWS = 20_000
_PIECE = 1 << 20
_HEAD = 1 << 22
_MOST_LOOSE = 100_000
# A string that never ends is none.
_LONGEST = 1 << 26
Row = list[str | None]


@dataclass
class _Told:
    """What a dump tells of a table: the columns of CREATE TABLE, those that an INSERT lists, how many a row has, and
    between which bytes its rows stand."""

    created: list[ColumnInfo] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    width: int = 0
    begin: int = -1
    end: int = 0

    def stands(self, begin: int, end: int) -> None:
        """Note that rows stand between two bytes."""
        self.begin = begin if self.begin < 0 else self.begin
        self.end = end

    def columns(self) -> tuple[ColumnInfo, ...]:
        known = {column.name: column for column in self.created}
        found = [known.get(name, ColumnInfo(name)) for name in self.listed] or self.created
        return (*found, *(ColumnInfo(f"column_{number}") for number in range(len(found) + 1, self.width + 1)))


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = detect_encoding(path)
    told: dict[str, _Told] = {}
    others: list[str] = []
    for name, rows, other in _pieces(path, encoding, told):
        if rows:
            told[name].width = max(told[name].width, *map(len, rows))
        elif other and len(others) < _MOST_LOOSE:
            others.append(other)
    found = [_table(location, path, encoding, name, each) for name, each in told.items() if each.width]
    if others:
        batch = pa.record_batch([pa.array(others, pa.string())], names=["other statements"])
        name = tr("(outside the cells)")
        found.append(
            Table(location.name, name, "text", (ColumnInfo("other statements"),), lambda: iter([batch]), loose=True)
        )
    if not found:
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    if encoding.damaged:
        found[0].warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    return found


def _table(location: Location, path: Path, encoding: Encoding, name: str, told: _Told) -> Table:
    columns = told.columns()
    names = [column.name for column in columns]

    def read() -> Iterator[pa.RecordBatch]:
        waiting: list[Row] = []
        for piece, rows, _ in _pieces(path, encoding, {}, only=name, within=(told.begin, told.end)):
            waiting += rows if piece == name else ()
            if len(waiting) >= _ROWS:
                yield _batch(waiting, names)
                waiting = []
        if waiting:
            yield _batch(waiting, names)

    return Table(location.name, name, "text", columns, read, layout={"path": path})


def _batch(rows: list[Row], names: list[str]) -> pa.RecordBatch:
    width = len(names)
    filled = [row if len(row) == width else _fitted(row, width) for row in rows]
    return pa.record_batch([pa.array(column, pa.string()) for column in zip(*filled, strict=True)], names=names)


def _fitted(row: Row, width: int) -> Row:
    """Return a row of that many values; those that are too many stand in the last."""
    more = [value for value in row[width - 1 :] if value is not None]
    return [*row[: width - 1], " ".join(more) or None] if len(row) > width else row + [None] * (width - len(row))


def _pieces(
    path: Path, encoding: Encoding, told: dict[str, _Told], only: str = "", within: tuple[int, int] = (0, 0)
) -> Iterator[tuple[str, list[Row], str]]:
    """Yield (table, rows, "") for the lines that insert some, and ("", [], line) for all others; what is learned of tables goes
    to `told`. With `only` rows of that table alone are looked at, which stand `within` some bytes, else the first rows
    of each."""
    inserted = created = ""
    for at, line in _lines(path, encoding, *within):
        begin = 0
        if not inserted and (found := _INSERT.match(line)):
            inserted, begin = _plain(found[1]), found.end()
            mine = told.setdefault(inserted, _Told())
            mine.listed = mine.listed or [_plain(each) for each in (found[2] or b"").split(b",") if each.strip()]
        if inserted:
            name = inserted
            told[name].stands(at, at + len(line))
            if line.rstrip().endswith(b";"):
                inserted = ""
            known = name != only if only else told[name].width > 0
            rows = [] if known else _rows(line, begin)
            if rows or known or only:
                yield name, rows, ""
                continue
        if found := _CREATE.match(line):
            created, begin = _plain(found[1]), found.end()
        if created:
            told.setdefault(created, _Told()).created += _columns(line[begin:])
        if line.rstrip().endswith(b";"):
            created = ""
        if not only and line.strip():
            yield "", [], _text(line).strip()


def _columns(line: bytes) -> Iterator[ColumnInfo]:
    """Yield the columns that a line of CREATE TABLE declares, of which most declare one."""
    # Commas inside strings and brackets part nothing.
    bare = _STRING.sub(lambda match: b"x" * len(match[0]), line)
    bounds, depth = [0], 0
    for sign in _BRACKET.finditer(bare):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        bounds += [sign.end()] if sign[0] == b"," and depth == 0 else []
    bounds.append(len(line))
    for start, end in pairwise(bounds):
        each = line[start:end]
        column = None if _NO_COLUMN.match(each) else _COLUMN.match(each)
        if column is not None:
            name = next(filter(None, column.groups()[:4]))
            comment = _COMMENT.search(each)
            yield ColumnInfo(_text(name), _text(column[5]).lower(), _unescaped(_text(comment[1])) if comment else "")


def _lines(path: Path, encoding: Encoding, begin: int = 0, end: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a dump as UTF-8, from a byte on and up to another, each with the byte it begins at; of what is
    inserted a string that goes over several lines is in one."""
    waiting: list[bytes] = []
    odd, size, inside, at = 0, 0, False, begin
    with open_utf8(path, encoding) as file:
        _skip(file, begin)
        for line in file:
            if end and at >= end:
                return
            if not waiting and not inside and not _INSERT.match(line):
                yield at, line
                at += len(line)
                continue
            odd ^= (_QUOTE.findall(line).count(b"'") if b"\\" in line else line.count(b"'")) % 2
            waiting.append(line)
            size += len(line)
            if odd and size < _LONGEST:
                continue
            whole = b"".join(waiting)
            waiting, odd, size = [], 0, 0
            inside = not whole.rstrip().endswith(b";")
            yield at, whole
            at += len(whole)
    if waiting:
        yield at, b"".join(waiting)


def _skip(file: IO[bytes], count: int) -> None:
    """Pass over the first bytes of a stream."""
    if file.seekable():
        file.seek(count, os.SEEK_CUR)
        return
    while count > 0 and (passed := len(file.read(min(count, _PIECE)))):
        count -= passed


def _rows(line: bytes, begin: int) -> list[Row]:
    """Return the tuples of values in a line; what stands in brackets inside a value stays one."""
    rows: list[Row] = []
    row: Row = []
    parts: list[str] = []
    depth, null = 0, False
    for text, sign, bare in _TOKEN.findall(line, begin):
        if sign == b"(" and depth == 0:
            row, parts, depth, null = [], [], 1, False
        elif sign in (b",", b")") and depth == 1:
            row.append(None if null and len(parts) == 1 else " ".join(parts))
            parts, null = [], False
            if sign == b")":
                rows.append(row)
                depth = 0
        elif sign:
            depth += {b"(": 1, b")": -1}.get(sign, 0)
            parts.append(sign.decode())
        elif depth:
            null = null or bare.upper() == b"NULL"
            if not bare:
                parts.append(_unescaped(_text(text)))
            elif not bare.startswith(b"_"):  # _binary 'x' says how the text behind it is meant
                parts.append(_text(bare))
    return rows


def _plain(name: bytes) -> str:
    return ".".join(each.strip().strip('`"[]') for each in _text(name).split("."))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _unescaped(text: str) -> str:
    if "\\" not in text and "''" not in text:
        return text
    return _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[1]) if match[1] else "'", text)


def _recognizes(head: bytes, path: Path) -> bool:
    if path.suffix.lower() != ".sql" or not looks_like_text(head):
        return False
    with open_utf8(path, detect_encoding(path)) as file:
        text = file.read(_HEAD)
    first = _MANY.search(text)
    if first is None:
        return False
    return _many(text, first.end() - 1)


def _many(text: bytes, begin: int) -> bool:
    """Return whether the first statement that inserts anything has a second row."""
    depth = rows = 0
    for found in _TOKEN.finditer(text, begin):
        sign = found[2]
        if sign == b";" and depth == 0:
            break
        depth += {b"(": 1, b")": -1}.get(sign or b"", 0)
        rows += sign == b")" and depth == 0
        if rows > 1:
            return True
    return False


# Before plain text and CSV.
KIND = SourceKind("sql", 86, _recognizes, tables)
