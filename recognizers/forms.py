"""What every match of a pattern must be, told from the pattern itself: kinds of characters, length, digits.

These are necessary conditions, so cells and texts that fail them need not be looked at by any regular expression.
A cell's own kinds of characters are known for a whole column at once (`TextColumn.classes`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    from re import _constants as _ops  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_constants as _ops  # type: ignore[no-redef]
    import sre_parse as _parser  # type: ignore[no-redef]

operators = _ops
DIGIT, UPPER, LOWER, BLANK, DASH, DOT, AT, COLON = (1 << bit for bit in range(8))
STAR, SLASH, COMMA, MARK, HAN, ODD, FOREIGN = (1 << bit for bit in range(8, 15))
EVERY = (1 << 15) - 1
ASCII = EVERY & ~(HAN | ODD | FOREIGN)
_LONGEST = 1 << 20


def _classes() -> npt.NDArray[np.uint16]:
    """Return the class of each byte of UTF-8; bytes within a character have none."""
    table = np.full(256, MARK, dtype=np.uint16)
    members = {
        DIGIT: b"0123456789",
        BLANK: b" \t\r\n\v\f'`\"",
        DASH: b"-",
        DOT: b".",
        AT: b"@",
        COLON: b":",
        STAR: b"*",
        SLASH: b"/",
        COMMA: b",",
    }
    for kind, members_of in members.items():
        table[list(members_of)] = kind
    table[ord("A") : ord("Z") + 1] = UPPER
    table[ord("a") : ord("z") + 1] = LOWER
    table[0x80:0xC0] = 0
    table[0xC0:] = FOREIGN
    # First bytes of spaces, dashes, quotes, full-width forms, Chinese punctuation and rare Chinese characters.
    table[[0xC2, 0xE2, 0xE3, 0xEF]] = ODD
    table[0xE4:0xEA] = HAN
    return table


CLASS_OF_BYTE = _classes()


@dataclass(frozen=True)
class Form:
    """Of every match: the classes its characters may have, those some character must have, its length in bytes,
    how many ASCII digits and letters it has at least, and the characters outside ASCII that it may have, None where
    they are many."""

    allowed: int
    needed: int
    shortest: int = 0
    longest: int = _LONGEST
    digits: int = 0
    letters: int = 0
    beyond: frozenset[str] | None = None


ANYTHING = Form(EVERY, 0)
_NOTHING = Form(0, 0, 0, 0, beyond=frozenset())
_MOST_BEYOND = 8


@lru_cache(maxsize=1024)
def form_of(pattern: str, flags: int = 0) -> Form:
    """Return the form of a pattern's matches; that of anything for a pattern that Python cannot parse."""
    try:
        return _sequence(parsed(pattern, flags), flags)
    except (re.error, OverflowError, RecursionError):
        return ANYTHING


def parsed(pattern: str, flags: int = 0) -> Any:
    """Return a pattern of RE2 or of Python as (operator, argument) in order. Raises re.error."""
    return _parser.parse(_python_syntax(pattern), flags)


def either(forms: list[Form]) -> Form:
    """Return the form of what has one of some forms."""
    if not forms:
        return ANYTHING
    allowed, needed, beyond = 0, EVERY, _NOTHING.beyond
    for form in forms:
        allowed, needed, beyond = allowed | form.allowed, needed & form.needed, _joined(beyond, form.beyond)
    return Form(
        allowed,
        needed,
        min(form.shortest for form in forms),
        max(form.longest for form in forms),
        min(form.digits for form in forms),
        min(form.letters for form in forms),
        beyond,
    )


def _joined(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return None if one is None or other is None else one | other


def _python_syntax(pattern: str) -> str:
    """Return a pattern with its code points as Python writes them."""
    return re.sub(r"\\x\{([0-9A-Fa-f]{1,6})\}", lambda match: f"\\U{int(match.group(1), 16):08X}", pattern)


def _sequence(items: Any, flags: int) -> Form:
    form = _NOTHING
    for op, value in items:
        part = _part(op, value, flags)
        form = Form(
            form.allowed | part.allowed,
            form.needed | part.needed,
            form.shortest + part.shortest,
            min(_LONGEST, form.longest + part.longest),
            form.digits + part.digits,
            form.letters + part.letters,
            _joined(form.beyond, part.beyond),
        )
    return form


def _part(op: Any, value: Any, flags: int) -> Form:
    if op in (operators.AT, operators.ASSERT, operators.ASSERT_NOT):
        return _NOTHING
    if op is operators.LITERAL:
        return _characters([(value, value)], flags)
    if op is operators.IN:
        return _members(value, flags)
    if op is operators.BRANCH:
        return either([_sequence(branch, flags) for branch in value[1]])
    if op is operators.SUBPATTERN:
        _, added, removed, items = value
        return _sequence(items, (flags | added) & ~removed)
    if op in (operators.MAX_REPEAT, operators.MIN_REPEAT):
        low, high, items = value
        part = _sequence(items, flags)
        high = _LONGEST if high is operators.MAXREPEAT else int(high)
        return Form(
            part.allowed if high else 0,
            part.needed if low else 0,
            part.shortest * low,
            min(_LONGEST, part.longest * high),
            part.digits * low,
            part.letters * low,
            part.beyond,
        )
    return ANYTHING


def _members(members: Any, flags: int) -> Form:
    ranges = []
    for op, value in members:
        if op is operators.LITERAL:
            ranges.append((value, value))
        elif op is operators.RANGE:
            ranges.append(value)
        else:
            return Form(EVERY, 0, 1, 4)
    return _characters(ranges, flags)


def _characters(ranges: list[tuple[int, int]], flags: int) -> Form:
    """Return the form of one character out of ranges of code points."""
    allowed = 0
    beyond: frozenset[str] | None = frozenset()
    widths: list[int] = []
    for low, high in ranges:
        for code in range(low, min(high, 127) + 1):
            allowed |= int(CLASS_OF_BYTE[code])
        if high > 127:
            first, last = (
                chr(max(low, 128)).encode("utf-8", "surrogatepass"),
                chr(high).encode("utf-8", "surrogatepass"),
            )
            allowed |= int(np.bitwise_or.reduce(CLASS_OF_BYTE[first[0] : last[0] + 1]))
            few = high - max(low, 128) < _MOST_BEYOND
            beyond = _joined(beyond, frozenset(map(chr, range(max(low, 128), high + 1))) if few else None)
        widths += [len(chr(low).encode("utf-8", "surrogatepass")), len(chr(high).encode("utf-8", "surrogatepass"))]
    if flags & re.IGNORECASE and allowed & (UPPER | LOWER):
        # A few signs outside ASCII are letters of another case: the Kelvin sign is a k.
        allowed |= UPPER | LOWER | ODD | FOREIGN
        widths += [1, 3]
        beyond = _joined(beyond, frozenset("\u212a\u017f"))
    single = allowed & (allowed - 1) == 0
    return Form(
        allowed,
        allowed if single else 0,
        min(widths),
        max(widths),
        int(allowed == DIGIT),
        int(bool(allowed) and not allowed & ~(UPPER | LOWER)),
        beyond,
    )
