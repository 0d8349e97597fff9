"""One worksheet, streamed: rows are rewritten one at a time, the rest is copied by allow-list."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from pii_scanner.sinks.workbook_cells import (
    CellCopier,
    blank,
    column_letters,
    column_number,
    text_cell,
    value_cell,
)
from pii_scanner.sinks.workbook_plan import SheetRewrite
from pii_scanner.sinks.workbook_settings import SheetSettings
from pii_scanner.sinks.workbook_xml import (
    DECLARATION,
    LINKS,
    MAIN,
    Element,
    forget,
    name_of,
    stream,
    tags_of,
)

Out = Callable[[str], None]

_ROW_FLAGS = (
    "customFormat",
    "hidden",
    "customHeight",
    "collapsed",
    "thickTop",
    "thickBot",
)
_ROW_NUMBERS = ("s", "outlineLevel")
_FLAG = re.compile("[01]|true|false")
_CELL_TAGS = tags_of("c")
_LETTERS = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def write_sheet(handle: IO[bytes], out: Out, copier: CellCopier, settings: SheetSettings) -> None:
    """Write the copy of one worksheet.

    `settings` writes the elements before and after the cells.
    """
    out(f'{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{LINKS}">')
    rows = _Rows(copier, out)
    root: Element = None
    inside = seen = False
    for event, element in stream(handle, ("worksheet", "sheetData", "row")):
        _, local = name_of(element)
        if local == "worksheet":
            root = element
        elif local == "sheetData":
            inside = event == "start"
            if inside:
                out(settings.before(element.getparent()))
                out("<sheetData>")
                seen = True
            else:
                rows.finish()
                out("</sheetData>")
        elif inside and event == "end":
            rows.write(element)
            forget(element)
    if not seen:
        out("<sheetData/>")
    if root is not None:
        out(settings.after(root))
    out("</worksheet>")


class _Rows:
    """Writes rows in order and adds those that only the new values have."""

    def __init__(self, copier: CellCopier, out: Out) -> None:
        self._copier = copier
        self._rewrite: SheetRewrite = copier.rewrite
        self._out = out
        self._columns = {
            column: values for column, values in copier.rewrite.columns.items() if len(values)
        }
        self._end = self._rewrite.first_row + self._rewrite.row_count
        self._next = 0
        self._numbers: dict[str, int] = {}
        self._letters: list[str] = []

    def write(self, row: Element) -> None:
        number = _row_number(row.get("r"), self._next)
        self._fill(number)
        self._next = max(self._next, number + 1)
        cells: list[tuple[int, str]] = []
        column = -1
        ordered = True
        line = str(number + 1)
        for cell in row:
            if cell.tag not in _CELL_TAGS:
                continue
            found = self._column(cell.get("r"), column + 1)
            ordered = ordered and found > column
            column = found
            position = f' r="{self._name(column)}{line}"'
            style = cell.get("s")
            if style is not None and style.isdecimal() and len(style) < 6:
                position = f'{position} s="{style}"'
            cells.append((column, self._cell(cell, number, column, position)))
        if self._rewrite.first_row <= number < self._end:
            present = {column for column, _ in cells}
            if not self._columns.keys() <= present and (added := self._added(number, present)):
                cells += added
                ordered = False
        if not ordered:
            cells.sort(key=lambda item: item[0])
        inner = "".join([xml for _, xml in cells])
        self._out(f'<row r="{number + 1}"{_row_attributes(row)}>{inner}</row>')

    def finish(self) -> None:
        self._fill(self._end)

    def _cell(self, cell: Element, row: int, column: int, position: str) -> str:
        rewrite = self._rewrite
        copier = self._copier
        if copier.fixed and (row, column) in copier.fixed:
            return text_cell(position, copier.fixed[row, column])
        if column in rewrite.dropped:
            return blank(position)
        if rewrite.first_row <= row < self._end:
            values = self._columns.get(column)
            if values is not None and row - rewrite.first_row < len(values):
                return value_cell(position, values[row - rewrite.first_row])
            if column in rewrite.kept:
                return copier.keep(cell, position)
            return copier.copy(cell, position, check=True)
        if row == rewrite.header_row and column in rewrite.headers:
            return text_cell(position, rewrite.headers[column])
        return copier.copy(cell, position, check=True)

    def _fill(self, until: int) -> None:
        """Write rows that the source left out although a new value falls there."""
        for number in range(max(self._next, self._rewrite.first_row), min(until, self._end)):
            cells = sorted(self._added(number, set()))
            if cells:
                inner = "".join([xml for _, xml in cells])
                self._out(f'<row r="{number + 1}">{inner}</row>')

    def _added(self, row: int, present: set[int]) -> list[tuple[int, str]]:
        index = row - self._rewrite.first_row
        return [
            (column, value_cell(f' r="{self._name(column)}{row + 1}"', values[index]))
            for column, values in self._columns.items()
            if column not in present and index < len(values) and values[index] is not None
        ]

    def _column(self, reference: str | None, expected: int) -> int:
        letters = reference.rstrip("0123456789") if reference else ""
        if not letters:
            return expected
        number = self._numbers.get(letters)
        if number is None:
            if _LETTERS.fullmatch(letters + "1") is None:
                return expected
            number = self._numbers[letters] = column_number(letters)
        return number

    def _name(self, column: int) -> str:
        while len(self._letters) <= column:
            self._letters.append(column_letters(len(self._letters)))
        return self._letters[column]


def _row_number(reference: str | None, expected: int) -> int:
    if reference is not None and reference.isdecimal() and 0 < int(reference) <= 1 << 20:
        return int(reference) - 1
    return expected


def _row_attributes(row: Element) -> str:
    written = []
    for key in _ROW_FLAGS:
        value = row.get(key)
        if value is not None and _FLAG.fullmatch(value):
            written.append(f' {key}="{value}"')
    for key in _ROW_NUMBERS:
        value = row.get(key)
        if value is not None and value.isdecimal() and len(value) < 6:
            written.append(f' {key}="{value}"')
    height = row.get("ht")
    if height is not None:
        with suppress(ValueError):
            written.append(f' ht="{min(float(height), 409.5):.6g}"')
    return "".join(written)
