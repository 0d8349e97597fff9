"""Dumps of databases as SQL: statements that insert rows, one or many each, and PostgreSQL's COPY blocks.

Each table that has rows is one here, with the columns, types and comments that CREATE TABLE and COMMENT tell of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import ColumnInfo, Location, Table
from pii_scanner.sources.encoding import Encoding, decoded_head, detect_encoding, looks_like_text, open_utf8
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.sql.created import called, columns_of, declared, said_beside_rows
from pii_scanner.sources.sql.dialect import Dialect, dialect_of
from pii_scanner.sources.sql.grammar import COPY, CREATE, INSERT, text_of
from pii_scanner.sources.sql.literals import values_of
from pii_scanner.sources.sql.opaque import COMMENT
from pii_scanner.sources.sql.tuples import Rows, Target, field_of_each
from pii_scanner.sources.sql.walk import Text, walk
from pii_scanner.sources.utf8_file import Utf8File

_HEAD = 1 << 22
_TELLING = 1 << 18
_MOST_LOOSE = 100_000
# Rows that make a batch, where few of them stand together in the dump.
_TOGETHER = 8192
_OTHERS = "other statements"
_DUMPS = {"", ".sql", ".txt", ".dump", ".dmp", ".bak", ".out", ".ddl", ".dml", ".psql", ".mysql"}
# Programs say in which encoding they write.
_DECLARED = re.compile(rb"SET\s+NAMES\s+'?utf-?8|client_encoding\s*=\s*'?utf-?8", re.IGNORECASE)
# What a dump begins with, whatever it is called.
_OPENING = re.compile(
    r"(?:\s+|--[^\n]*\n|/\*.*?\*/[ \t]*;?|(?:REM|PROMPT)\b[^\n]*\n)*"
    r"(?:INSERT\s+INTO|REPLACE\s+INTO|INSERT\s+\[|CREATE\s+TABLE|DROP\s+TABLE|SET\s+\w|USE\s+[`\[\w]|PRAGMA\s|BEGIN\b|START\s+TRANSACTION|COPY\s|\\restrict\s)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class _Told:
    """What a dump tells of a table with rows: the columns that its statements list, how many fields a row has at most
    without a list, and between which bytes its rows stand."""

    listed: list[tuple[str, ...]] = field(default_factory=list)
    width: int = 0
    begin: int = -1
    end: int = 0


@dataclass(frozen=True)
class Dump:
    """A dump as it is read: the file, and the columns of each table by name."""

    file: Utf8File
    encoding: Encoding
    dialect: Dialect
    columns: dict[str, tuple[ColumnInfo, ...]]

    def walk(self, begin: int = 0) -> Iterator[Rows | Text]:
        """Yield all of the dump in its order, from a byte of its UTF-8 on."""
        with self.file.opened(begin) as stream:
            yield from walk(stream, self.dialect, begin)

    def places(self, target: Target) -> list[int]:
        """Return where in the table's columns those of a statement stand."""
        columns = self.columns[target.table]
        if not target.columns:
            return list(range(len(columns)))
        known = {each.name: index for index, each in enumerate(columns)}
        alike = {each.name.casefold(): index for index, each in reversed(list(enumerate(columns)))}
        return [known.get(name, alike[name.casefold()]) for name in target.columns]


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    encoding = encoding_of(path)
    with open_utf8(path, encoding) as file:
        dialect = dialect_of(text_of(file.read(_TELLING)))
    created: dict[str, list[ColumnInfo]] = {}
    told: dict[str, _Told] = {}
    others: list[str] = []
    begun = 0
    dump = Dump(Utf8File(path, encoding), encoding, dialect, {})
    for piece in dump.walk():
        if isinstance(piece, Rows):
            _learn(told.setdefault(piece.target.table, _Told()), piece, begun)
            continue
        begun = piece.at
        if piece.role in {"statement", "comment", "unread"}:
            if piece.role == "statement":
                declared(piece.text, created)
            if len(others) < _MOST_LOOSE:
                said = said_beside_rows(piece.text) if piece.role == "statement" else piece.text
                others += [line.strip() for line in text_of(said).splitlines() if line.strip()]
    filled = {called(name, created) for name in told}
    told |= {name: _Told() for name in created if name not in filled}  # tables without rows
    for name, each in told.items():
        dump.columns[name] = _columns(each, columns_of(name, created))
    found = [_table(location, dump, name, each) for name, each in told.items() if dump.columns[name]]
    if others:
        batch = pa.record_batch([pa.array(others, pa.string())], names=[_OTHERS])
        columns = (ColumnInfo(_OTHERS),)
        found.append(Table(location.name, tr("(outside the cells)"), "sql", columns, lambda: iter([batch]), loose=True))
    if not found:
        raise SourceError(tr("{name} holds no text: there is nothing to scan.", name=location.name))
    if encoding.damaged:
        found[0].warn(tr("Some bytes fit no Chinese encoding; they were read as unknown characters."))
    return found


