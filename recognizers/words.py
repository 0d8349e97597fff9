"""Words of the jieba dictionary for many clauses at once: which stretches are words, and the likeliest cut.

Clauses lie behind one another in one array of code points, each closed by a 0; position i is the place before
character i, so the place of the 0 is a clause's end. Costs are natural logarithms of relative frequencies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from recognizers.resources import DATA

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]

LONGEST = 5
# Parts of speech as the dictionary tags them; a word of another tag has the last.
TAGS = "n v a d p c u r m q t f s i l j b z y ns nt nz nr nrt vn x".split()
_SLOTS = 20
_STEP = 16.0  # costs are kept in sixteenths
_FLOOR = -18.0
_PRIME = np.uint32(0x01000193)
_SPREAD = (np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B))
_NAMES = (TAGS.index("nr"),)
# What no word of the dictionary has inside: all but Chinese characters, letters and digits.
_MARKS = np.ones(1 << 16, dtype=np.bool_)
_MARKS[[*range(ord("0"), ord("9") + 1), *range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = False
_MARKS[0x3400:0xA000] = False


@dataclass(frozen=True)
class Clauses:
    """Clauses behind one another: code points with a 0 behind each, and where each begins and ends."""

    codes: npt.NDArray[np.uint32]
    starts: Ints
    ends: Ints

    @cached_property
    def hashes(self) -> list[Hashes]:
        """Of every position, the hash of the 1, 2, ... LONGEST characters behind it."""
        hashes = [self.codes * _PRIME]
        for length in range(1, LONGEST):
            nearer = hashes[-1].copy()
            nearer[: len(nearer) - length] += self.codes[length:] * np.uint32(length * 2 + 1)
            hashes.append((nearer ^ (nearer >> np.uint32(15))) * _PRIME)
        return hashes

    @cached_property
    def entries(self) -> list[npt.NDArray[np.uint16]]:
        """Of every position, the entry of the word of 1, 2, ... LONGEST characters there; 0 where there is none.

        Hashes of different characters are equal now and then. No word has a mark or the end of a clause inside.
        """
        entries = [_looked_up(each) for each in self.hashes]
        marks = _MARKS[np.minimum(self.codes, np.uint32(0xFFFF))]
        across = marks.copy()
        for length in range(2, LONGEST + 1):
            across[: 1 - length] |= marks[length - 1 :]
            entries[length - 1][across] = 0
        return entries


def clauses_of(texts: Sequence[str]) -> Clauses:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    # Words are looked up behind the last character too.
    codes = np.frombuffer(("\0".join(texts) + "\0" * LONGEST).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    ends = np.cumsum(lengths + 1) - 1
    return Clauses(codes, ends - lengths, ends)


def costs(entries: npt.NDArray[np.uint16]) -> Floats:
    """Return the cost of the words of these entries; -inf where there is none, and for names of people."""
    return _costs()[entries]


def tags(entries: npt.NDArray[np.uint16]) -> Ints:
    """Return the index in TAGS of the words of these entries, and len(TAGS) where there is none."""
    return np.where(entries == 0, len(TAGS), entries & np.uint16(0x1F)).astype(np.int64)


@cache
def _costs() -> Floats:
    entry = np.arange(1 << 16)
    cost = ((entry >> 6) / _STEP + _FLOOR).astype(np.float32)
    cost[(entry == 0) | np.isin(entry & 0x1F, _NAMES)] = -np.inf
    return cost


def _looked_up(hashes: Hashes) -> npt.NDArray[np.uint16]:
    prints, entries = _table()
    found = np.zeros(len(hashes), dtype=np.uint16)
    mark = (hashes & np.uint32(0xFFFF)).astype(np.uint16)
    for spread in _SPREAD:
        slot = (hashes * spread) >> np.uint32(32 - _SLOTS)
        hit = prints[slot] == mark
        np.copyto(found, entries[slot], where=hit)
    return found


@cache
def _table() -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """Return (fingerprints, entries) by slot. An entry is cost in sixteenths << 6 | 1 << 5 | tag."""
    hashes, values = _listed()
    prints = np.zeros(1 << _SLOTS, dtype=np.uint16)
    entries = np.zeros(1 << _SLOTS, dtype=np.uint16)
    left = np.argsort(values, kind="stable")[::-1]  # the frequent ones find a free place first
    for spread in _SPREAD:
        slot = (hashes[left] * spread) >> np.uint32(32 - _SLOTS)
        first = np.zeros(len(left), dtype=np.bool_)
        first[np.unique(slot, return_index=True)[1]] = True
        first &= entries[slot] == 0
        prints[slot[first]] = hashes[left][first] & np.uint32(0xFFFF)
        entries[slot[first]] = values[left][first]
        left = left[~first]
    return prints, entries


def _listed() -> tuple[Hashes, npt.NDArray[np.uint16]]:
    """Return (hash, entry) of every word of the dictionary, whose lines are a word and its entry by turns."""
    import lzma

    text = lzma.decompress((DATA / "words.txt.xz").read_bytes()).decode("utf-8")
    codes = np.frombuffer((text + "\n").encode("utf-32-le"), dtype=np.uint32)
    ends = np.flatnonzero(codes == ord("\n"))
    starts = np.concatenate([[0], ends[:-1] + 1])
    values = np.zeros(len(ends) // 2, dtype=np.uint16)
    for place in range(int((ends - starts)[1::2].max())):
        at = starts[1::2] + place
        inside = at < ends[1::2]
        values[inside] = values[inside] * np.uint16(10) + (codes[at[inside]] - ord("0")).astype(np.uint16)
    starts, lengths = starts[0::2], (ends - starts)[0::2]
    hashes = np.zeros(len(starts), dtype=np.uint32)
    for length in range(1, LONGEST + 1):
        rows = np.flatnonzero(lengths == length)
        words = codes[starts[rows][:, None] + np.arange(length)]
        view = Clauses(np.append(words, np.zeros(LONGEST, dtype=np.uint32)), rows, rows)
        hashes[rows] = view.hashes[length - 1][: length * len(rows) : length]
    return hashes, values


def best_cut(clauses: Clauses) -> tuple[Floats, Floats]:
    """Return (cost up to, cost from) every position by the likeliest cut into words.

    All clauses advance together, one character at a time; the longest come first, so those that still
    have characters are a prefix.
    """
    order = np.argsort(clauses.starts - clauses.ends, kind="stable")
    starts, ends = clauses.starts[order], clauses.ends[order]
    lengths = ends - starts
    cost = [costs(each) for each in clauses.entries]
    np.maximum(cost[0], np.float32(_FLOOR), out=cost[0])
    before = np.zeros(len(clauses.codes), dtype=np.float32)
    behind = np.zeros(len(clauses.codes), dtype=np.float32)
    active = np.searchsorted(-lengths, -np.arange(1, int(lengths.max(initial=0)) + 1), side="right")
    for step, count in enumerate(active.tolist(), start=1):
        at, back = starts[:count] + step, ends[:count] - step
        best = before[at - 1] + cost[0][at - 1]
        best_back = behind[back + 1] + cost[0][back]
        for length in range(2, min(LONGEST, step) + 1):
            word = cost[length - 1]
            np.maximum(best, before[at - length] + word[at - length], out=best)
            np.maximum(best_back, behind[back + length] + word[back], out=best_back)
        before[at], behind[back] = best, best_back
    return before, behind
