"""One worksheet, streamed: rows are rewritten one at a time, the rest is copied by allow-list."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from pii_scanner.sinks.workbook_cells import (
    CellCopier,
    blank,
    text_cell,
    value_cell,
)
from pii_scanner.sinks.workbook_places import LAST_COLUMN, column_letters, column_number
from pii_scanner.sinks.workbook_plan import SAME, SheetRewrite
from pii_scanner.sinks.workbook_settings import SheetSettings
from pii_scanner.sinks.workbook_xml import (
    DECLARATION,
    LINKS,
    MAIN,
    Element,
    damaged,
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
_TALLEST = 409.5
_CELL_TAGS = tags_of("c")
_ROW_NUMBER = re.compile("[0-9]{1,7}")
_INDEX = re.compile("[0-9]{1,5}")
_LETTERS = re.compile("[A-Z]{1,3}")


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


class _Part:
    """One table of the sheet, made ready for its cells."""

    def __init__(self, table: SheetRewrite) -> None:
        self.table = table
        self.first, self.end = table.first_row, table.end
        self.left, self.right = table.left, LAST_COLUMN + 1 if table.right is None else table.right
        self.columns = {
            column: values for column, values in table.columns.items() if len(values) and column not in table.dropped
        }
        # Columns that a plan both keeps and replaces are replaced.
        self.kept = table.kept - table.own_replaced

    def has_data(self, row: int) -> bool:
        return self.first <= row < self.end and row not in self.table.totals


class _Rows:
    """Writes rows in order and adds those that only the new values have."""

    def __init__(self, copier: CellCopier, out: Out) -> None:
        self._copier = copier
        self._out = out
        self._parts = [_Part(table) for table in copier.rewrite.tables]
        self._first = min(part.first for part in self._parts)
        self._end = max(part.end for part in self._parts)
        self._next = 0
        self._fixed = copier.fixed
        self._places: dict[str, tuple[str, int]] = {}
        self._styles: dict[str, str] = {}

    def write(self, row: Element) -> None:
        number = _row_number(row.get("r"), self._next)
        if number < self._next:
            raise damaged()
        self._fill(number)
        self._next = number + 1
        line = str(number + 1)
        parts = [part for part in self._parts if part.table.holds_row(number)]
        part = parts[0] if parts else None
        several = len(self._parts) > 1
        in_table = part is not None and part.has_data(number)
        columns: list[int] = []
        written: list[str] = []
        column = -1
        ordered = True
        for cell in row:
            if cell.tag not in _CELL_TAGS:
                continue
            letters, found = self._place(cell.get("r"), column + 1)
            if found <= column:
                ordered = False
            column = found
            position = f' r="{letters}{line}"'
            style = cell.get("s")
            if style is not None:
                position += self._style(style)
            columns.append(column)
            if several:
                part = next((each for each in parts if each.left <= column < each.right), None)
                in_table = part is not None and part.has_data(number)
            if part is not None and in_table:
                written.append(self._data_cell(part, cell, number, column, position))
            else:
                written.append(self._other_cell(part, cell, number, column, position))
        if any(each.has_data(number) and not each.columns.keys() <= set(columns) for each in parts):
            for column, xml in self._added(number, set(columns)):
                columns.append(column)
                written.append(xml)
                ordered = False
        if not ordered:
            written = [xml for _, xml in sorted(dict(zip(columns, written, strict=True)).items())]
        self._out(f'<row r="{line}"{_row_attributes(row)}>{"".join(written)}</row>')

    def finish(self) -> None:
        self._fill(self._end)

    def _data_cell(self, part: _Part, cell: Element, row: int, column: int, position: str) -> str:
        if self._fixed and (row, column) in self._fixed:
            return text_cell(position, self._fixed[row, column])
        if column in part.kept:
            return self._copier.keep(cell, position)
        values = part.columns.get(column)
        if values is not None:
            index = row - part.first
            if index < len(values) and values[index] is not SAME:
                return value_cell(position, values[index])
        elif column in part.table.dropped:
            return blank(position)
        return self._scrubbed(cell, row, column, position)

    def _other_cell(self, part: _Part | None, cell: Element, row: int, column: int, position: str) -> str:
        if (row, column) in self._fixed:
            return text_cell(position, self._fixed[row, column])
        if part is None:
            return self._scrubbed(cell, row, column, position)
        if column in part.table.dropped:
            return blank(position)
        if row == part.table.header_row and column in part.table.headers:
            return text_cell(position, part.table.headers[column])
        if row in part.table.totals and column in part.table.own_replaced and _is_number(cell):
            # The total of few rows tells their values; a formula is calculated anew.
            return blank(position)
        return self._scrubbed(cell, row, column, position)

    def _scrubbed(self, cell: Element, row: int, column: int, position: str) -> str:
        if any(area.holds(row, column) for area in self._copier.spills) and cell.find("{*}f") is None:
            return blank(position)
        return self._copier.copy(cell, position, check=True)

    def _fill(self, until: int) -> None:
        """Write rows that the source left out although a new value falls there."""
        for number in range(max(self._next, self._first), min(until, self._end)):
            cells = sorted(self._added(number, set()))
            if cells:
                inner = "".join([xml for _, xml in cells])
                self._out(f'<row r="{number + 1}">{inner}</row>')

    def _added(self, row: int, present: set[int]) -> list[tuple[int, str]]:
        return [
            (column, value_cell(f' r="{column_letters(column)}{row + 1}"', values[row - part.first]))
            for part in self._parts
            if part.has_data(row)
            for column, values in part.columns.items()
            if column not in present and row - part.first < len(values)
            if values[row - part.first] not in (None, SAME)
        ]

    def _place(self, reference: str | None, expected: int) -> tuple[str, int]:
        """Return the letters and number of a cell's column; one without `r` follows its neighbour."""
        letters = reference.rstrip("0123456789") if reference else ""
        place = self._places.get(letters)
        if place is None:
            if _LETTERS.fullmatch(letters) is None:
                place = (column_letters(expected), expected)
            else:
                place = self._places[letters] = (letters, column_number(letters))
            if place[1] > LAST_COLUMN:
                raise damaged()
        return place

    def _style(self, index: str) -> str:
        found = self._styles.get(index)
        if found is None:
            found = self._styles[index] = f' s="{index}"' if _INDEX.fullmatch(index) else ""
        return found


def _is_number(cell: Element) -> bool:
    return cell.get("t", "n") not in {"s", "inlineStr", "str"} and cell.find("{*}f") is None


def _row_number(reference: str | None, expected: int) -> int:
    if reference is None:
        return expected
    if _ROW_NUMBER.fullmatch(reference) is None or not 0 < int(reference) <= 1 << 20:
        raise damaged()
    return int(reference) - 1


def _row_attributes(row: Element) -> str:
    written = []
    for key in _ROW_FLAGS:
        value = row.get(key)
        if value is not None and _FLAG.fullmatch(value):
            written.append(f' {key}="{value}"')
    for key in _ROW_NUMBERS:
        value = row.get(key)
        if value is not None and _INDEX.fullmatch(value):
            written.append(f' {key}="{value}"')
    height = row.get("ht")
    if height is not None:
        with suppress(ValueError):
            points = float(height)
            if 0 <= points <= _TALLEST:
                written.append(f' ht="{points:.6g}"')
    return "".join(written)
