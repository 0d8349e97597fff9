"""Rows of a dump written with their masked values, statement by statement as the source inserts them."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedTable
from pii_scanner.sinks.chosen import InPlace
from pii_scanner.sinks.pieces import Pieces, changed
from pii_scanner.sinks.sql.literals import Fit, rewritten
from pii_scanner.sinks.sql.statements import CopiedTable, listed_columns, renamed
from pii_scanner.sources.sql import Dump, fields_of
from pii_scanner.sources.sql.grammar import CLOSERS, INTO, LIST, NAME, VALUES, bare
from pii_scanner.sources.sql.literals import values_of
from pii_scanner.sources.sql.tuples import Rows, field_of_each

Flags = npt.NDArray[np.bool_]
# What ends the statement before, the beginning of the next with its table and columns, and the word before its rows.
_HEAD = re.compile(rb"(" + CLOSERS + rb")(" + INTO + rb")(" + LIST + rb")?(\s*" + VALUES + rb")\Z", re.IGNORECASE)


class TableWriter:
    """Gives the text of a table's rows in the copy."""

    def __init__(self, dump: Dump, table: MaskedTable, copied: CopiedTable) -> None:
        self._dump, self._copied, self._table = dump, copied, table
        self._columns = {column.index: place for place, column in enumerate(table.columns)}
        self._place = InPlace(table) if table.chosen is not None else None
        name = table.source.source
        self._pieces = Pieces(self._place.batches() if self._place is not None else table.read(), name)
        self._head = ""
        self._heads: dict[str, str] = {}

    def end(self) -> None:
        self._pieces.end()

    def lines(self, rows: Rows, *, is_open: bool) -> tuple[pa.StringArray, bool]:
        """Return the rows that stay, each with what stands before it, then what closes a statement whose next ones left; and
        whether one is open behind them."""
        stays = np.ones(len(rows), np.bool_) if self._place is None else self._place.staying(len(rows))
        if stays is None:
            raise changed(self._table.source.source)
        masked = self._pieces.take(int(np.count_nonzero(stays)))
        if not self._columns:
            stays = np.zeros(len(rows), np.bool_)
        bodies = self._bodies(rows, stays, masked) if stays.any() else pa.array([], pa.string())
        if rows.copied:
            return bodies, False
        before, closing, is_open = self._before(rows, stays, is_open=is_open)
        lines = pc.binary_join_element_wise(before, "(", bodies, ")", "")
        return pa.concat_arrays([lines, pa.array([closing], pa.string())]) if closing else lines, is_open

    def _bodies(self, rows: Rows, stays: Flags, masked: list[pa.Array]) -> pa.StringArray:
        """Return the fields of the rows that stay, joined."""
        most, width = int(rows.counts.max()), len(self._table.source.columns)
        places = fields_of(self._dump.places(rows.target), width, most)[:most]
        chosen = None if stays.all() else pa.array(stays)
        made: list[pa.StringArray] = []
        said = values_of(rows.fields, self._dump.dialect, copied=rows.copied)
        for index, place in enumerate(places):
            if place not in self._columns or not masked:
                continue
            raw, values = (field_of_each(each, rows.counts, index) for each in (rows.fields, said))
            if chosen is not None:
                raw, values = raw.filter(chosen), values.filter(chosen)
            column = self._columns[place]
            fit = self._copied.fits.setdefault(self._table.columns[column].source_name, Fit())
            after = masked[column].cast(pa.string())
            made.append(rewritten(raw, values, after, self._dump.dialect, fit, copied=rows.copied))
        if not made:
            return pa.array([], pa.string())
        if not rows.copied:
            return pc.binary_join_element_wise(*made, ",", null_handling="skip")
        returns = rows.fields[-1].as_py().endswith("\r")
        joined = pc.binary_join_element_wise(*(pc.utf8_rtrim(each, "\r") for each in made), "\t", null_handling="skip")
        return pc.binary_join_element_wise(joined, "\r\n" if returns else "\n", "")

    def _before(self, rows: Rows, stays: Flags, *, is_open: bool) -> tuple[pa.StringArray, str, bool]:
        """Return what stands before each row that stays, what closes the last statement if that is not its last row, and
        whether one is open then. Where the first row of a statement left, the next begins it."""
        coded = rows.before.filter(pa.array(rows.starts)).dictionary_encode()
        told = [("", self._head)]
        for text in coded.dictionary.to_pylist():
            closer, head = split_head(text)
            told.append((closer, self._new_head(head)))
        # The statement that began before is the first.
        each = pa.array(np.append(0, coded.indices.to_numpy(zero_copy_only=False) + 1))
        closers, heads = (pa.array([pair[side] for pair in told], pa.string()).take(each) for side in (0, 1))
        self._head = heads[-1].as_py()
        statement = np.cumsum(rows.starts)
        kept = np.flatnonzero(stays)
        of_kept = statement[kept]
        begins = np.diff(of_kept, prepend=0 if is_open else -1) != 0
        written = rows.before.filter(pa.array(stays)) if len(kept) < len(rows) else rows.before
        if begins.any():
            of_first = pa.array(of_kept[begins])
            between = closers.take(of_first)
            if not is_open:
                between = pc.if_else(pa.array(np.arange(len(of_first)) > 0), between, "")
            first = pc.binary_join_element_wise(between, heads.take(of_first), "")
            written = pc.replace_with_mask(written, pa.array(begins), first)
        last = int(of_kept[-1]) if len(kept) else 0
        is_open = is_open or len(kept) > 0
        if is_open and last < statement[-1]:
            return written, closers[last + 1].as_py(), False
        return written, "", is_open

    def _new_head(self, head: str) -> str:
        """Return the beginning of a statement with the new names of table and columns, without those that left."""
        if head not in self._heads:
            self._heads[head] = self._renamed(head)
        return self._heads[head]

    def _renamed(self, head: str) -> str:
        copied = self._copied
        same = copied.name == self._table.source.name and all(old == new for old, new in copied.columns.items())
        found = _HEAD.match(head.encode())
        if found is None or (same and not copied.dropped):
            return head
        into, path, listed, values = found[2], found[3], found[4], found[5]
        names = re.findall(NAME, path)
        new = copied.name.rsplit(".", len(names) - 1) if len(names) > 1 else [copied.name]
        pairs = zip(names, new, strict=True) if len(new) == len(names) else ()
        written = b".".join(each if bare(each) == name else renamed(each, name) for each, name in pairs) or path
        into = into.replace(path, written, 1)
        columns = listed_columns(listed, copied, self._dump.dialect) if listed or copied.dropped else b""
        return (into + columns + (values if values[:1].isspace() or not columns else b" " + values)).decode()


def split_head(before: str) -> tuple[str, str]:
    """Return what closes the statement before, and the beginning of the next."""
    found = _HEAD.match(before.encode())
    return (found[1].decode(), before[len(found[1].decode()) :]) if found else ("", before)


def closing(rows: Rows) -> str:
    """Return what closes the statement before rows that are not in the copy, nothing where they belong to it."""
    first = rows.before.filter(pa.array(rows.starts))
    return split_head(first[0].as_py())[0] if len(first) else ""
