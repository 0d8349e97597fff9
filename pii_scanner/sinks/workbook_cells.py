"""Cells of the masked copy: what each source cell becomes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pii_scanner.sinks.workbook_formulas import Formulas
from pii_scanner.sinks.workbook_plan import Scrubber, SheetRewrite, Value
from pii_scanner.sinks.workbook_strings import (
    SharedStrings,
    plain_text,
    string_content,
    text_element,
)
from pii_scanner.sinks.workbook_xml import Element, decode, encode, escape_text, name_of, tags_of

_LONGEST_TEXT = 32767
_ERRORS = frozenset("#NULL! #DIV/0! #VALUE! #REF! #NAME? #NUM! #N/A #GETTING_DATA #SPILL! #CALC!".split())
_VALUE_TAGS = tags_of("v")
_PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?", re.ASCII)
_PLAIN_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_RANGE = re.compile(r"([A-Z]{1,3})\d{1,7}(?::([A-Z]{1,3})\d{1,7})?", re.ASCII)


def column_number(letters: str) -> int:
    """Return the 0-based column of `A`, `AB` ..."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """Return the letters of a 0-based column."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


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


def blank(position: str) -> str:
    """Return an empty cell; `position` is its ` r=... s=...` attributes."""
    return f"<c{position}/>"


def text_cell(position: str, shown: str, formula: str = "") -> str:
    """Return a cell that shows a text; with a formula, the text is its cached result."""
    shown = shown[:_LONGEST_TEXT]
    if formula:
        return f'<c{position} t="str">{formula}<v>{escape_text(encode(shown))}</v></c>'
    if not shown:
        return blank(position)
    return f'<c{position} t="inlineStr"><is>{text_element(encode(shown))}</is></c>'


def value_cell(position: str, value: Value) -> str:
    """Return the cell of a new value."""
    if value is None:
        return blank(position)
    if isinstance(value, str):
        return text_cell(position, value)
    if isinstance(value, bool):
        return f'<c{position} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float) and not math.isfinite(value):
        return blank(position)
    return f"<c{position}><v>{value!r}</v></c>"


@dataclass
class CellCopier:
    """Copies or scrubs the cells of one sheet that get no new value."""

    rewrite: SheetRewrite
    scrubber: Scrubber
    formulas: Formulas
    strings: SharedStrings
    fixed: Mapping[tuple[int, int], str]
    """Header cells of Excel tables, whose text must equal the table's column name."""
    lost_formulas: int = 0
    _shared: set[str] = field(default_factory=set)
    """Shared formulas whose first cell kept its formula."""

    def keep(self, cell: Element, position: str) -> str:
        """Return a cell of a kept column: the short way for a plain number or shared string."""
        if len(cell) == 1 and cell[0].tag in _VALUE_TAGS:
            value = cell[0].text
            kind = cell.get("t")
            if value is not None and (kind is None or kind == "n"):
                if _PLAIN_NUMBER.fullmatch(value):
                    return f"<c{position}><v>{value}</v></c>"
            elif kind == "s" and value is not None and _PLAIN_INDEX.fullmatch(value):
                self.strings.use(int(value))
                return f'<c{position} t="s"><v>{value}</v></c>'
        return self.copy(cell, position, check=False)

    def copy(self, cell: Element, position: str, *, check: bool) -> str:
        """Return the cell as it is, or scrubbed when `check`.

        The cached result of a formula is always scrubbed.
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

    def _fits(self, reach: str, *, check_columns: bool) -> bool:
        match = _RANGE.fullmatch(reach)
        if match is None:
            return False
        if not check_columns:
            return True
        first = column_number(match.group(1))
        last = column_number(match.group(2) or match.group(1))
        return not any(first <= column <= last for column in self.rewrite.replaced)
