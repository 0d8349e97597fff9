"""Texts as numbers of a finite domain and back: what format-preserving encryption works on.

A digit stands for one of 10, an ASCII letter for one of 26, a Chinese character (U+4E00 to U+9FA5) for one of
20,902; case and full width belong to the place, and separators stay where they are. Texts of one length are one matrix
of code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.ff1 import FF1, SMALLEST_DOMAIN

Codes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
_PLANE = 1 << 16
# Those that GBK holds as well.
_HAN = (0x4E00, 0x9FA5)
_SEPARATORS = " \t-_./\\:;,'`\"()[]{}<>#+*&=|~!?@%^$\u00a0\u00b7\u2010\u2011\u2013\u2014\u2018\u2019\u3000\u30fb（）【】《》，。：；、！？－＿．／"
# Numbers of a domain below this are held in 64 bits.
_LONG = 1 << 62


@dataclass(frozen=True)
class _Table:
    """By code point: how many characters may stand in its place (0: unknown), which of them it is, and the first."""

    bases: npt.NDArray[np.uint32]
    numbers: npt.NDArray[np.uint32]
    origins: npt.NDArray[np.uint32]


@cache
def _table() -> _Table:
    bases, numbers, origins = (np.zeros(_PLANE, dtype=np.uint32) for _ in range(3))
    ranges = [(first + shift, size) for first, size in ((0x30, 10), (0x41, 26), (0x61, 26)) for shift in (0, 0xFEE0)]
    for first, size in [*ranges, (_HAN[0], _HAN[1] - _HAN[0] + 1)]:
        bases[first : first + size] = size
        numbers[first : first + size] = np.arange(size)
        origins[first : first + size] = first
    separators = [ord(character) for character in _SEPARATORS]
    bases[separators] = 1
    origins[separators] = separators
    return _Table(bases, numbers, origins)


def codes_of(values: list[str]) -> Codes:
    """Return texts of one length as code points, shape (values, length)."""
    width = len(values[0])
    return np.array(values, dtype=f"U{width}").view(np.uint32).reshape(len(values), width)


def texts_of(codes: Codes) -> list[str]:
    """Return rows of code points as texts."""
    width = codes.shape[1]
    return list(np.ascontiguousarray(codes).view(f"U{width}").ravel().tolist())


def by_length(values: list[str]) -> dict[int, npt.NDArray[np.int64]]:
    """Return the places of texts of each length above zero."""
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    return {int(length): np.flatnonzero(lengths == length) for length in np.unique(lengths[lengths > 0])}


@dataclass(frozen=True)
class Characters:
    """The characters of texts of one length: `bases` 0 where one is unknown, 1 for separators."""

    bases: npt.NDArray[np.uint32]
    numbers: npt.NDArray[np.uint32]
    origins: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, codes: Codes) -> Characters:
        table, flat = _table(), np.where(codes < _PLANE, codes, 0)
        return cls(table.bases[flat], table.numbers[flat], table.origins[flat])

    def but_for(self, stays: Bools, codes: Codes) -> Characters:
        """Return the same with some characters as separators, which stay where they are."""
        return Characters(
            np.where(stays, 1, self.bases), np.where(stays, 0, self.numbers), np.where(stays, codes, self.origins)
        )

    @property
    def digits(self) -> Bools:
        return self.bases == 10

    def with_numbers(self, numbers: npt.NDArray[np.uint32]) -> Codes:
        """Return the code points of the same texts with other characters of the same kinds."""
        return np.asarray(self.origins + numbers, dtype=np.uint32)


def moved(characters: Characters, key: bytes, *, forward: bool) -> tuple[npt.NDArray[np.uint32], Bools]:
    """Return other numbers of the same bases, and for which rows: those of known characters and a domain that is
    large enough.

    A row whose bases multiply to N is a number below N, encrypted by FF1 over bits and walked until it is below N
    again (cycle walking, Black and Rogaway 2002).
    """
    width = characters.bases.shape[1]
    sizes = np.ones(len(characters.bases), dtype=object)
    logs = np.log2(np.maximum(characters.bases, 1)).sum(axis=1)
    known = (characters.bases > 0).all(axis=1) & (logs >= np.log2(SMALLEST_DOMAIN) - 1e-9)
    result = characters.numbers.copy()
    # Long ones are numbers of any size, which are slow: others need not wait for them.
    for rows, kind in (
        (np.flatnonzero(known & (logs < 61.9)), np.int64),
        (np.flatnonzero(known & (logs >= 61.9)), object),
    ):
        if not len(rows):
            continue
        bases, numbers = characters.bases[rows].astype(kind), characters.numbers[rows].astype(kind)
        sizes = np.ones(len(rows), dtype=kind)
        total = np.zeros(len(rows), dtype=kind)
        for place in range(width):
            sizes = sizes * bases[:, place]
            total = total * bases[:, place] + numbers[:, place]
        total = walked(total, sizes, key, forward=forward)
        for place in range(width - 1, -1, -1):
            result[rows, place] = (total % bases[:, place]).astype(np.uint32)
            total = total // bases[:, place]
    return result, known


def walked(numbers: Numbers, sizes: Numbers, key: bytes, *, forward: bool, tweak: bytes = b"") -> Numbers:
    """Return each number encrypted within 0..size-1 (at least 1,000,000), or decrypted."""
    cipher = FF1(key, 2)
    move = cipher.encrypt_numbers if forward else cipher.decrypt_numbers
    result = numbers.copy()
    bits = np.fromiter((int(size - 1).bit_length() for size in sizes.tolist()), np.int64, len(sizes))
    for length in np.unique(bits).tolist():
        pending = np.flatnonzero(bits == length)
        while len(pending):
            result[pending] = move(result[pending], length, tweak)
            pending = pending[np.asarray(result[pending] >= sizes[pending], dtype=np.bool_)]
    return result
