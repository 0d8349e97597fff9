"""Cells of the masked copy: what each source cell becomes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pii_scanner.sinks.workbook.formulas import Formulas
from pii_scanner.sinks.workbook.markup import Element, decode, encode, escape_text, name_of, tags_of
from pii_scanner.sinks.workbook.places import Area
from pii_scanner.sinks.workbook.plan import Moved, Scrubber, SheetRewrite, Value
from pii_scanner.sinks.workbook.results import Results
from pii_scanner.sinks.workbook.strings import (
    TEXT_TAGS,
    SharedStrings,
    plain_text,
    string_content,
    text_element,
)

LONGEST_TEXT = 32767
_ERRORS = frozenset("#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC!".split())
_VALUE_TAGS = tags_of("v")
_INLINE_TAGS = tags_of("is")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LONG_NUMBER = re.compile(r"-?\d{16,}(?:\.\d*)?|-?[\d.]+[eE]\+?\d+", re.ASCII)
# 9999-12-31 is the last day of a workbook that counts from 1900.
_DAYS = 2_958_466
_PLAIN_INDEX = re.compile(r"\d{1,9}", re.ASCII)


def number_text(stored: str) -> str | None:
    """Return a stored number as a reader would write it: no exponent, no `.0`; None if it is none.

    >>> number_text("1.3800138E10")
    '13800138000'
    """
    try:
        number = Decimal(stored.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 400:
        return None
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def long_number(stored: str) -> bool:
    """Return whether a stored number may have more digits than a double holds."""
    return _LONG_NUMBER.fullmatch(stored.strip()) is not None


def blank(position: str) -> str:
    """Return an empty cell; `position` is its ` r=... s=...` attributes."""
    return f"<c{position}/>"


def text_cell(position: str, shown: str, formula: str = "") -> str:
    """Return a cell that shows a text; with a formula, the text is its cached result."""
    shown = shown[:LONGEST_TEXT]
    if formula:
        return f'<c{position} t="str">{formula}<v>{escape_text(encode(shown))}</v></c>'
    if not shown:
        return blank(position)
    return f'<c{position} t="inlineStr"><is>{text_element(encode(shown))}</is></c>'


def value_cell(position: str, value: Value) -> str:
    """Return the cell of a new value."""
    if value is None:
        return blank(position)
    if isinstance(value, Moved):
        return text_cell(position, value.text)
    if isinstance(value, str):
        return text_cell(position, value)
    if isinstance(value, bool):
        return f'<c{position} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int):
        return f"<c{position}><v>{int(value)}</v></c>"
    if isinstance(value, float):
        return f"<c{position}><v>{float(value)!r}</v></c>" if math.isfinite(value) else blank(position)
    return text_cell(position, str(value))


def moved_cell(position: str, cell: Element, value: Moved) -> str:
    """Return the cell of a moved date: a number again where it was one, in the format it had."""
    stored = [part.text for part in cell if part.tag in _VALUE_TAGS and part.text]
    if cell.get("t", "n") != "n" or len(cell) != 1 or len(stored) != 1 or not _PLAIN_NUMBER.fullmatch(stored[0]):
        return value_cell(position, value)
    return f"<c{position}{moved_number(stored[0], value)}"


def moved_number(stored: str, value: Moved) -> str:
    """Return what follows the place and style in the cell of a moved date that is a plain number."""
    before = Decimal(stored)
    number = before + value.days
    # Before its first day and behind its last a workbook has no dates.
    return f"><v>{number:f}</v></c>" if number >= 1 and before < _DAYS else value_cell("", value)[2:]


@dataclass
class CellCopier:
    """Copies or scrubs the cells of one sheet that get no new value."""

    rewrite: SheetRewrite
    scrubber: Scrubber
    formulas: Formulas
    strings: SharedStrings
    results: Results
    fixed: Mapping[tuple[int, int], str]
    """Header cells of Excel tables, whose text must equal the table's column name."""
    lost_formulas: int = 0
    lost_results: int = 0
    spills: list[Area] = field(default_factory=list)
    """Ranges into which an array formula had written values that masked ones may have reached."""
    _shared: set[str] = field(default_factory=set)
    """Shared formulas whose first cell kept its formula."""

    def same(self, cell: Element, position: str) -> str:
        """Return a cell whose text was looked at as a reader sees it; of a long number the reader saw 15 digits."""
        if any(part.tag in _VALUE_TAGS and part.text and long_number(part.text) for part in cell):
            return self.copy(cell, position, check=True)
        return self.keep(cell, position)

    def keep(self, cell: Element, position: str) -> str:
        """Return a cell of a kept column: the short way for a plain number or string."""
        if len(cell) != 1:
            return self.copy(cell, position, check=False)
        only = cell[0]
        kind = cell.get("t")
        if kind == "inlineStr":
            if only.tag in _INLINE_TAGS and len(only) == 1 and only[0].tag in TEXT_TAGS:
                return f'<c{position} t="inlineStr"><is>{text_element(only[0].text or "")}</is></c>'
        elif only.tag in _VALUE_TAGS:
            value = only.text
            if value is not None and (kind is None or kind == "n"):
                if _PLAIN_NUMBER.fullmatch(value):
                    return f"<c{position}><v>{value}</v></c>"
            elif kind == "s" and value is not None and _PLAIN_INDEX.fullmatch(value):
                self.strings.use(int(value))
                return f'<c{position} t="s"><v>{value}</v></c>'
        return self.copy(cell, position, check=False)

    def copy(self, cell: Element, position: str, *, check: bool) -> str:
        """Return the cell as it is, or scrubbed when `check`.

        The cached result of a formula is always scrubbed, or left out when masked values may be in it.
        """
        formula_element: Element = None
        value: str | None = None
        inline: Element = None
        for part in cell:
            local = name_of(part)[1]
            if local == "v":
                value = part.text
            elif local == "f":
                formula_element = part
            elif local == "is":
                inline = part
        formula = ""
        if formula_element is not None:
            formula = self._formula(formula_element)
            self._note_spill(formula_element)
            if check and not self.results.stays(formula_element.text or ""):
                self.lost_results += 1
                return f"<c{position}>{formula}</c>" if formula else blank(position)
            check = True
        kind = cell.get("t", "n")
        if kind == "s":
            return self._shared_string(position, value, formula, check)
        if kind == "inlineStr":
            return self._inline(position, inline, formula, check)
        if value is None:
            return f"<c{position}>{formula}</c>" if formula else blank(position)
        if kind == "n":
            return self._number(position, value, formula, check)
        return self._other(position, kind, value, formula, check)

    def _shared_string(self, position: str, value: str | None, formula: str, check: bool) -> str:
        if value is None or not _PLAIN_INDEX.fullmatch(value.strip()):
            return blank(position)
        index = int(value)
        if check:
            shown = self.strings.text(index)
            safe = self.scrubber.text(shown) if shown else shown
            if safe != shown:
                return text_cell(position, safe, formula)
        self.strings.use(index)
        return f'<c{position} t="s">{formula}<v>{index}</v></c>'

    def _inline(self, position: str, inline: Element, formula: str, check: bool) -> str:
        if inline is None:
            return f"<c{position}>{formula}</c>" if formula else blank(position)
        shown = decode(plain_text(inline))
        safe = self.scrubber.text(shown) if check and shown else shown
        if safe != shown or formula:
            return text_cell(position, safe, formula)
        content = string_content(inline, self.scrubber)
        return f'<c{position} t="inlineStr"><is>{content}</is></c>'

    def _number(self, position: str, value: str, formula: str, check: bool) -> str:
        shown = number_text(value)
        if shown is None:
            return text_cell(position, self.scrubber.text(value), formula)
        if check:
            safe = self.scrubber.text(shown)
            if safe != shown:
                return text_cell(position, safe, formula)
        return f"<c{position}>{formula}<v>{value.strip()}</v></c>"

    def _other(self, position: str, kind: str, value: str, formula: str, check: bool) -> str:
        if kind == "b":
            truth = int(value.strip() in {"1", "true"})
            return f'<c{position} t="b">{formula}<v>{truth}</v></c>'
        if kind == "e":
            error = value if value in _ERRORS else "#VALUE!"
            return f'<c{position} t="e">{formula}<v>{error}</v></c>'
        shown = decode(value)
        safe = self.scrubber.text(shown) if check else shown
        if kind == "d" and safe == shown:
            return f'<c{position} t="d">{formula}<v>{escape_text(value)}</v></c>'
        return text_cell(position, safe, formula)

    def _formula(self, element: Element) -> str:
        """Return the `<f>` to keep, or "" when the cell keeps only its scrubbed result."""
        kept = self._kept_formula(element)
        if not kept:
            self.lost_formulas += 1
        return kept

    def _kept_formula(self, element: Element) -> str:
        text = element.text or ""
        kind = element.get("t", "normal")
        reach = element.get("ref", "")
        if kind == "shared":
            group = element.get("si", "")
            if not text:
                return f'<f t="shared" si="{group}"/>' if group in self._shared else ""
            if reach and self._fits(reach, check_columns=False) and group.isdecimal():
                if not self.formulas.harmless(text):
                    return ""
                self._shared.add(group)
                return f'<f t="shared" ref="{reach}" si="{group}">{escape_text(text)}</f>'
        elif kind == "array":
            # An array writes into its whole range, also over cells that got a new value.
            if not self._fits(reach, check_columns=True) or not self.formulas.harmless(text):
                return ""
            return f'<f t="array" ref="{reach}">{escape_text(text)}</f>'
        elif kind != "normal":
            return ""
        return f"<f>{escape_text(text)}</f>" if text and self.formulas.harmless(text) else ""

    def _note_spill(self, element: Element) -> None:
        """Remember the range of an array whose values masked ones may have reached."""
        area = Area.read(element.get("ref", "")) if element.get("t", "shared") != "shared" else None
        if area is not None and not self.results.stays(element.text or ""):
            self.spills.append(area)

    def _fits(self, reach: str, *, check_columns: bool) -> bool:
        area = Area.read(reach)
        if area is None:
            return False
        return not check_columns or not any(area.left <= column <= area.right for column in self.rewrite.replaced)
