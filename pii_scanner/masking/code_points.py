"""Texts as code points that are compared: folded, small letters as capitals, traditional characters as simplified ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recognizers.text import fold
from recognizers.traditional import simplified_codes

Codes = npt.NDArray[np.unsignedinteger]
Hashes = npt.NDArray[np.uint64]
BASE = np.uint64(0x9E3779B97F4A7C15)
# A run of so many digits is longer than any value.
_TOGETHER = 22
# Letters behind a backslash, as they are compared, and what they mean there.
_ESCAPES = ((ord("N"), 0x0A), (ord("R"), 0x0A), (ord("T"), 0x20))


def codes_of(text: str) -> Codes:
    r"""Return code points as they are compared; of escapes (`\n`, `\t`) the letter is a line end or a blank."""
    codes = _compared(text)
    if "\\" in text:
        behind = np.flatnonzero(codes[:-1] == ord("\\")) + 1
        for letter, meant in _ESCAPES:
            codes[behind[codes[behind] == letter]] = meant
    return codes


def _compared(text: str) -> Codes:
    if text.isascii():
        return _PLAIN.take(np.frombuffer(text.encode("ascii"), dtype=np.uint8), mode="clip")
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    if int(codes.max()) < len(_PLAIN):
        return _PLAIN.take(codes, mode="clip")
    return np.where(codes < len(_PLAIN), _PLAIN[np.minimum(codes, len(_PLAIN) - 1)], codes)


def is_digit(codes: Codes) -> npt.NDArray[np.bool_]:
    return (codes >= 48) & (codes <= 57)


def plane(codes: Codes) -> Codes:
    """Return code points of the basic plane; all beyond it count as one."""
    return np.minimum(codes, 0xFFFF)


def is_capital(codes: Codes) -> npt.NDArray[np.bool_]:
    return (codes >= 65) & (codes <= 90)


def hashes_of(codes: Codes) -> Hashes:
    """Return a polynomial hash of each row of code points, shape (rows,)."""
    powers = np.full(codes.shape[1], BASE, dtype=np.uint64)
    powers[0] = 1
    with np.errstate(over="ignore"):
        np.multiply.accumulate(powers, out=powers)
        return ((codes.astype(np.uint64) + np.uint64(1)) * powers).sum(axis=1, dtype=np.uint64)


def window(codes: Codes, places: npt.NDArray[np.int64], length: int) -> Codes:
    """Return the `length` characters from each place on, shape (places, length)."""
    return codes[places[:, None] + np.arange(length)]


def _plain() -> Codes:
    """Return, for the code points of the basic plane, what they are compared as."""
    table = (
        fold("".join(map(chr, range(0xD800))))
        + "".join(map(chr, range(0xD800, 0xE000)))
        + fold("".join(map(chr, range(0xE000, 0x10000))))
    )
    codes = np.frombuffer(table.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    small = (codes >= 97) & (codes <= 122)
    return simplified_codes()[np.where(small, codes - np.uint32(32), codes)]


def run_together(codes: Codes, digit: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which code points stand in a run of digits longer than any value, an X between two digits among them.

    `digit` tells which are digits.
    """
    inside = digit.copy()
    if len(codes) > 2:
        inside[1:-1] |= (codes[1:-1] == ord("X")) & digit[:-2] & digit[2:]
    if not _may_run(inside):
        return np.zeros(len(codes), dtype=np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], inside, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    long = ends - starts >= _TOGETHER
    if not long.any():
        return np.zeros(len(codes), dtype=np.bool_)
    marks = np.zeros(len(codes) + 1, dtype=np.int32)
    marks[starts[long]] += 1
    marks[ends[long]] -= 1
    return np.cumsum(marks)[:-1] > 0


def _may_run(inside: npt.NDArray[np.bool_]) -> bool:
    """Return whether some run may be as long as _TOGETHER: such a one holds seven of every third place on end."""
    third = inside[::3]
    two = third[:-1] & third[1:]
    four = two[:-2] & two[2:]
    return bool((four[:-3] & four[3:]).any())


_PLAIN = _plain()