def _learn(told: _Told, rows: Rows, begun: int) -> None:
    listed = rows.target.columns
    widest = int(rows.counts.max())
    if listed and listed not in told.listed:
        told.listed.append(listed)
    told.width = max(told.width, widest if widest > len(listed) else 0)
    # The block of COPY is only known by the statement before it.
    told.begin = told.begin if told.begin >= 0 else begun if rows.copied else rows.at
    told.end = rows.end


def _columns(told: _Told, created: list[ColumnInfo]) -> tuple[ColumnInfo, ...]:
    columns = list(created)
    for names in told.listed:
        known = {each.name for each in columns}
        # XM is xm, but not where a statement names both.
        alike = {name.casefold() for name in known.difference(names)}
        columns += [ColumnInfo(name) for name in names if name not in known and name.casefold() not in alike]
    return (*columns, *(ColumnInfo(f"column_{number}") for number in range(len(columns) + 1, told.width + 1)))


def _table(location: Location, dump: Dump, name: str, told: _Told) -> Table:
    columns = dump.columns[name]

    def read() -> Iterator[pa.RecordBatch]:
        waiting: list[Rows] = []
        count = 0
        for piece in dump.walk(told.begin) if told.end else ():
            if not isinstance(piece, Rows):
                continue
            if piece.at >= told.end:
                break
            if piece.target.table != name:
                continue
            if waiting and (count >= _TOGETHER or not waiting[-1].goes_on(piece)):
                yield _batch_of(dump, waiting)
                waiting, count = [], 0
            waiting.append(piece)
            count += len(piece)
        if waiting:
            yield _batch_of(dump, waiting)

    return Table(location.name, name, "sql", columns, read, layout={"path": location.path, "dump": dump})


def _batch_of(dump: Dump, pieces: list[Rows]) -> pa.RecordBatch:
    """Return rows of one target as a batch of all columns of their table; those that stand alone are told together."""
    rows = pieces[0]
    columns = dump.columns[rows.target.table]
    places = dump.places(rows.target)
    count = sum(map(len, pieces))
    arrays = [pa.nulls(count, pa.string()) for _ in columns]
    counts = np.concatenate([each.counts for each in pieces])
    said = values_of(pa.concat_arrays([each.fields for each in pieces]), dump.dialect, copied=rows.copied)
    for index, place in enumerate(fields_of(places, len(columns), int(counts.max()))):
        arrays[place] = field_of_each(said, counts, index)
    return pa.record_batch(arrays, names=[each.name for each in columns])


def fields_of(places: list[int], width: int, most: int) -> list[int]:
    """Return the column of each field: more fields than a statement lists are of the columns behind all that are named."""
    free = [place for place in range(width) if place not in places]
    return [*places, *free[len(free) - max(0, most - len(places)) :]][: max(len(places), most)]


def encoding_of(path: Path) -> Encoding:
    """Return the encoding of a dump; where the bytes of pictures hide it, what the dump says of itself decides."""
    encoding = detect_encoding(path)
    if not encoding.damaged:
        return encoding
    with path.open("rb") as file:
        found = _DECLARED.search(file.read(_TELLING))
    # Read as one that may hold NUL characters: each byte that is no UTF-8 is replaced, whatever its line looks like.
    return Encoding("utf-8", encoding.mark, has_nuls=True) if found else encoding


def _recognizes(head: bytes, path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix not in _DUMPS:
        return False
    if suffix != ".sql" or not looks_like_text(head):
        # Bytes of pictures among the rows look like no text.
        text = decoded_head(head).lstrip("\ufeff")
        return _OPENING.match(text) is not None and _is_sql(text.encode("utf-8", "replace"))
    with open_utf8(path, encoding_of(path)) as file:
        return _is_sql(file.read(_HEAD))


def _is_sql(text: bytes) -> bool:
    plain = COMMENT.sub(b" ", text)
    return any(each.search(plain) is not None for each in (INSERT, COPY, CREATE))


# Before plain text and CSV, and before JSON, which a statement may hold.
KIND = SourceKind("sql", 35, _recognizes, tables)
