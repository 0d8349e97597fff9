"""Masked values as literals of a dump: what masking leaves alone stays as it is written, the rest is written alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.sql.dialect import Dialect
from pii_scanner.sources.sql.literals import NULL, NUMBER_CAST, is_one_string, strings_in

_NUMBER = r"^[-+]?\d+(?:\.\d+)?$"
_PLAIN_NUMBER = r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$"
_SPACE = r"(?s)^(\s*).*$"
_PREFIX = re.compile(r"\s*([nN]|_\w+\s+)?'")
# Bytes that are no text: so many digits or more cannot be a key or a digest.
_BYTES = r"(?is)^\s*(?:(?:_binary\s*)?(?:0x[0-9a-f]{66,}|x'[0-9a-f]{66,}'|'\\x[0-9a-f]{66,}')\s*$|(?:_binary\s*'.*|.*\\[0Z].*)\x{FFFD}|.*\x{FFFD}.*\\[0Z])"
_COPIED_BYTES = r"^\\\\x[0-9a-f]{66,}\r?$"
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"))
# Before strings that no plain one may replace between their marks.
_OWN_RULES = {"E", "X", "B", "U&"}
_SIGNS = re.compile(r"[^\W\d_]|\d")


@dataclass
class Fit:
    """What must be known of a column's masked values to tell whether the declared type still holds them: among others
    how many characters, and bytes of UTF-8, the longest has."""

    longest: int = 0
    widest: int = 0
    numbers: bool = True
    moments: bool = True
    emptied: bool = False
    bytes_left_out: bool = False
    changed: bool = False

    def note(self, values: pa.StringArray) -> None:
        """Add values that masking changed."""
        nulls = values.null_count
        self.emptied |= nulls > 0
        if nulls == len(values):
            return
        self.changed = True
        self.longest = max(self.longest, pc.max(pc.utf8_length(values)).as_py())
        self.widest = max(self.widest, pc.max(pc.binary_length(values)).as_py())
        for name, pattern in (("numbers", _PLAIN_NUMBER), ("moments", _MOMENT)):
            if getattr(self, name) and not pc.all(pc.match_substring_regex(values, pattern)).as_py():
                setattr(self, name, False)


def rewritten(
    raw: pa.StringArray, values: pa.StringArray, masked: pa.StringArray, dialect: Dialect, fit: Fit, *, copied: bool
) -> pa.StringArray:
    """Return fields as they are written, which say `values`, with their masked values; null where there is no field. Bytes
    that are no text are left out."""
    same = pc.fill_null(pc.equal(values, masked), fill_value=False)
    if values.null_count:
        same = pc.or_(same, pc.or_(pc.is_null(raw), pc.and_(pc.is_null(values), pc.is_null(masked))))
    left_out = pc.and_(same, pc.match_substring_regex(raw, _COPIED_BYTES if copied else _BYTES))
    if pc.any(left_out).as_py():
        fit.bytes_left_out = True
        raw = pc.if_else(pc.fill_null(left_out, fill_value=False), "" if copied else "''", raw)
    if pc.all(same).as_py():
        return raw
    changed = pc.invert(same)
    before, after = raw.filter(changed), masked.filter(changed)
    fit.note(after)
    made = _copied(before, after) if copied else _literals(before, after, dialect)
    return pc.replace_with_mask(raw, changed, made)


def _literals(raw: pa.StringArray, masked: pa.StringArray, dialect: Dialect) -> pa.StringArray:
    text = pc.utf8_trim_whitespace(raw)
    number = pc.and_(pc.match_substring_regex(text, _NUMBER), pc.match_substring_regex(masked, _PLAIN_NUMBER))
    number = pc.fill_null(number, fill_value=False)
    made = pc.if_else(number, masked, quoted(masked, dialect))
    odd = pc.invert(pc.or_(is_one_string(text, dialect), pc.match_substring_regex(text, r"^[-+.\w]*$")))
    odd = pc.and_(odd, pc.is_valid(masked))
    if pc.any(odd).as_py():
        made = pc.replace_with_mask(made, odd, _alike(text.filter(odd), masked.filter(odd), dialect))
    made = pc.fill_null(made, "NULL")
    return pc.binary_join_element_wise(pc.replace_substring_regex(raw, _SPACE, r"\1"), made, "")


def quoted(text: pa.StringArray, dialect: Dialect) -> pa.StringArray:
    """Return text as strings of SQL."""
    for sign, written in escapes_of(dialect):
        text = pc.replace_substring(text, sign, written)
    return pc.binary_join_element_wise("N'" if dialect.name == "mssql" else "'", text, "'", "")


def escapes_of(dialect: Dialect) -> tuple[tuple[str, str], ...]:
    """Return what strings of SQL hold in the place of some characters, in the order to replace them."""
    return (*(_ESCAPES if dialect.escapes else ()), ("'", "''"))


def _alike(raw: pa.StringArray, masked: pa.StringArray, dialect: Dialect) -> pa.StringArray:
    """Return masked values in the expressions that the values stood in, where they are of the same form; else as strings."""
    pairs = pc.binary_join_element_wise(raw, masked, quoted(masked, dialect), "\x00").dictionary_encode()
    made = []
    for pair in pairs.dictionary.to_pylist():
        expression, value, literal = pair.split("\x00")
        made.append(_in_its_place(expression, value, literal, dialect))
    return pa.array(made, pa.string()).take(pairs.indices)


def _in_its_place(expression: str, value: str, literal: str, dialect: Dialect) -> str:
    if (cast := NUMBER_CAST.fullmatch(expression)) and re.match(_PLAIN_NUMBER, value):
        return expression[: cast.start(1)] + value + expression[cast.end(1) :]
    found = strings_in(expression, dialect)
    if not found:
        return literal
    first = found[0]
    if first[2] is None or (first[1] or "").strip().upper() in _OWN_RULES:
        return literal
    if len(found) == 1 and first[0].strip() == expression and (prefix := _PREFIX.match(expression)):
        return (prefix[1] or "") + literal.removeprefix("N")
    if _SIGNS.sub("9", first[2][1:-1]) == _SIGNS.sub("9", value) and first[2][:1] == "'":
        return expression[: first.start(2)] + literal.removeprefix("N") + expression[first.end(2) :]
    return literal


def _copied(raw: pa.StringArray, masked: pa.StringArray) -> pa.StringArray:
    made = masked
    for sign, written in (*_ESCAPES, ("\t", "\\t")):
        made = pc.replace_substring(made, sign, written)
    made = pc.fill_null(made, NULL)
    return pc.if_else(pc.ends_with(raw, "\r"), pc.binary_join_element_wise(made, "\r", ""), made)
