"""Rows of common cells, rewritten as text: numbers, strings and nothing else in a cell.

What a pattern here does not know goes through the parser: one cell, or one row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from pii_scanner.sinks.workbook.alike import EMPTY, INDEX, INLINE, NUMBER, AlikeRows, Look
from pii_scanner.sinks.workbook.bands import Band, Role, bands, totals
from pii_scanner.sinks.workbook.cells import long_number
from pii_scanner.sinks.workbook.column import Rest
from pii_scanner.sinks.workbook.markup import Element, parse, secure_parser
from pii_scanner.sinks.workbook.places import LAST_COLUMN, column_number
from pii_scanner.sinks.workbook.rows import Rows, row_attributes, row_number
from pii_scanner.sinks.workbook.runs import FEW, run_of

_ATTRIBUTE = re.compile(r'\s([\w:.]+)="([^"<>&]*)"')
_ROW = re.compile(r'\s*<row(?: r="(\d{1,7})")?((?:\s[\w:.]+="[^"<>&]*")*)\s*(/?)>')
_CELL = re.compile(
    r'(<c(?: r="([A-Z]{1,3})\d{1,7}")?(?:'
    rf'(?: s="(\d{{1,5}})")?(?:{EMPTY}|{INDEX}|{NUMBER}|{INLINE})'
    r"|((?:\s[^<>]*?)?(?:/>|>.*?</c>))))",
    re.ASCII | re.DOTALL,
)
_STYLE = re.compile(r'\ss="(\d{1,5})"', re.ASCII)
_BLOCK = 1024
# A run of fewer rows is not worth the look at all that follow; the next so many rows are taken one by one.
_WORTH, _PATIENCE = 32, 128
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
        self._new: dict[int, list[Rest]] = {}
        self._others_in_order = sorted(self._others)
        self._alike = AlikeRows(rows.copier.strings)
        self._patience = 0

    def write(self, text: str) -> int:
        """Write the rows of a text; return where one begins that only a parser can tell."""
        place = 0
        while True:
            place = self._after_run(text, place)
            alike = self._alike.match(text, place)
            if alike is not None and self._written_alike(*alike):
                place = alike[1].end()
                continue
            start = _ROW.match(text, place)
            if start is None:
                break
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

    def _written_alike(self, look: Look, match: re.Match[str]) -> bool:
        """Write a row that looks like one before it; False when it must be written cell by cell."""
        number = int(match[1]) - 1
        if not self._band.first <= number < self._band.end or number in self._others:
            return False
        at = self._place(number)
        row = self._alike.written(look, match, self._new, at)
        if row is None:
            return False
        self._rows.begin(number)
        self._rows.out(row)
        return True

    def _after_run(self, text: str, place: int) -> int:
        """Write the rows at a place that follow the last one and look like it; return where they end."""
        look, first = self._alike.last, self._rows.next
        self._patience -= 1
        most = min(self._band.end, self._next_other(first)) - first
        if self._patience > 0 or look is None or first < self._band.first or most < FEW:
            return place
        data = text[place:].encode()
        run = run_of(look, data, first, most, self._band.cells, self._rows.copier.strings)
        self._patience = 0 if run is not None and run.rows >= _WORTH else _PATIENCE
        if run is None:
            return place
        self._rows.begin(first, run.rows)
        self._rows.out(run.text)
        return len(text) - len(data[run.size :].decode())

    def _next_other(self, row: int) -> int:
        """Return the next row from one on that is written cell by cell."""
        at = bisect_left(self._others_in_order, row)
        return self._others_in_order[at] if at < len(self._others_in_order) else _NOWHERE.end

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
        at = self._place(number)
        line = str(number + 1)
        new = self._new
        written = []
        for (whole, letters, style, shared, value, text, odd), (column, role) in zip(found, layout.cells, strict=True):
            if odd and (match := _STYLE.search(whole, 0, whole.find(">"))) is not None:
                style = match[1]
            position = f' r="{letters}{line}" s="{style}"' if style else f' r="{letters}{line}"'
            if role is Role.NEW:
                rest = new[column][at]
                if isinstance(rest, str):
                    written.append(f"<c{position}{rest}")
                    continue
                odd = odd or rest is not None or (value and long_number(value))
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
        copied = _attributes(attributes)
        self._rows.out(f'<row r="{line}"{copied}>{"".join(written)}</row>')
        self._alike.learn(attributes, copied, found, layout.cells, self._planned)
        return True

    def _place(self, number: int) -> int:
        """Return the place of a row in the block of new values, which is made ready."""
        block, at = divmod(number - self._band.first, _BLOCK)
        if block != self._block:
            start = self._band.first + block * _BLOCK
            self._new = self._band.rendered(start, min(start + _BLOCK, self._band.end))
            self._block = block
        return at

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
        self._alike.forget()
        self._block = -1

    def _parsed(self, text: str) -> Element:
        return parse(self._opening + text.encode() + self._closing, self._parser)[0]


@lru_cache(maxsize=1024)
def _attributes(text: str) -> str:
    return row_attributes(dict(_ATTRIBUTE.findall(text)))
