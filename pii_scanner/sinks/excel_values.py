"""Workbooks that cannot be rewritten (XLS, XLSB, ODS) as an XLSX of values: each cell of the type it had, without its look.

Numbers stay numbers, dates dates with a date format, truth values and errors what they are.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sinks.workbook.cells import number_text
from pii_scanner.sinks.workbook.plan import SAME, Moved, Scrubber, SheetRewrite, Value
from pii_scanner.sinks.workbook.regions import told

_LONGEST_SHEET_NAME = 31
_INVALID = re.compile(r"[\[\]:*?/\\]")
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}
_FORMATS = {
    dt.date: "yyyy-mm-dd",
    dt.datetime: "yyyy-mm-dd hh:mm:ss",
    dt.time: "hh:mm:ss",
    dt.timedelta: "[h]:mm:ss",
}
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}
_EPOCH = dt.date(1900, 1, 1)


def write_values(
    source: Path,
    target: Path,
    sheets: Mapping[str, SheetRewrite],
    names: Mapping[str, str],
    scrub: Callable[[str], str],
) -> None:
    """Write the sheets that are in `sheets`, called as `names` says, with their new content.

    Raises SourceError when the source cannot be read again.
    """
    import xlsxwriter

    book = _open(source)
    scrubber = Scrubber(scrub)
    with xlsxwriter.Workbook(target, dict(_OPTIONS)) as copy:
        formats = {kind: copy.add_format({"num_format": look}) for kind, look in _FORMATS.items()}
        for number, (name, rewrite) in enumerate(sheets.items(), 1):
            title = _INVALID.sub("_", names.get(name, name)).strip("'")[:_LONGEST_SHEET_NAME] or f"Sheet{number}"
            sheet = copy.add_worksheet(title)
            errors = _errors(source, name)
            for row, cells in enumerate(_rows(book.get_sheet_by_name(name))):
                for column, cell in enumerate(cells):
                    value = _value(rewrite, row, column, cell, scrubber)
                    if value is SAME and (row, column) in errors:
                        sheet.write_formula(row, column, f"={errors[row, column]}", None, errors[row, column])
                    else:
                        _write(sheet, row, column, cell if value is SAME else value, formats)
            for label, reach in told(rewrite, title):
                copy.define_name(f"'{title}'!{label}", f"={reach}")


def _open(source: Path) -> Any:
    from python_calamine import CalamineWorkbook

    try:
        # By content: a file in memory has no suffix.
        return CalamineWorkbook.from_filelike(source.open("rb"))
    except Exception as error:
        raise SourceError(tr("The workbook is damaged: open it in Excel, save it again and retry.")) from error


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Return the rows of a sheet from A1 on."""
    if not sheet.height:
        return iter(())
    left = [""] * sheet.start[1]
    rows: Iterator[list[Any]] = sheet.iter_rows()
    return (left + row for row in rows) if left else rows


def _errors(source: Path, name: str) -> dict[tuple[int, int], str]:
    """Return the errors of a sheet by row and column; a reader of values leaves them empty."""
    import fastexcel

    sheet = fastexcel.read_excel(source.read_bytes()).load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width:
        return {}
    left = sheet.selected_columns[0].absolute_index
    _, found = sheet.to_arrow_with_errors()
    errors = {}
    for error in found.errors if found else ():
        kind = re.search(r"Error\((\w+)\)", error.detail)
        if kind and kind[1] in _ERRORS:
            row, column = error.position
            errors[row, left + column] = _ERRORS[kind[1]]
    return errors


def _value(rewrite: SheetRewrite, row: int, column: int, cell: Any, scrubber: Scrubber) -> Any:
    """Return the new value of a cell, SAME where it stays as it is."""
    table = rewrite.at(row, column)
    if table is None:
        return _scrubbed(cell, scrubber)
    if column in table.dropped:
        return None
    if row == table.header_row and column in table.headers:
        return table.headers[column]
    if table.first_row <= row < table.end and row not in table.totals:
        if column in table.kept and column not in table.own_replaced:
            return SAME
        values = table.columns.get(column)
        new: Value = (
            values[row - table.first_row] if values is not None and row - table.first_row < len(values) else SAME
        )
        if isinstance(new, Moved):
            return cell + dt.timedelta(days=new.days) if isinstance(cell, dt.date) else new.text
        if new is not SAME:
            return new
    elif row in table.totals and column in table.own_replaced and not isinstance(cell, str):
        return None
    return _scrubbed(cell, scrubber)


def _scrubbed(cell: Any, scrubber: Scrubber) -> Any:
    shown = (number_text(repr(cell)) or repr(cell)) if type(cell) in (int, float) else str(cell)
    safe = scrubber.text(shown) if shown else shown
    return SAME if safe == shown else safe


def _write(sheet: Any, row: int, column: int, value: Any, formats: Mapping[type, Any]) -> None:
    kind = type(value)
    if value is None or value == "":
        return
    if kind is str:
        sheet.write_string(row, column, value)
    elif kind is bool:
        sheet.write_boolean(row, column, value)
    elif kind in (int, float):
        sheet.write_number(row, column, value)
    elif kind in (dt.date, dt.datetime) and (value if kind is dt.date else value.date()) < _EPOCH:
        sheet.write_string(row, column, str(value))
    elif kind in formats:
        sheet.write_datetime(row, column, value, formats[kind])
    else:
        sheet.write_string(row, column, str(value))
