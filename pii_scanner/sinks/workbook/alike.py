"""Rows that look alike: one pattern, made of a row that was written cell by cell, takes the next rows whole."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pii_scanner.sinks.workbook.bands import Role
from pii_scanner.sinks.workbook.cells import long_number, moved_number, value_cell
from pii_scanner.sinks.workbook.column import Rest
from pii_scanner.sinks.workbook.plan import Moved
from pii_scanner.sinks.workbook.strings import SharedStrings

CHARACTERS = "[^<>&\x00-\x08\x0b-\x1f\ufffe\uffff]*"
INDEX = r' t="s"><v>(\d{1,9})</v></c>'
NUMBER = r'(?: t="n")?><v>(-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)</v></c>'
INLINE = rf' t="inlineStr"><is><t(?: xml:space="preserve")?>({CHARACTERS})</t></is></c>'
EMPTY = "/>|></c>"
EMPTY_CELL = f"()(?:{EMPTY})"
# What stands in a cell after its style, in the source and in the copy.
FORMS = {INDEX: (' t="s"><v>', "</v></c>"), NUMBER: ("><v>", "</v></c>"), EMPTY_CELL: ("/>", "")}
FORMS[INLINE] = (' t="inlineStr"><is><t xml:space="preserve">', "</t></is></c>")
# One row's pattern serves the next while so many looks take turns.
_MOST_TRIED, _MOST_KNOWN = 4, 200

# Of a cell: its whole text, letters, style, index of a shared string, number, inline text, anything else.
Found = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True)
class LookOfCell:
    """Its column's letters, its style as an attribute, the pattern for what it holds, and whether the copy may hold that."""

    letters: str
    style: str
    form: str
    written: bool


@dataclass(frozen=True)
class Look:
    """pattern: one group for the row's number and one for each cell. template: the row of the copy, {0} its number, {i}
    what the i-th cell holds. new: (i, column, form) of cells with new values. strings: i of kept cells that
    refer to a string. absent: columns with new values that have no cell. attributes: those of the row after its number. cells:
    all of them, the i-th at i - 1."""

    pattern: re.Pattern[str]
    template: str
    new: tuple[tuple[int, int, str], ...]
    strings: tuple[int, ...]
    absent: tuple[int, ...]
    attributes: str
    cells: tuple[LookOfCell, ...]


class AlikeRows:
    """The looks of the rows of one band that were seen; the last ones are tried first."""

    def __init__(self, strings: SharedStrings) -> None:
        self._strings = strings
        self._known: dict[tuple[str, ...], Look | None] = {}
        self._tried: list[Look] = []

    def forget(self) -> None:
        """Begin anew: in another band a column's cells become something else."""
        self._known, self._tried = {}, []

    @property
    def last(self) -> Look | None:
        """Return how the last row looked."""
        return self._tried[0] if self._tried else None

    def match(self, text: str, place: int) -> tuple[Look, re.Match[str]] | None:
        """Return how the row that begins at `place` looks, if like one before it."""
        for turn, look in enumerate(self._tried):
            match = look.pattern.match(text, place)
            if match is not None:
                if turn:
                    self._tried.remove(look)
                    self._tried.insert(0, look)
                return look, match
        return None

    def written(self, look: Look, match: re.Match[str], new: Mapping[int, Sequence[Rest]], at: int) -> str | None:
        """Return the row of the copy, `at` being its place in the new values; None when a cell must be looked at."""
        cells = list(match.groups())
        cells[0] = str(int(cells[0]))
        for index, column, form in look.new:
            rest = new[column][at]
            if rest is None:
                if form == NUMBER and long_number(cells[index]):
                    return None
                if form == INDEX:
                    self._strings.use(int(cells[index]))
                rest = cells[index].join(FORMS[form])
            elif isinstance(rest, Moved):
                rest = moved_number(cells[index], rest) if form == NUMBER else value_cell("", rest)[2:]
            cells[index] = rest
        for column in look.absent:
            if new[column][at] not in (None, "/>"):
                return None
        for index in look.strings:
            self._strings.use(int(cells[index]))
        return look.template.format(*cells)

    def learn(
        self,
        attributes: str,
        copied: str,
        found: Sequence[Found],
        cells: Sequence[tuple[int, Role]],
        planned: frozenset[int],
    ) -> None:
        """Take the look of a row: its attributes, those of the copy, its cells, and the column and role of each."""
        forms = [_form(cell) for cell in found]
        key = (attributes, *(f"{cell[1]} {cell[2]} {form}" for cell, form in zip(found, forms, strict=True)))
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                return
            self._known[key] = _look(attributes, copied, found, forms, cells, planned)
        look = self._known[key]
        if look is not None:
            self._tried = [look, *(each for each in self._tried if each is not look)][:_MOST_TRIED]


def _form(cell: Found) -> str:
    """Return the pattern for what a cell holds; "" for anything uncommon."""
    _, _, _, index, number, text, other = cell
    return "" if other else INDEX if index else NUMBER if number else INLINE if text else EMPTY_CELL


def _look(
    attributes: str,
    copied: str,
    found: Sequence[Found],
    forms: Sequence[str],
    cells: Sequence[tuple[int, Role]],
    planned: frozenset[int],
) -> Look | None:
    """Return what takes rows like one; None when a cell of it must be looked at by itself."""
    pattern, template = [], []
    new, strings = [], []
    for index, (cell, form, (column, role)) in enumerate(zip(found, forms, cells, strict=True), 1):
        if not form or role is Role.SCRUBBED:
            return None
        letters, style = cell[1], f' s="{cell[2]}"' if cell[2] else ""
        pattern.append(rf'<c r="{letters}\d{{1,7}}"{style}{form}')
        before, after = FORMS[form]
        if role is Role.NEW:
            new.append((index, column, form))
            before, after = "", ""
        elif role is Role.BLANK:
            template.append(f'<c r="{letters}{{0}}"{style}/>')
            continue
        elif form == INDEX:
            strings.append(index)
        template.append(f'<c r="{letters}{{0}}"{style}{before}{{{index}}}{after}')
    return Look(
        re.compile(rf'\s*<row r="(\d{{1,7}})"{re.escape(attributes)}>{"".join(pattern)}</row>', re.ASCII),
        f'<row r="{{0}}"{copied}>{"".join(template)}</row>',
        tuple(new),
        tuple(strings),
        tuple(sorted(planned.difference(column for column, _ in cells))),
        attributes,
        tuple(
            LookOfCell(cell[1], f' s="{cell[2]}"' if cell[2] else "", form, role is not Role.BLANK)
            for cell, form, (_, role) in zip(found, forms, cells, strict=True)
        ),
    )
