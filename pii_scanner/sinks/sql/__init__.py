"""Masked dumps: the source's own statements, in whose rows masked values stand; what is no table and no row is left out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.encoded import Encoded
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.sql.declared import types_of
from pii_scanner.sinks.sql.rows import TableWriter, closing
from pii_scanner.sinks.sql.statements import CopiedTable, Statements
from pii_scanner.sources.sql import Dump
from pii_scanner.sources.sql.walk import Text

_END = b";\n"


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    dump: Dump = tables[0].source.layout["dump"]
    copied = {name: _nothing(name) for name in dump.columns} | {table.source.name: _copied(table) for table in tables}
    copy = _Copy(dump, tables, copied, scrub)
    rows = target.with_name(f"{target.name}.rows")
    try:
        # Types of columns are known when all rows are: statements that declare some take their place among them then.
        with rows.open("wb") as file:
            copy.write_rows(file)
        with rows.open("rb") as source, target.open("wb") as file:
            copy.write_all(source, file)
    finally:
        rows.unlink(missing_ok=True)
    return copy.warnings()


def _nothing(name: str) -> CopiedTable:
    return CopiedTable(name, {}, frozenset())


def _copied(table: MaskedTable) -> CopiedTable:
    staying = {column.source_name: column.name for column in table.columns}
    dropped = frozenset(each.name for each in table.source.columns if each.name not in staying)
    return CopiedTable(table.name, staying, dropped)


class _Copy:
    """A dump being copied: first its rows, then all of it."""

    def __init__(
        self, dump: Dump, tables: Sequence[MaskedTable], copied: Mapping[str, CopiedTable], scrub: Scrub
    ) -> None:
        self._dump, self._tables, self._copied = dump, {each.source.name: each for each in tables}, copied
        self._statements = Statements(copied, dump.dialect, scrub)
        # Where statements that declare types are to stand among the bytes of the others.
        self._waiting: list[tuple[int, bytes]] = []
        self._comments = self._left_out = 0
        self._is_open = self._is_copied = self._is_clause = False

    def write_rows(self, file: IO[bytes]) -> None:
        out = Encoded(file, self._dump.encoding.name)
        writers: dict[str, TableWriter] = {}
        for piece in self._dump.walk():
            if isinstance(piece, Text):
                self._text(piece, file, out)
                continue
            name = piece.target.table
            if name not in self._tables:
                if self._is_open and (closer := closing(piece)):
                    out.write(closer)
                    self._is_open = False
                continue
            if name not in writers:
                writers[name] = TableWriter(self._dump, self._tables[name], self._copied[name])
            lines, self._is_open = writers[name].lines(piece, is_open=self._is_open)
            out.write_array(lines)
        for writer in writers.values():
            writer.end()

    def _text(self, piece: Text, file: IO[bytes], out: Encoded) -> None:
        if piece.role == "end":
            if self._is_open or self._is_copied:
                out.write_utf8(piece.text)
            self._is_open = self._is_copied = False
            return
        if piece.role == "comment":
            self._comments += 1
            return
        if piece.role == "clause":
            self._is_clause = True
            return
        if piece.role == "unread":
            self._left_out += 1
            return
        if piece.role == "blank":
            out.write_utf8(piece.text)
        elif self._is_clause:
            self._clause(piece.text, out)
        elif not self._statements.may_stay(piece.text):
            self._left_out += 1
        elif self._statements.waits(piece.text):
            self._waiting.append((file.tell(), piece.text))
        else:
            self._statement(piece.text, out)
            self._is_copied = self._statements.begins_rows(piece.text)

    def _statement(self, text: bytes, out: Encoded) -> None:
        written = self._statements.written(text)
        self._left_out += written is None
        out.write_utf8(written or b"")

    def _clause(self, text: bytes, out: Encoded) -> None:
        """Write what stands behind the rows of a statement, if it says no value."""
        written = self._statements.written(text) if self._is_open and b"'" not in text else None
        self._left_out += self._is_open and written is None
        out.write_utf8(written if written is not None else _END if self._is_open else b"")
        self._is_open = self._is_clause = False

    def write_all(self, others: IO[bytes], file: IO[bytes]) -> None:
        for name, table in self._tables.items():
            copied = self._copied[name]
            copied.types = types_of(table.source.columns, copied.fits, self._dump.dialect)
        file.write(self._dump.encoding.mark)
        out = Encoded(file, self._dump.encoding.name)
        done = 0
        for at, text in self._waiting:
            _copy_bytes(others, file, at - done)
            done = at
            self._statement(text, out)
        shutil.copyfileobj(others, file)

    def warnings(self) -> list[str]:
        """Return what is not in the copy as it is in the source."""
        said = []
        if self._comments:
            said.append(tr("comments left out: {count}", count=self._comments))
        if self._left_out:
            said.append(
                tr("statements left out that neither make a table nor insert rows: {count}", count=self._left_out)
            )
        retyped = [f"{name}.{column}" for name, table in self._copied.items() for column in table.types]
        if retyped:
            said.append(tr("columns declared as text for their masked values: {columns}", columns=", ".join(retyped)))
        emptied = [
            f"{name}.{column}"
            for name, table in self._copied.items()
            for column, fit in table.fits.items()
            if fit.bytes_left_out
        ]
        if emptied:
            said.append(tr("bytes that are no text were left out: {columns}", columns=", ".join(emptied)))
        return said


def _copy_bytes(source: IO[bytes], target: IO[bytes], count: int) -> None:
    while count > 0:
        piece = source.read(min(count, 1 << 20))
        target.write(piece)
        count -= len(piece)


SINK = SinkKind("sql", ("sql",), write, reorders=False)
