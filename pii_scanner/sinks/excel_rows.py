"""The cells of a sheet of which rows leave or change places: those that stay move up, blank rows end the table.

Every cell of the table is written anew, so that nothing of a row that left stands anywhere: formulas within
the table become values, and totals between the rows are gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.model.masked import MaskedTable
from pii_scanner.sinks.workbook.plan import Moved, Value

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?")
# A double holds every digit of so many.
_DIGITS = 15


def cells_of_chosen(table: MaskedTable) -> dict[int, list[Value]]:
    """Return the new cells of each column that stays, by its place in the source, for all rows that the table had."""
    assert table.chosen is not None
    layout = table.source.layout
    rows = layout["rows"] - layout["first_row"]
    masked = _filled([piece.batch for piece in table.chosen.pieces()])
    if table.chosen.order is not None:
        masked = masked.take(pa.array(table.chosen.order(masked.num_rows)))
    cells: dict[int, list[Value]] = {}
    for position, column in enumerate(table.columns):
        kind = table.source.columns[column.index].data_type
        values = masked.column(position).cast(pa.string()).to_pylist()
        before = _texts(table, column.index) if kind == "date" else []
        made: list[Value] = [None] * rows
        for place, value in enumerate(values):
            made[place] = _cell(kind, value, before[place] if place < len(before) else None)
        cells[column.index] = made
    return cells


def _filled(batches: Sequence[pa.RecordBatch]) -> pa.Table:
    whole = pa.Table.from_batches(batches)
    filled = np.zeros(whole.num_rows, dtype=np.bool_)
    for column in whole.columns:
        there = pc.fill_null(pc.not_equal(column.cast(pa.string()), ""), False)
        filled |= np.asarray(there.to_numpy())
    return whole.filter(pa.array(filled))


def _texts(table: MaskedTable, index: int) -> list[Any]:
    return [text for batch in table.source.batches() for text in batch.column(index).cast(pa.string()).to_pylist()]


def _cell(kind: str, value: str | None, before: str | None) -> Value:
    """Return a cell of the type of its column; `before` is what stood at its new place."""
    if value is None or value == "":
        return None
    if kind == "number" and _NUMBER.fullmatch(value):
        digits = sum(map(str.isdigit, value))
        if value.lstrip("-").isdigit():
            return int(value) if digits <= _DIGITS else value
        return float(value)
    if kind == "bool" and value in ("true", "false"):
        return value == "true"
    # A time of day beside the date would stay.
    return moved(before, value) if kind == "date" and before is not None and len(before) == len(value) else value


def moved(old: str | None, new: str) -> Moved | str:
    """Return a date in place of another as the days it moved: the cell may count its days from any day, and keeps its
    format. Where one of them begins with no date, the new one is a text: a resident ID of which a spreadsheet has made
    2.3040519E+17 moved by some days still tells nearly all of its digits."""
    first, second = _DAY.match(old or ""), _DAY.match(new)
    if first is None or second is None:
        return new
    try:
        return Moved((date.fromisoformat(second[0]) - date.fromisoformat(first[0])).days, new)
    except ValueError:
        return new
