"""What the literals of a dump say: strings, numbers, NULL, and expressions made of strings."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.sources.sql.dialect import Dialect
from pii_scanner.sources.sql.opaque import ESCAPED, OWN_BRACKETS, PLAIN

ANY_STRING = ESCAPED
NULL = r"\N"
_STRINGS = {True: ESCAPED.decode(), False: PLAIN.decode()}
_STRING = {
    escapes: re.compile(
        rf"(?:([eEnNxXbB]|[uU]&|_\w+\s*)?({each}|\"[^\"]*\"|0x[0-9A-Fa-f]+\b))|{OWN_BRACKETS.decode()}", re.DOTALL
    )
    for escapes, each in _STRINGS.items()
}
# RE2 tells whether a literal is one string and nothing else.
_WHOLE = {escapes: f"(?s)^(?:{each})$" for escapes, each in _STRINGS.items()}
# Expressions that only join strings, or make a date of one: what they say is in their strings.
_JOINS = re.compile(
    r"(?:\s|\|\||\+|[(),]|::[\w \[\]]+|\b(?:TO_N?CLOB|CONCAT|UNISTR|CHR|CHAR|NCHR|CAST|AS|(?:N?VAR)?CHAR2?|N?CLOB|N?TEXT|DATE|TIMESTAMP|DATETIME(?:2|OFFSET)?|"
    r"SMALLDATETIME|TIME|INTERVAL|DECIMAL|NUMERIC|TO_DATE|TO_TIMESTAMP|TO_TIMESTAMP_TZ|STR_TO_DATE|CONVERT|BINARY|VARBINARY|FROM_BASE64|UNHEX|HEXTORAW|JSONB?|XML|MAX)\b|\d+)*",
    re.IGNORECASE,
)
# Of these the second string says how the first is written.
_FORMATTED = re.compile(r"\s*(?:TO_DATE|TO_TIMESTAMP(?:_TZ)?|STR_TO_DATE|CAST|CONVERT)\b", re.IGNORECASE)
# CAST(1.50 AS Decimal(10, 2)): a number and its type.
NUMBER_CAST = re.compile(r"\s*CAST\(\s*(-?\d+(?:\.\d+)?)\s+AS\s+[^()]+(?:\([^()]*\))?\s*\)\s*", re.IGNORECASE)
# Moments as SQL Server's older scripts write them: their bytes.
_MOMENT_CAST = re.compile(r"\s*CAST\(\s*0x([0-9A-F]+)\s+AS\s+(DateTime|SmallDateTime|Date)\s*\)\s*", re.IGNORECASE)
_CHARACTER = re.compile(r"\bN?CHR?(?:AR)?\s*\(\s*(\d{1,6})\s*\)", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)
_COPIED_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_UNICODE = re.compile(r"\\(\+[0-9A-Fa-f]{6}|[0-9A-Fa-f]{4})")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "0": "", "Z": "", "b": "", "f": "\f", "v": "\v"}
# Stands for a backslash that was escaped; no text of a dump holds it.
_MARK = "\x00"
_REPLACED = (
    ("\\\\", _MARK),
    ("''", "'"),
    *((f"\\{sign}", meant) for sign, meant in _MEANT.items() if sign not in "fv"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")


def values_of(raw: pa.StringArray, dialect: Dialect, *, copied: bool) -> pa.StringArray:
    """Return what fields say, null where NULL stands or nothing; those of COPY are told by their escapes alone."""
    if copied:
        return _copied(raw)
    text = pc.utf8_trim_whitespace(raw)
    quoted = pc.and_(pc.starts_with(text, "'"), pc.ends_with(text, "'"))
    strings = text.filter(quoted)
    inside = pc.utf8_slice_codeunits(strings, 1, -1)
    made = text
    if len(strings):
        special = pc.match_substring(inside, "'")
        if dialect.escapes:
            special = pc.or_(special, pc.match_substring(inside, "\\"))
        if pc.any(special).as_py():
            inside = pc.replace_with_mask(inside, special, _spoken(strings.filter(special), dialect))
        made = pc.replace_with_mask(text, quoted, inside)
    plain = pc.match_substring_regex(text, r"^[-+.\w]*$")
    nulls = pc.and_(plain, pc.match_substring_regex(text, r"(?i)^(?:NULL|DEFAULT)?$"))
    odd = pc.and_not(pc.invert(pc.or_(quoted, plain)), nulls)
    odd = pc.or_(odd, pc.and_(plain, pc.match_substring_regex(text, r"^0[xX]")))
    if pc.any(odd).as_py():
        made = pc.replace_with_mask(made, odd, _each(text.filter(odd), lambda each: _said(each, dialect)))
    return pc.if_else(nulls, pa.scalar(None, pa.string()), made)


def spoken(literal: str) -> str:
    """Return what a string between quotation marks says."""
    return _ESCAPE.sub(_meant, literal[1:-1])


def _spoken(literals: pa.StringArray, dialect: Dialect) -> pa.StringArray:
    """Return what texts between two quotation marks say, whether each is one string or several."""
    made = pc.utf8_slice_codeunits(literals, 1, -1)
    for written, said in _REPLACED if dialect.escapes else (("''", "'"),):
        made = pc.replace_substring(made, written, said)
    if dialect.escapes:
        made = pc.replace_substring(pc.replace_substring(made, "\\", ""), _MARK, "\\")
    several = pc.invert(is_one_string(literals, dialect))
    if not pc.any(several).as_py():
        return made
    return pc.replace_with_mask(made, several, _each(literals.filter(several), lambda each: _said(each, dialect)))


def is_one_string(text: pa.StringArray, dialect: Dialect) -> pa.BooleanArray:
    """Return which fields are one string between single quotation marks."""
    return pc.match_substring_regex(text, _WHOLE[dialect.escapes])


def strings_in(expression: str, dialect: Dialect) -> list[re.Match[str]]:
    """Return the strings of an expression, those of other kinds (N'..', 0x..) among them."""
    return list(_STRING[dialect.escapes].finditer(expression))


def _said(expression: str, dialect: Dialect) -> str:
    """Return what an expression says: its strings where it only joins them, else itself."""
    if cast := NUMBER_CAST.fullmatch(expression):
        return cast[1]
    if cast := _MOMENT_CAST.fullmatch(expression):
        return _moment(bytes.fromhex(cast[1]), cast[2].lower()) or expression
    found = strings_in(expression, dialect)
    between = _STRING[dialect.escapes].sub(" ", expression)
    if not found or not _JOINS.fullmatch(between):
        return expression
    if _FORMATTED.match(expression):
        return _string(found[0], dialect)
    pieces = {match.start(): _string(match, dialect) for match in found}
    for match in _CHARACTER.finditer(expression):
        pieces[match.start()] = chr(min(int(match[1]), 0x10FFFF))
    return "".join(pieces[at] for at in sorted(pieces))


def _string(match: re.Match[str], dialect: Dialect) -> str:
    """Return what one string says, by its prefix."""
    if match[2] is None:
        return match[0][3:-2]
    prefix, literal = (match[1] or "").strip().upper(), match[2]
    if literal[:1] == '"':
        return _ESCAPE.sub(_meant, literal[1:-1]) if dialect.escapes else literal[1:-1]
    if literal[:2].lower() == "0x" or prefix == "X":
        digits = literal[2:] if literal[:2].lower() == "0x" else literal[1:-1]
        return _of_bytes(digits) or match[0].strip()
    text = spoken(literal) if dialect.escapes or prefix == "E" else literal[1:-1].replace("''", "'")
    if prefix == "U&" or (dialect.name == "oracle" and "\\" in text and "UNISTR" in match.string.upper()):
        return _UNICODE.sub(lambda found: chr(int(found[1].lstrip("+"), 16)), text)
    return text


def _moment(data: bytes, kind: str) -> str:
    """Return the moment that bytes of SQL Server are: days since 1900 and three-hundredths of a second (datetime) or minutes
    (smalldatetime), or days since the year 1 (date); nothing where they are none."""
    try:
        if kind == "date":
            return (date(1, 1, 1) + timedelta(int.from_bytes(data[:3], "little"))).isoformat()
        half = len(data) // 2
        days, ticks = int.from_bytes(data[:half], "big", signed=kind == "datetime"), int.from_bytes(data[half:], "big")
        span = timedelta(days, seconds=ticks // 300) if kind == "datetime" else timedelta(days, minutes=ticks)
        return (datetime(1900, 1, 1) + span).isoformat(" ")
    except (OverflowError, ValueError):
        return ""


def _of_bytes(digits: str) -> str:
    """Return the text that bytes are, nothing where they are none."""
    if len(digits) % 2 or len(digits) < 4:
        return ""
    data = bytes.fromhex(digits)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return (
                text
                if encoding == "utf-8" or all("\u4e00" <= each <= "\u9fa5" for each in text if each > "\x7f")
                else ""
            )
    return ""


def _copied(raw: pa.StringArray) -> pa.StringArray:
    text = pc.utf8_rtrim(raw, "\r")
    special = pc.match_substring(text, "\\")
    if not pc.any(special).as_py():
        return text
    nulls = pc.equal(text, NULL)
    special = pc.and_not(special, nulls)
    made = pc.replace_with_mask(text, special, _each(text.filter(special), _unescaped))
    return pc.if_else(nulls, pa.scalar(None, pa.string()), made)


def _unescaped(text: str) -> str:
    if text.startswith("\\\\x") and (said := _of_bytes(text[3:])):  # bytea
        return said
    return _COPIED_ESCAPE.sub(_byte_meant, text)


def _byte_meant(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] == "x" and len(code) > 1:
        return chr(int(code[1:], 16))
    return chr(int(code, 8)) if code.isdigit() else _MEANT.get(code, code)


def _meant(match: re.Match[str]) -> str:
    return _MEANT.get(match[1], match[1]) if match[1] else "'"


def _each(array: pa.StringArray, told: Callable[[str], str]) -> pa.StringArray:
    """Return what is told of each field, of equal ones once."""
    coded = array.dictionary_encode()
    return pa.array([told(each) for each in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
