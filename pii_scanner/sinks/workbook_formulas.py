"""Which formulas may stay: those that carry no value of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pii_scanner.sinks.workbook_plan import Scrubber
from pii_scanner.sinks.workbook_xml import decode

# A1, $A$1, $1 or $A: a row number may have seven digits and is no literal.
_REFERENCE = re.compile(
    r"(?<![\w.$])(?:\$?[A-Za-z]{1,3}\$?\d{1,7}|\$\d{1,7}|\$[A-Za-z]{1,3}(?=:))(?![\w.(!])", re.ASCII
)
_STRUCTURED = re.compile(r"([^\W\d][\w.\\]*)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_COLUMN = re.compile(r"\[([^\[\]]*)\]")
_QUOTED = re.compile(r"('(?:[^']|'')*')")
_STRING = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"\d[\d.]*")
_IDENTIFIER = re.compile(r"[^\W\d][\w.\\]*")
_LONG = 5


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


class Formulas:
    """Verdicts on formulas, remembered per shape (`A2*2` and `A3*2` are one shape)."""

    def __init__(
        self,
        scrubber: Scrubber,
        lost_sheets: frozenset[str] = frozenset(),
        lost_names: frozenset[str] = frozenset(),
        tables: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """`lost_*` are old names of this workbook that its copy no longer has.

        `tables` maps the name of a surviving table to its unchanged column names (all casefolded).
        """
        self._scrubber = scrubber
        self._lost_sheets = frozenset(name.casefold().replace("'", "''") for name in lost_sheets)
        self._lost_names = frozenset(name.casefold() for name in lost_names)
        self._tables = tables or {}
        self._shape_harmless = lru_cache(maxsize=1 << 14)(self._judge_shape)
        self._structured_harmless = lru_cache(maxsize=1 << 14)(self._judge_structured)

    def harmless(self, formula: str) -> bool:
        """True when a formula of a cell, name or chart has no literal that could be a value."""
        formula = decode(formula)
        if '"' in formula or "{" in formula:
            return False
        if "[" in formula or "]" in formula:
            return self._structured_harmless(formula)
        return self._shape_harmless(_shape(formula))

    def rule_harmless(self, formula: str) -> bool:
        """True when a condition or validation may stay: literals are welcome if scrub leaves them.

        Adjacent strings are also looked at joined, because `"138"&"00138000"` is a number too.
        """
        formula = decode(formula)
        strings = [text.replace('""', '"') for text in _STRING.findall(formula)]
        rest = _shape(_STRING.sub(" ", formula))
        if "[" in rest or "]" in rest or self._refers_to_lost(rest):
            return False
        texts = [formula, *strings, "".join(strings), rest, *_NUMBER.findall(rest)]
        texts += [item.strip() for text in strings for item in text.split(",")]
        return all(self._scrubber.clean(text) for text in texts if text)

    def _judge_structured(self, formula: str) -> bool:
        rest = _STRUCTURED.sub(self._resolved, formula)
        return "[" not in rest and "]" not in rest and self._shape_harmless(_shape(rest))

    def _resolved(self, match: re.Match[str]) -> str:
        """Return "#" for a reference to columns that still exist, else the text as it was."""
        columns = self._tables.get(match.group(1).casefold())
        inner = match.group(2)
        items = _COLUMN.findall(inner) if "[" in inner else [inner]
        named = [item.lstrip("@").casefold() for item in items if not item.startswith("#")]
        known = columns is not None and all(not name or name in columns for name in named)
        return "#" if known else match.group(0)

    def _judge_shape(self, shape: str) -> bool:
        if any(_digits(number) >= _LONG for number in _NUMBER.findall(shape)):
            return False
        return not self._refers_to_lost(shape) and self._scrubber.clean(shape)

    def _refers_to_lost(self, shape: str) -> bool:
        lowered = shape.casefold()
        if any(name in lowered for name in self._lost_sheets):
            return True
        if not self._lost_names:
            return False
        return any(name in self._lost_names for name in _IDENTIFIER.findall(lowered))


def has_literal(formula: str) -> bool:
    """True for a string, or a number of five digits or more, written inside a formula."""
    formula = decode(formula)
    if '"' in formula:
        return True
    return any(_digits(number) >= _LONG for number in _NUMBER.findall(_shape(formula)))


def _shape(formula: str) -> str:
    """Return the formula with its cell references replaced by "#", quoted sheet names kept."""
    parts = _QUOTED.split(formula)
    parts[::2] = [_REFERENCE.sub("#", part) for part in parts[::2]]
    return "".join(parts)
