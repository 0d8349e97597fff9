"""The rows of a sheet's copy: in order, with the new values of planned columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from pii_scanner.sinks.workbook.cells import CellCopier, blank, moved_cell, text_cell, value_cell
from pii_scanner.sinks.workbook.markup import Element, damaged, tags_of
from pii_scanner.sinks.workbook.places import LAST_COLUMN, column_letters, column_number
from pii_scanner.sinks.workbook.plan import SAME, Moved, SheetRewrite

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


class Section:
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


def section_of(sections: Sequence[Section], column: int) -> Section | None:
    """Return the section, of those that reach over a row, to which a column belongs."""
    return next((each for each in sections if each.left <= column < each.right), None)


class Rows:
    """Writes rows in order and adds those that only the new values have."""

    def __init__(self, copier: CellCopier, out: Out) -> None:
        self.copier = copier
        self.sections = tuple(map(Section, copier.rewrite.tables))
        self.out = out
        self._first = min(section.first for section in self.sections)
        self._end = max(section.end for section in self.sections)
        self._next = 0
        self._fixed = copier.fixed
        self._places: dict[str, tuple[str, int]] = {}
        self._styles: dict[str, str] = {}

    def write(self, row: Element) -> None:
        number = row_number(row.get("r"), self._next)
        self.begin(number)
        line = str(number + 1)
        sections = self._reaching(number)
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
            written.append(self._cell(section_of(sections, column), cell, number, column, position))
        if any(each.has_data(number) and not each.columns.keys() <= set(columns) for each in sections):
            for column, xml in self._added(number, set(columns)):
                columns.append(column)
                written.append(xml)
                ordered = False
        if not ordered:
            written = [xml for _, xml in sorted(dict(zip(columns, written, strict=True)).items())]
        self.out(f'<row r="{line}"{row_attributes(row.attrib)}>{"".join(written)}</row>')

    @property
    def next(self) -> int:
        """Return the row after the last one written."""
        return self._next

    def begin(self, number: int, rows: int = 1) -> None:
        """Write what stands before a row, or so many that follow each other; raises SourceError for one that comes too late."""
        if number < self._next:
            raise damaged()
        if number > self._next:
            self._fill(number)
        self._next = number + rows

    def with_added(self, row: int, columns: list[int], written: list[str]) -> list[str]:
        """Return the cells of a row with those that only the new values have."""
        added = self._added(row, set(columns))
        if not added:
            return written
        return [xml for _, xml in sorted([*zip(columns, written, strict=True), *added])]

    def finish(self) -> None:
        self._fill(self._end)

    def cell(self, cell: Element, row: int, column: int, position: str) -> str:
        """Return what a cell of the source becomes."""
        return self._cell(section_of(self._reaching(row), column), cell, row, column, position)

    def _cell(self, section: Section | None, cell: Element, row: int, column: int, position: str) -> str:
        if self._fixed and (row, column) in self._fixed:
            return text_cell(position, self._fixed[row, column])
        if section is None:
            return self._scrubbed(cell, row, column, position)
        if section.has_data(row):
            return self._data_cell(section, cell, row, column, position)
        table = section.table
        if column in table.dropped:
            return blank(position)
        if row == table.header_row and column in table.headers:
            return text_cell(position, table.headers[column])
        if row in table.totals and column in table.own_replaced and _is_number(cell):
            # The total of few rows tells their values; a formula is calculated anew.
            return blank(position)
        return self._scrubbed(cell, row, column, position)

    def _data_cell(self, section: Section, cell: Element, row: int, column: int, position: str) -> str:
        if column in section.kept:
            return self.copier.keep(cell, position)
        values = section.columns.get(column)
        if values is not None:
            index = row - section.first
            if index < len(values):
                value = values[index]
                if isinstance(value, Moved):
                    return moved_cell(position, cell, value)
                return self.copier.same(cell, position) if value is SAME else value_cell(position, value)
        elif column in section.table.dropped:
            return blank(position)
        return self._scrubbed(cell, row, column, position)

    def _scrubbed(self, cell: Element, row: int, column: int, position: str) -> str:
        if any(area.holds(row, column) for area in self.copier.spills) and cell.find("{*}f") is None:
            return blank(position)
        return self.copier.copy(cell, position, check=True)

    def _reaching(self, row: int) -> Sequence[Section]:
        return [section for section in self.sections if section.table.holds_row(row)]

    def _fill(self, until: int) -> None:
        """Write rows that the source left out although a new value falls there."""
        for number in range(max(self._next, self._first), min(until, self._end)):
            cells = sorted(self._added(number, set()))
            if cells:
                inner = "".join([xml for _, xml in cells])
                self.out(f'<row r="{number + 1}">{inner}</row>')

    def _added(self, row: int, present: set[int]) -> list[tuple[int, str]]:
        return [
            (column, value_cell(f' r="{column_letters(column)}{row + 1}"', values[row - section.first]))
            for section in self.sections
            if section.has_data(row)
            for column, values in section.columns.items()
            if column not in present and row - section.first < len(values)
            if values[row - section.first] not in (None, SAME)
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


def row_number(reference: str | None, expected: int) -> int:
    if reference is None:
        return expected
    if _ROW_NUMBER.fullmatch(reference) is None or not 0 < int(reference) <= 1 << 20:
        raise damaged()
    return int(reference) - 1


def row_attributes(row: Mapping[str, str]) -> str:
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
