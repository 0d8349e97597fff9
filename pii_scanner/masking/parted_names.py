"""Texts in which blanks part the characters of names, as forms align them (张　三, 欧阳 娜娜), without these blanks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.masking.places import Joined, Places
from recognizers.columns import TextColumn
from recognizers.disguises import Disguised
from recognizers.matching import holding

Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_BLANKS = (0x20, 0x09, 0xA0, 0x3000)
_DOTS = (0xB7, 0x2022, 0x2027, 0x30FB, 0xFF0E, 0x2E)
# What a text must hold before its blanks are left out (RE2).
_GATE = r"\p{Han}(?:[ \t\x{A0}\x{3000}]{1,3}|[ \x{3000}]?[\x{B7}\x{2022}\x{2027}\x{30FB}\x{FF0E}.][ \x{3000}]?)\p{Han}"
_MARKS = [chr(code).encode() for code in (*_BLANKS, *_DOTS)]
_MOST = 3
# How words end that stand right before a name.
_CALLED = [
    ord(word[0]) << 32 | ord(word[1])
    for word in "客户 款人 系人 保人 务人 权人 卡人 户名 姓名 本人 告人 被告 原告 丈夫 妻子 老公 老婆 父亲 母亲 儿子 女儿 其父 其母 其妻 其夫 其子 其女".split()
]
# The most characters that a surname has.
_SURNAME = 2


def unparted(texts: pa.Array) -> Disguised | None:
    """Return those texts, none null, in which blanks or dots stand between Chinese characters, without these; None
    where there are none."""
    column = TextColumn(texts)
    window = bytes(column.window)
    if window.isascii() or not any(mark in window for mark in _MARKS):
        return None
    rows = np.flatnonzero(holding(texts, _GATE))
    if not len(rows):
        return None
    chosen = texts.take(pa.array(rows))
    joined = Joined(chosen)
    codes = np.frombuffer(joined.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kept = ~_between_characters(codes)
    at = np.flatnonzero(kept)
    row = joined.rows_of(at)
    plain = codes[kept].tobytes().decode("utf-32-le", "surrogatepass").encode("utf-8", "replace").decode("utf-8")
    # Line feeds of the texts themselves are no ends of texts.
    ends = joined.begins[1:-1] - 1
    breaks = np.flatnonzero(np.isin(at, ends) & (codes[at] == 0x0A))
    edges = [-1, *breaks.tolist(), len(at)]
    parts = [plain[one + 1 : other] for one, other in pairwise(edges)]
    begins = at - joined.begins[row]
    firsts = np.concatenate([[0], breaks + 1]).astype(np.int64)
    return Disguised(rows, pa.array(parts, pa.string()), begins, begins + 1, firsts)


def _pairs(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    return np.left_shift(first.astype(np.uint64), np.uint64(32)) | second


def _between_characters(codes: npt.NDArray[np.uint32]) -> Flags:
    """Return which code points are blanks or dots in a short run between two Chinese characters."""
    parting = np.isin(codes, (*_BLANKS, *_DOTS))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], parting, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    inside = (starts > 0) & (ends < len(codes)) & (ends - starts <= _MOST)
    starts, ends = starts[inside], ends[inside]
    inside = _is_character(codes[starts - 1]) & _is_character(codes[ends])
    marks = np.zeros(len(codes) + 1, dtype=np.int32)
    marks[starts[inside]] += 1
    marks[ends[inside]] -= 1
    return np.asarray(np.cumsum(marks)[:-1] > 0)


def _is_character(codes: npt.NDArray[np.uint32]) -> Flags:
    return (codes >= 0x3400) & (codes <= 0x9FFF)


def placed_in(joined: Joined, plain: Disguised, inside: Joined, found: Places) -> Places:
    """Return places in the plain texts `inside` as places in the texts themselves."""
    rows = inside.rows_of(found.starts)
    first = inside.begins[rows]
    rows, starts, ends = plain.placed(rows, found.starts - first, found.ends - first)
    begins = joined.begins[rows]
    return Places(starts + begins, ends + begins, found.types, found.names)


def parted_names(joined: Joined, plain: Disguised, inside: Joined, found: Places) -> Places:
    """Return those of the places in plain texts, as places in the texts themselves, that are names which something parts.

    The first part of such a name is a surname, unless a dot parts it, and it stands alone on one side at least, or behind
    a word that calls somebody by name: of 发票三张 强调, both 三张 and 强调 are words of their own.
    """
    person = found.names.index("PERSON") if "PERSON" in found.names else -1
    names = found.only(found.types == person)
    placed = placed_in(joined, plain, inside, names)
    starts, ends = placed.starts, placed.ends
    codes = np.frombuffer(joined.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    edge = np.full(_SURNAME, 0x0A, dtype=np.uint32)
    around = np.concatenate([edge[:1], codes, edge])
    alone = ~_is_character(around[starts]) | ~_is_character(around[ends + 1])
    alone |= np.isin(_pairs(around[np.maximum(starts - 1, 0)], around[starts]), _CALLED)
    parting = np.append(0, np.cumsum(np.isin(codes, _DOTS)))
    dotted = parting[ends] > parting[starts]
    surname = ~_is_character(around[starts + 2]) | ~_is_character(around[starts + 1 + _SURNAME])
    return placed.only((ends - starts > names.ends - names.starts) & alone & (surname | dotted))
