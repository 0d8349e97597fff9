"""Where a known value may begin and end in a text: at the edges of words and numbers, long numbers between letters too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.code_points import Codes, is_capital, is_digit, run_together

Bools = npt.NDArray[np.bool_]
Indexes = npt.NDArray[np.int64]
# Numbers of so many digits are found between letters too: REF6222020212345678909Z is hardly another's.
_GLUED = 15
# So are mobile numbers: user13800138000.zip.
_MOBILE = 11
# A longer value is known by its beginning.
LONGEST = 256


class Edges:
    """The edges of the words and numbers of a text, for values of any length."""

    def __init__(self, codes: Codes) -> None:
        self._codes, self._size = codes, len(codes)
        self._digit = is_digit(codes)
        self._word = self._digit | is_capital(codes)
        self._together = run_together(codes, self._digit)
        # A value that ends in a letter or digit ends at a word's edge, a long number before a letter too.
        self._ends = np.ones(len(codes) + 1, dtype=np.bool_)
        np.logical_and(self._word[:-1], self._word[1:], out=self._ends[1:-1])
        np.logical_not(self._ends[1:-1], out=self._ends[1:-1])

    def openings(self, leads: npt.NDArray[np.uint8], first: int, limit: int) -> tuple[Indexes, npt.NDArray[np.uint8]]:
        """Return where a value may begin (at a character that begins one, and inside no word, +86 excepted), from `first`
        on and before `limit`, and there the entry of `leads` for the character."""
        codes, word, digit = self._codes, self._word, self._digit
        inside = np.zeros(len(codes), dtype=np.bool_)
        # A number that letters stand before is judged by its length.
        np.logical_and(word[1:] & ~(digit[1:] & ~digit[:-1]), word[:-1], out=inside[1:])
        inside[2:] &= ~((codes[2:] == ord("1")) & (codes[1:-1] == ord("6")) & (codes[:-2] == ord("8")))
        inside[3:] &= codes[:-3] != ord("%")
        inside[4:] &= ~((codes[:-4] == ord("5")) & (codes[1:-3] == ord("7")))
        # All beyond the basic plane count as its last.
        of_lead = leads.take(codes, mode="clip")
        opens = (of_lead != 0) & (~inside | self._together)
        opens[:first] = False
        opens[max(first, limit) :] = False
        at = np.flatnonzero(opens)
        return at, of_lead[at]

    def beginnings(self, at: Indexes) -> Beginnings:
        """Return what stands around the beginnings of values, for `whole`."""
        codes, at_before = self._codes, np.maximum(at - 1, 0)
        glued = self._word[at] & self._word[at_before] & (at > 0)
        loose = ~glued | _behind_prefix(codes, at)
        hard = glued & self._digit[at_before]
        hard[hard] = ~_behind_tag(codes, at[hard])
        together = self._together[at]
        some = np.flatnonzero(loose | ~hard | together)
        return Beginnings(at, at[loose], at[some], loose[some], hard[some], together[some])

    def whole(self, begins: Beginnings, length: int, lasts: npt.NDArray[np.uint64]) -> Indexes:
        """Return those beginnings at which a value of a length stands whole; of one that was cut nobody knows the end.

        `lasts` tells of every character which lengths the values have that end in it, as `bit_of`.
        """
        near = length >= _GLUED or length == _MOBILE
        at = begins.every if length >= LONGEST else begins.near if near else begins.loose
        at = at[: np.searchsorted(at, self._size - length, side="right")]
        last = self._codes.take(at + (length - 1))
        likely = np.flatnonzero(lasts.take(last, mode="clip") & bit_of(length))
        at = at[likely]
        if length >= LONGEST or not len(at):
            return at
        ends = at + length
        whole = self._ends[ends]
        if near:
            last = last[likely]
            ends_loosely = is_digit(last) | (last == ord("X"))
            if length == _MOBILE:
                ends_loosely &= self._codes[at] == ord("1")
            whole |= ends_loosely & ~self._digit[np.minimum(ends, self._size - 1)]
            whole &= begins.is_loose[likely] | (ends_loosely & ~begins.is_hard[likely])
            if length >= _GLUED:
                whole |= begins.is_together[likely] & self._together[ends - 1]
        return at[whole]


def bit_of(length: int) -> np.uint64:
    """Return the bit of a length; all long ones have the same."""
    return np.uint64(1 << min(length, 63))


@dataclass(frozen=True)
class Beginnings:
    """Where values may begin, in order: `every` place, `loose` where a value of any length may; `near` also where only a long number
    may, of these which are loose, which are `hard` (a digit before them is not the end of a tag), which stand in a long
    run of digits."""

    every: Indexes
    loose: Indexes
    near: Indexes
    is_loose: Bools
    is_hard: Bools
    is_together: Bools


def _behind_prefix(codes: Codes, at: Indexes) -> Bools:
    """Return which places stand behind 86, where a mobile number begins, or behind a byte of a URL: %8D."""
    country = (at >= 2) & (codes[at] == ord("1")) & (codes[at - 1] == ord("6")) & (codes[at - 2] == ord("8"))
    return country | ((at >= 3) & (codes[np.maximum(at - 3, 0)] == ord("%")))


def _behind_tag(codes: Codes, at: Indexes) -> Bools:
    """Return which places stand behind the tag and length of a chip's track 2 (EMV, tag 57): 5713."""
    four, three, two = (codes[np.maximum(at - count, 0)] for count in (4, 3, 2))
    return (at >= 4) & (four == ord("5")) & (three == ord("7")) & (two <= ord("1"))
