"""Masked workbooks: XLSX and XLSM keep their look; older and other workbooks become a new XLSX with values only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.names import below_group
from pii_scanner.model.table import Location
from pii_scanner.sinks.excel_rows import cells_of_chosen, moved
from pii_scanner.sinks.excel_values import write_values
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.workbook import SheetRewrite, rewrite_workbook
from pii_scanner.sinks.workbook.column import NewColumn
from pii_scanner.sinks.workbook.plan import SAME, Value

# Operators that make numbers of numbers.
_OF_NUMBERS = {"generalize", "noise", "shuffle", "replace", "surrogate"}
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
# Characters of a number of which a double holds every digit.
_DIGITS = 16
_REWRITTEN = {".xlsx", ".xlsm", ".xltx", ".xltm"}


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    assert location.path is not None
    opened = tables[0].source.layout["opened"]
    sheets = {name: _sheet(list(group)) for name, group in _by_sheet(tables)}
    warnings = []
    if opened.decrypted:
        warnings.append(tr("The source is protected by a password; the copy is not encrypted."))
    if target.suffix.lower() == location.path.suffix.lower() and target.suffix.lower() in _REWRITTEN:
        return warnings + rewrite_workbook(opened.path, target, sheets, scrub)
    names = {table.source.layout["sheet"]: table.name for table in reversed(tables)}
    write_values(opened.path, target, sheets, names, scrub)
    return [
        *warnings,
        tr("Written as XLSX with values only: formats and formulas of this kind of workbook are not kept."),
    ]


def _by_sheet(tables: Sequence[MaskedTable]) -> Iterator[tuple[str, Iterator[MaskedTable]]]:
    return groupby(tables, lambda table: str(table.source.layout["sheet"]))


def _sheet(tables: list[MaskedTable]) -> SheetRewrite:
    """Return the new content of a sheet, whose tables are given in their order."""
    first, *others = map(_rewrite, tables)
    return replace(first, others=tuple(others))


def _rewrite(table: MaskedTable) -> SheetRewrite:
    """Return the new content of a table; only columns that changed get new values."""
    if table.chosen is not None:
        return _moved_sheet(table)
    values = {column.index: NewColumn() for column in table.columns}
    originals = table.source.batches()
    changed: set[int] = set()
    for batch in table.read():
        original = next(originals)
        for position, column in enumerate(table.columns):
            array, before = batch.column(position), original.column(column.index)
            if column.kept and array.equals(before):
                values[column.index].add_same(len(array))
                continue
            changed.add(column.index)
            _add_changed(values[column.index], table, column, array, before)
    return _sheet_of(table, values, frozenset(column.index for column in table.columns if column.kept) - changed)


def _add_changed(
    values: NewColumn, table: MaskedTable, column: MaskedColumn, array: pa.Array, before: pa.Array
) -> None:
    """Add the new values of a batch to those of its column."""
    # Numbers, dates and formulas between the texts stay what they are.
    compared = column.kept or column.operator == "text"
    moves = _moves_dates(table, column)
    if pa.types.is_string(array.type) and not moves and not _makes_numbers(table, column):
        values.add_texts(array, _same(array, before) if compared else None)
        return
    cells = _typed(table, column, array.to_pylist())
    texts = before.to_pylist()
    if moves:
        cells = [new if new is None else moved(old, str(new)) for old, new in zip(texts, cells, strict=True)]
    if compared:
        cells = [SAME if new == old else new for new, old in zip(cells, texts, strict=True)]
    values.add(cells)


def _same(array: pa.Array, before: pa.Array) -> npt.NDArray[np.bool_]:
    """Return where two arrays of texts hold the same, nothing being the same as nothing."""
    equal = pc.fill_null(pc.equal(array, before), False)
    return np.asarray(pc.or_(equal, pc.and_(array.is_null(), before.is_null())).to_numpy(zero_copy_only=False))


def _moved_sheet(table: MaskedTable) -> SheetRewrite:
    """Return the new content of a table of which rows leave or change places; nothing stands beside those."""
    made = _sheet_of(table, cells_of_chosen(table), frozenset())
    own = range(made.left, made.left + len(table.source.columns))
    beside = set(range(table.source.layout["width"])).difference(own) if made.right is None else set()
    empty: list[Any] = [None] * made.row_count
    below = frozenset(row for row in made.totals if row >= made.end)
    return replace(made, columns={**made.columns, **dict.fromkeys(beside, empty)}, totals=below, moved=True)


def _sheet_of(table: MaskedTable, values: Mapping[int, Sequence[Value]], kept: frozenset[int]) -> SheetRewrite:
    layout = table.source.layout
    staying = {column.index for column in table.columns}
    left = layout["left"]
    return SheetRewrite(
        header_row=layout["header_row"],
        first_row=layout["first_row"],
        columns={left + index: cells for index, cells in values.items() if index not in kept},
        kept=frozenset(left + index for index in kept),
        dropped=frozenset(left + index for index in range(len(table.source.columns)) if index not in staying),
        headers=_headers(table),
        rows=layout["rows"] - layout["first_row"],
        totals=frozenset(layout["totals"]),
        header_rows=layout["header_rows"],
        left=left,
        right=left + len(table.source.columns) if layout["tables"] > 1 else None,
    )


def _headers(table: MaskedTable) -> dict[int, str]:
    """Return the header cells that change, by column of the sheet."""
    own, left = table.source.layout["header"], table.source.layout["left"]
    changed = {}
    for column in table.columns:
        written = own[column.index].strip() if column.index < len(own) else ""
        name = below_group(column.name, column.source_name, written)
        if column.name != column.source_name and name != written:
            changed[left + column.index] = name
    return changed


def _typed(table: MaskedTable, column: MaskedColumn, values: list[Any]) -> list[Any]:
    """Return changed amounts as numbers again, so that sums and formats still work."""
    return [_number(value) for value in values] if _makes_numbers(table, column) else values


def _makes_numbers(table: MaskedTable, column: MaskedColumn) -> bool:
    return column.operator in _OF_NUMBERS and table.source.columns[column.index].data_type == "number"


def _moves_dates(table: MaskedTable, column: MaskedColumn) -> bool:
    """Return whether dates of a column become other dates, whose cells keep their format."""
    dated = table.source.columns[column.index].data_type == "date"
    return column.operator == "shift" or (column.operator == "surrogate" and dated)


def _number(value: str | None) -> str | float | None:
    """Return a number that a double holds; `00123` is a code, and stays a text."""
    if not value or not _PLAIN.fullmatch(value) or len(value) > _DIGITS:
        return value
    return float(value) if "." in value else int(value)


def _file_name(name: str) -> str:
    """Return the copy's name: .xls, .xlsb and .ods become .xlsx."""
    path = PurePosixPath(name)
    return name if path.suffix.lower() in _REWRITTEN else str(path.with_suffix(".xlsx"))


SINK = SinkKind("excel", ("excel",), write, _file_name)
