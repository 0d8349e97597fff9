"""What the kinds of characters in a cell and its length decide about a pattern, which then need not be run.

Told from the pattern itself, like `recognizers.forms`: how long cells of digits can be that match wholly, and which cells
match whatever characters of some kinds they have.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from recognizers.forms import ASCII, CLASS_OF_BYTE, DIGIT, parsed
from recognizers.forms import operators as _ops

# Lengths are bits of a number, up to this many; nothing is told of what is as long or longer.
LONGEST_TOLD = 96
_ANY_LENGTH = (1 << (LONGEST_TOLD + 1)) - 1
_UNTOLD = (re.error, OverflowError, RecursionError)
# Python does not know the class of Chinese characters; of digits it has none.
_HAN = (r"\p{Han}", "\u4e00-\u9fff")


class Filled(NamedTuple):
    """Cells of some classes of characters, and so many of them, that match for sure."""

    classes: int
    shortest: int
    longest: int


@lru_cache(maxsize=1024)
def lengths_of_digits(pattern: str, flags: int = 0) -> npt.NDArray[np.bool_]:
    """Return of which lengths strings of digits may match a pattern wholly, shape (LONGEST_TOLD + 1,)."""
    try:
        bits = _sequence(parsed(pattern.replace(*_HAN), flags))
    except _UNTOLD:
        bits = _ANY_LENGTH
    bits |= 1 << LONGEST_TOLD
    return np.array([bits >> length & 1 for length in range(LONGEST_TOLD + 1)], dtype=np.bool_)


@lru_cache(maxsize=1024)
def filled(pattern: str, flags: int = 0) -> Filled:
    """Return which cells match a pattern for sure: those of its characters, where it is one set of them, repeated."""
    none = Filled(0, 1, 0)
    try:
        items = list(parsed(pattern.replace(*_HAN), flags))
    except _UNTOLD:
        return none
    if len(items) != 1 or items[0][0] is not _ops.MAX_REPEAT:
        return none
    low, high, repeated = items[0][1]
    if len(repeated) != 1 or repeated[0][0] is not _ops.IN or high is _ops.MAXREPEAT:
        return none
    held = np.zeros(128, dtype=np.bool_)
    for op, value in repeated[0][1]:
        if op is _ops.LITERAL:
            held[value : value + 1] = True
        elif op is _ops.RANGE:
            held[value[0] : value[1] + 1] = True
        else:
            return none
    kinds = CLASS_OF_BYTE[:128]
    classes = sum(1 << bit for bit in range(15) if ASCII >> bit & 1 and held[kinds == 1 << bit].all())
    return Filled(int(classes), int(low), int(high))


def _sequence(items: Any) -> int:
    bits = 1
    for op, value in items:
        bits = _added(bits, _part(op, value))
    return bits


def _part(op: Any, value: Any) -> int:
    """Return the lengths of strings of digits that a part of a pattern may match."""
    if op in (_ops.AT, _ops.ASSERT, _ops.ASSERT_NOT):
        return 1
    if op is _ops.LITERAL:
        return int(_is_digit(value, value)) << 1
    if op is _ops.IN:
        ranges = [each for each in value if each[0] in (_ops.LITERAL, _ops.RANGE)]
        bounds = [(each, each) if kind is _ops.LITERAL else each for kind, each in ranges]
        return int(len(ranges) < len(value) or any(_is_digit(*each) for each in bounds)) << 1
    if op is _ops.BRANCH:
        bits = 0
        for branch in value[1]:
            bits |= _sequence(branch)
        return bits
    if op is _ops.SUBPATTERN:
        return _sequence(value[3])
    if op in (_ops.MAX_REPEAT, _ops.MIN_REPEAT):
        low, high, items = value
        return _repeated(_sequence(items), int(low), LONGEST_TOLD if high is _ops.MAXREPEAT else int(high))
    return _ANY_LENGTH


def _is_digit(low: int, high: int) -> bool:
    return bool((CLASS_OF_BYTE[low : min(high, 127) + 1] == DIGIT).any())


def _added(one: int, other: int) -> int:
    """Return the sums of two sets of lengths."""
    bits = 0
    for length in range(LONGEST_TOLD + 1):
        if one >> length & 1:
            bits |= other << length
    return bits & _ANY_LENGTH


def _repeated(bits: int, low: int, high: int) -> int:
    done, each = 0, 1
    for times in range(min(high, LONGEST_TOLD) + 1):
        done |= each if times >= low else 0
        each = _added(each, bits)
        if not each:
            break
    return done if low <= LONGEST_TOLD else _ANY_LENGTH
