"""Rows of common cells, rewritten as text: numbers, strings and nothing else in a cell.

What a pattern here does not know goes through the parser: one cell, or one row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pii_scanner.sinks.workbook.bands import Band, Role, bands, totals
from pii_scanner.sinks.workbook.cells import LONGEST_TEXT, long_number, value_cell
from pii_scanner.sinks.workbook.markup import Element, parse, secure_parser
from pii_scanner.sinks.workbook.places import LAST_COLUMN, column_number
from pii_scanner.sinks.workbook.plan import SAME, Moved, Value
from pii_scanner.sinks.workbook.rows import Rows, row_attributes, row_number

_ATTRIBUTE = re.compile(r'\s([\w:.]+)="([^"<>&]*)"')
_ROW = re.compile(r'\s*<row(?: r="(\d{1,7})")?((?:\s[\w:.]+="[^"<>&]*")*)\s*(/?)>')
_CHARACTERS = "[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*"
_CELL = re.compile(
    r'(<c(?: r="([A-Z]{1,3})\d{1,7}")?(?:'
    r'(?: s="(\d{1,5})")?(?:/>|></c>'
    r'| t="s"><v>(\d{1,9})</v></c>'
    r'|(?: t="n")?><v>(-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)</v></c>'
    rf'| t="inlineStr"><is><t(?: xml:space="preserve")?>({_CHARACTERS})</t></is></c>)'
    r"|((?:\s[^<>]*?)?(?:/>|>.*?</c>))))",
    re.ASCII | re.DOTALL,
)
_STYLE = re.compile(r'\ss="(\d{1,5})"', re.ASCII)
_UNUSUAL = re.compile(
    "[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x|(?:\\A|\n)\\s|\\s(?:\n|\\Z)"
)  # fmt: skip
_BY_CELL = ""
_BLOCK = 1024
_NOWHERE = Band(1 << 62, 1 << 62, ())


@dataclass(frozen=True)
class _Layout:
    """What becomes of the cells of rows that fill the same columns."""

    cells: tuple[tuple[int, Role], ...]
    absent: bool
    """Planned columns have no cell here."""


class PlainRows:
    """Writes rows given as text."""

    def __init__(self, rows: Rows, opening: bytes) -> None:
        self._rows = rows
        self._opening = opening
        self._closing = b"</worksheet>"
        self._parser = secure_parser()
        self._bands = iter(bands(rows.sections))
        self._band = next(self._bands, _NOWHERE)
        self._others = totals(rows.sections) | {row for row, _ in rows.copier.fixed}
        self._planned = self._band.planned()
        self._layouts: dict[tuple[str, ...], _Layout | None] = {}
        self._block = -1
        self._new: dict[int, list[str | None]] = {}

    def write(self, text: str) -> int:
        """Write the rows of a text; return where one begins that only a parser can tell."""
        place = 0
        while (start := _ROW.match(text, place)) is not None:
            end = start.end()
            body = ""
            if not start[3]:
                close = text.find("</row>", end)
                if close < 0:
                    break
                body = text[end:close]
                end = close + 6
            reference, attributes = start[1], start[2]
            if reference is None or not self._written(row_number(reference, 0), attributes, body):
                self._rows.write(self._parsed(start[0].lstrip() + ("" if start[3] else body + "</row>")))
            place = end
        return place if text[place:].strip() else len(text)

    def _written(self, number: int, attributes: str, body: str) -> bool:
        """Write one row of data; False for one that is not plain or stands elsewhere."""
        while number >= self._band.end:
            self._enter(next(self._bands, _NOWHERE))
        if number < self._band.first or number in self._others:
            return False
        found = _CELL.findall(body)
        if sum([len(cell[0]) for cell in found]) != len(body):
            return False
        key = tuple([cell[1] for cell in found])
        try:
            layout = self._layouts[key]
        except KeyError:
            layout = self._layouts[key] = self._layout(key)
        if layout is None:
            return False
        self._rows.begin(number)
        block, at = divmod(number - self._band.first, _BLOCK)
        if block != self._block:
            self._render(block)
        line = str(number + 1)
        new = self._new
        written = []
        for (whole, letters, style, shared, value, text, odd), (column, role) in zip(found, layout.cells, strict=True):
            if odd and (match := _STYLE.search(whole, 0, whole.find(">"))) is not None:
                style = match[1]
            position = f' r="{letters}{line}" s="{style}"' if style else f' r="{letters}{line}"'
            if role is Role.NEW:
                rest = new[column][at]
                if rest:
                    written.append(f"<c{position}{rest}")
                    continue
                odd = odd or rest == _BY_CELL or (value and long_number(value))
            elif role is Role.BLANK:
                written.append(f"<c{position}/>")
                continue
            if odd or role is Role.SCRUBBED:
                written.append(self._rows.cell(self._parsed(whole), number, column, position))
            elif shared:
                self._rows.copier.strings.use(int(shared))
                written.append(f'<c{position} t="s"><v>{shared}</v></c>')
            elif value:
                written.append(f"<c{position}><v>{value}</v></c>")
            elif text:
                written.append(f'<c{position} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
            else:
                written.append(f"<c{position}/>")
        if layout.absent:
            columns = [column for column, _ in layout.cells]
            written = self._rows.with_added(number, columns, written)
        self._rows.out(f'<row r="{line}"{_attributes(attributes)}>{"".join(written)}</row>')
        return True

    def _layout(self, key: tuple[str, ...]) -> _Layout | None:
        if "" in key:
            return None
        columns = [column_number(letters) for letters in key]
        if columns != sorted(set(columns)) or (columns and columns[-1] > LAST_COLUMN):
            return None
        absent = not self._planned <= set(columns)
        return _Layout(tuple((column, self._band.role(column)) for column in columns), absent)

    def _enter(self, band: Band) -> None:
        self._band = band
        self._planned = band.planned()
        self._layouts = {}
        self._block = -1

    def _render(self, block: int) -> None:
        start = self._band.first + block * _BLOCK
        end = min(start + _BLOCK, self._band.end)
        self._new = {column: rendered(values) for column, values in self._band.values(start, end).items()}
        self._block = block

    def _parsed(self, text: str) -> Element:
        return parse(self._opening + text.encode() + self._closing, self._parser)[0]


def rendered(values: Sequence[Value]) -> list[str | None]:
    """Return what follows the place and style in the cell of each value; None where the source's stays, _BY_CELL where
    the new value depends on the source's."""
    texts = [value for value in values if type(value) is str]
    joined = "\n".join(texts)
    plain = (
        joined.count("\n") == max(0, len(texts) - 1)
        and _UNUSUAL.search(joined) is None
        and "" not in texts
        and max(map(len, texts), default=0) <= LONGEST_TEXT
    )
    return [
        None
        if value is SAME
        else _BY_CELL
        if isinstance(value, Moved)
        else f' t="inlineStr"><is><t>{value}</t></is></c>'
        if plain and type(value) is str
        else value_cell("", value)[2:]
        for value in values
    ]


@lru_cache(maxsize=1024)
def _attributes(text: str) -> str:
    return row_attributes(dict(_ATTRIBUTE.findall(text)))
