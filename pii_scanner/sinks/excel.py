"""Masked workbooks: XLSX and XLSM keep their look; older and other workbooks become a new XLSX with values only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.model.masked import MaskedColumn, MaskedTable
from pii_scanner.model.table import Location
from pii_scanner.sinks.registry import Scrub, SinkKind
from pii_scanner.sinks.workbook import SheetRewrite, rewrite_workbook
from pii_scanner.sinks.workbook.plan import SAME

_REWRITTEN = {".xlsx", ".xlsm", ".xltx", ".xltm"}
_LONGEST_SHEET_NAME = 31


def write(location: Location, tables: Sequence[MaskedTable], target: Path, scrub: Scrub) -> list[str]:
    assert location.path is not None
    if target.suffix.lower() == location.path.suffix.lower() and target.suffix.lower() in _REWRITTEN:
        sheets = {table.source.name: _rewrite(table) for table in tables}
        return rewrite_workbook(location.path, target, sheets, scrub)
    _write_values(tables, target)
    return [tr("Written as XLSX with values only: formats and formulas of this kind of workbook are not kept.")]


def _rewrite(table: MaskedTable) -> SheetRewrite:
    """Return the new content of a sheet; only columns that changed get new values."""
    layout = table.source.layout
    values: dict[int, list[Any]] = {column.index: [] for column in table.columns}
    originals = table.source.batches()
    changed: set[int] = set()
    for batch in table.read():
        original = next(originals)
        for position, column in enumerate(table.columns):
            array = batch.column(position)
            if column.kept and array.equals(original.column(column.index)):
                values[column.index] += [SAME] * len(array)
                continue
            changed.add(column.index)
            cells = _typed(table, column, array.to_pylist())
            if column.kept or column.operator == "text":
                # Numbers, dates and formulas between the texts stay what they are.
                before = original.column(column.index).to_pylist()
                cells = [SAME if new == old else new for new, old in zip(cells, before, strict=True)]
            values[column.index] += cells
    kept = frozenset(column.index for column in table.columns if column.kept) - changed
    staying = {column.index for column in table.columns}
    return SheetRewrite(
        header_row=layout["header_row"],
        first_row=layout["first_row"],
        columns={index: cells for index, cells in values.items() if index not in kept},
        kept=kept,
        dropped=frozenset(range(len(table.source.columns))) - staying,
        headers={column.index: column.name for column in table.columns if column.name != column.source_name},
        rows=layout["rows"] - layout["first_row"],
    )


def _typed(table: MaskedTable, column: MaskedColumn, values: list[Any]) -> list[Any]:
    """Return rounded amounts as numbers again, so that sums and formats still work."""
    if column.operator != "generalize" or table.source.columns[column.index].data_type != "number":
        return values
    return [_number(value) for value in values]


def _number(value: str | None) -> str | float | None:
    try:
        return float(value) if value else value
    except ValueError:
        return value


def _write_values(tables: Sequence[MaskedTable], target: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, {**options, "constant_memory": True}) as book:
        for number, table in enumerate(tables, 1):
            name = table.name[:_LONGEST_SHEET_NAME]
            sheet = book.add_worksheet(name or f"Sheet{number}")
            sheet.write_row(0, 0, [column.name for column in table.columns])
            row = 1
            for batch in table.read():
                columns = [
                    _numbers(table, column, batch.column(position).to_pylist())
                    for position, column in enumerate(table.columns)
                ]
                for cells in zip(*columns, strict=True):
                    sheet.write_row(row, 0, cells)
                    row += 1


def _numbers(table: MaskedTable, column: MaskedColumn, values: list[Any]) -> list[Any]:
    if column.kept and table.source.columns[column.index].data_type == "number":
        return [_number(value) for value in values]
    return _typed(table, column, values)


def _file_name(name: str) -> str:
    """Return the copy's name: .xls, .xlsb and .ods become .xlsx."""
    path = PurePosixPath(name)
    return name if path.suffix.lower() in _REWRITTEN else str(path.with_suffix(".xlsx"))


SINK = SinkKind("excel", ("excel",), write, _file_name)
