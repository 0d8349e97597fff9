"""Which formulas may stay: those made of known words that carry no value of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pii_scanner.sinks.workbook.markup import decode
from pii_scanner.sinks.workbook.plan import Scrubber

# A1, A:A or 1:9, with or without $: a row number may have seven digits and is no literal.
REFERENCE = re.compile(
    r"(?<![\w.$])(?:\$?(?P<first>[A-Za-z]{1,3})\$?(?P<top>\d{1,7})"
    r"(?::\$?(?P<last>[A-Za-z]{1,3})\$?(?P<bottom>\d{1,7}))?"
    r"|\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d{1,7}:\$?\d{1,7})(?![\w.(!])",
    re.ASCII,
)
_TOKEN = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)"
    r"|(?P<error>#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!))"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?(?![\w.]))"
    r"|(?P<function>[A-Za-z_][A-Za-z0-9_.]*\()"
    r"|(?P<name>[^\W\d][\w.\\]*)"
    r'|(?P<code>"[A-Za-z0-9<>=]{0,3}"(?!"))'
    r"|(?P<sign>[-+*/^&=<>(),;:%@#\s])"
)
_STRUCTURED = re.compile(r"([^\W\d][\w.\\]*)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_COLUMN = re.compile(r"\[([^\[\]]*)\]")
_QUOTED = re.compile(r"('(?:[^']|'')*')")
_STRING = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"\d[\d.]*")
# Characters of all short codes ("A", ">=3") that one formula may hold.
_LONGEST_CODES = 6
_WORDS = frozenset({"true", "false"})
# Functions that find the cells they read by themselves.
_REACHING = ("INDIRECT", "OFFSET", "GETPIVOTDATA", "CELL", "EVALUATE")
_LONG = 5
_NONE: frozenset[str] = frozenset()


def _digits(text: str) -> int:
    return sum(character.isdigit() for character in text)


class Formulas:
    """Verdicts on formulas, remembered per shape (`A2*2` and `A3*2` are one shape)."""

    def __init__(
        self,
        scrubber: Scrubber,
        sheets: frozenset[str] = _NONE,
        names: frozenset[str] = _NONE,
        tables: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """`sheets` and `names` are those of this workbook that its copy has unchanged.

        `tables` maps the name of a surviving table to its unchanged column names (all casefolded).
        """
        self._scrubber = scrubber
        self._sheets = frozenset(name.casefold() for name in sheets)
        self._tables = tables or {}
        self._names = frozenset(name.casefold() for name in names) | _WORDS
        self._shape_harmless = lru_cache(maxsize=1 << 14)(self._judge_shape)
        self._structured_harmless = lru_cache(maxsize=1 << 14)(self._judge_structured)

    def harmless(self, formula: str) -> bool:
        """True when a formula of a cell, name or chart has no literal that could be a value: short codes may stay."""
        formula = decode(formula)
        if sum(map(len, _STRING.findall(formula))) > _LONGEST_CODES:
            return False  # "138"&"001"&"380"&"00" is a number too
        if "[" in formula or "]" in formula:
            return self._structured_harmless(formula)
        return self._shape_harmless(_shape(formula))

    def rule_harmless(self, formula: str) -> bool:
        """True when a condition or validation may stay: literals are welcome if scrub leaves them.

        Adjacent strings are also looked at joined, because `"138"&"00138000"` is a number too.
        """
        formula = decode(formula)
        strings = [text.replace('""', '"') for text in _STRING.findall(formula)]
        rest = _shape(without_strings(formula))
        if not self._known(rest):
            return False
        texts = [formula, *strings, "".join(strings), rest, *_NUMBER.findall(rest)]
        texts += [item.strip() for text in strings for item in text.split(",")]
        return all(self._scrubber.clean(text) for text in texts if text)

    def _judge_structured(self, formula: str) -> bool:
        return self._shape_harmless(_shape(_STRUCTURED.sub(self._resolved, formula)))

    def _resolved(self, match: re.Match[str]) -> str:
        """Return "#" for a reference to columns that still exist, else the text as it was."""
        columns = self._tables.get(match.group(1).casefold())
        inner = match.group(2)
        items = _COLUMN.findall(inner) if "[" in inner else [inner]
        named = [item.lstrip("@").casefold() for item in items if not item.startswith("#")]
        known = columns is not None and all(not name or name in columns for name in named)
        return "#" if known else match.group(0)

    def _judge_shape(self, shape: str) -> bool:
        tokens = list(_tokens(shape))
        if any(kind == "number" and _digits(text) >= _LONG for kind, text in tokens):
            return False
        return self._known(shape) and self._scrubber.clean(shape)

    def _known(self, shape: str) -> bool:
        """True when each word of a shape is a function, or names something the copy has."""
        for kind, text in _tokens(shape):
            if kind == "sheet":
                if not all(name in self._sheets for name in _sheets_of(text)):
                    return False
            elif kind == "unknown" or (kind == "name" and text.casefold() not in self._names):
                return False
        return True


def has_literal(formula: str) -> bool:
    """True for a string, or a number of five digits or more, written inside a formula."""
    formula = decode(formula)
    if '"' in formula:
        return True
    return any(_digits(number) >= _LONG for number in _NUMBER.findall(_shape(formula)))


def without_strings(formula: str) -> str:
    return _STRING.sub(" ", formula)


def looks_outside(formula: str) -> bool:
    """True when a formula may take values from outside the cells that it names on its own sheet."""
    shape = _shape(without_strings(decode(formula)))
    return any(
        kind in {"sheet", "unknown"}
        or (kind == "name" and text.casefold() not in _WORDS)
        or (kind == "function" and text[:-1].upper().endswith(_REACHING))
        for kind, text in _tokens(shape)
    )


def _tokens(shape: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of the words of a shape; the kind of what no rule knows is `unknown`."""
    place = 0
    while place < len(shape):
        match = _TOKEN.match(shape, place)
        if match is None:
            yield "unknown", shape[place]
            return
        yield match.lastgroup or "unknown", match.group()
        place = match.end()


def _sheets_of(token: str) -> list[str]:
    """Return the casefolded sheet names before a `!`; two for a range of sheets."""
    name = token[:-1].removeprefix("'").removesuffix("'").replace("''", "'")
    return name.casefold().split(":")


def _shape(formula: str) -> str:
    """Return the formula with its cell references replaced by "#", quoted sheet names kept."""
    parts = _QUOTED.split(formula)
    parts[::2] = [REFERENCE.sub("#", part) for part in parts[::2]]
    return "".join(parts)
