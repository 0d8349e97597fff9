"""What speaks for and against a candidate name, as numbers of a table of weights: itself, and what stands around it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recognizers.name_candidates import Candidates
from recognizers.words import LONGEST, TAGS, Clauses, Ints, costs, tags

BITS = 20
# Groups of features that fitting leaves out now and then, so that a name is also known by the others.
INSIDE, LEFT, RIGHT, REST = range(4)
_NO_WORD = len(TAGS)


def features(clauses: Clauses, found: Candidates) -> tuple[npt.NDArray[np.int32], list[int]]:
    """Return (numbers of the features of each candidate, shape (features, candidates); the group of each)."""
    made = _Features(clauses, found)
    made.inside()
    made.around()
    made.words_of_the_name()
    return np.stack(made.rows), made.groups


class _Features:
    def __init__(self, clauses: Clauses, found: Candidates) -> None:
        self.clauses, self.found = clauses, found
        self.kind = found.kind.astype(np.int64)
        self.starts, self.ends = clauses.starts[found.clause], clauses.ends[found.clause]
        self.codes = clauses.codes
        self.rows: list[npt.NDArray[np.int32]] = []
        self.groups: list[int] = []

    def add(self, group: int, *parts: Ints) -> None:
        """Add a feature whose value is `parts` together."""
        mixed = np.full(len(self.kind), (len(self.rows) + 1) * 0x9E3779B1, dtype=np.uint64)
        for part in parts:
            mixed = (mixed ^ part.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> np.uint64(29)
        self.rows.append((mixed >> np.uint64(64 - BITS)).astype(np.int32))
        self.groups.append(group)

    def char(self, at: Ints) -> Ints:
        """Return the character at a place; 0 outside the clause."""
        inside = (at >= self.starts) & (at < self.ends)
        return np.where(inside, self.codes[np.clip(at, 0, len(self.codes) - 1)], 0).astype(np.int64)

    def inside(self) -> None:
        found, kind = self.found, self.kind
        ratio = _bucket(found.name - found.words, 1.0)
        size = found.end - found.given
        first, second = self.char(found.given), np.where(size > 1, self.char(found.given + 1), 0)
        last = self.char(found.end - 1)
        lead = self.char(found.begin)
        self.ratio = ratio
        self.add(REST, kind)
        self.add(REST, kind, size)
        self.add(REST, kind, ratio)
        self.add(REST, kind, _bucket(found.name, 1.0))
        self.add(REST, kind, _bucket(found.words, 2.0))
        self.add(REST, kind, _bucket(found.cut_before, 2.0))
        self.add(REST, kind, _bucket(found.cut_behind, 2.0))
        self.add(INSIDE, kind, lead)
        self.add(INSIDE, kind, first)
        self.add(INSIDE, kind, second)
        self.add(INSIDE, kind, first, second)
        self.add(INSIDE, kind, last, size)
        self.add(INSIDE, kind, lead, first)

    def around(self) -> None:
        found, kind = self.found, self.kind
        begin, end = found.begin, found.end
        left = [self.char(begin - step) for step in (1, 2, 3)]
        right = [self.char(end + step) for step in (0, 1, 2)]
        self.add(LEFT, left[0])
        self.add(LEFT, left[0], left[1])
        self.add(LEFT, *left)
        self.add(RIGHT, right[0])
        self.add(RIGHT, right[0], right[1])
        self.add(RIGHT, *right)
        self.add(INSIDE, left[0], self.char(begin))
        self.add(INSIDE, self.char(end - 1), right[0])
        before, tag_before, long_before = self.word_before(begin)
        behind, tag_behind, long_behind = self.word_behind(end)
        self.add(LEFT, before)
        self.add(RIGHT, behind)
        self.add(REST, tag_before, long_before, kind)
        self.add(REST, tag_behind, long_behind, kind)
        self.add(REST, tag_before, tag_behind)
        self.add(REST, tag_before, long_before, self.ratio)
        self.add(REST, tag_behind, long_behind, self.ratio)
        self.add(REST, _plain(left[0]), _plain(right[0]), kind)
        self.add(REST, _plain(left[0]), _plain(right[0]), self.ratio)

    def word_before(self, at: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (hash, tag, length) of the longest word that ends at a place."""
        return self.longest([(length, at - length, at - length >= self.starts) for length in range(1, LONGEST + 1)])

    def word_behind(self, at: Ints) -> tuple[Ints, Ints, Ints]:
        """Return (hash, tag, length) of the longest word that begins at a place."""
        return self.longest([(length, at, at + length <= self.ends) for length in range(1, LONGEST + 1)])

    def longest(self, places: list[tuple[int, Ints, npt.NDArray[np.bool_]]]) -> tuple[Ints, Ints, Ints]:
        word = np.zeros(len(self.kind), dtype=np.int64)
        tag = np.full(len(self.kind), _NO_WORD, dtype=np.int64)
        size = np.zeros(len(self.kind), dtype=np.int64)
        for length, at, inside in places:
            at = np.where(inside, at, 0)
            entry = np.where(inside, self.clauses.entries[length - 1][at], np.uint16(0))
            there = entry != 0
            word = np.where(there, self.clauses.hashes[length - 1][at], word)
            tag = np.where(there, tags(entry), tag)
            size = np.where(there, length, size)
        return word, tag, size

    def entry(self, at: Ints, length: int, valid: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint16]:
        inside = valid & (at >= self.starts) & (at + length <= self.ends)
        return np.where(inside, self.clauses.entries[length - 1][np.where(inside, at, 0)], np.uint16(0))

    def words_of_the_name(self) -> None:
        """Add what the dictionary says of the name itself, of its parts, and of words across its edges."""
        found, kind = self.found, self.kind
        begin, end, given = found.begin, found.end, found.given
        itself = np.zeros(len(kind), dtype=np.uint16)
        parts = np.zeros(len(kind), dtype=np.uint16)
        longer = np.zeros(len(kind), dtype=np.uint16)
        for length in range(2, LONGEST + 1):
            itself = np.maximum(itself, self.entry(begin, length, end - begin == length))
            parts = np.maximum(parts, self.entry(given, length, end - given == length))
            longer = np.maximum(longer, self.entry(begin, length, end - begin < length))
        lead = self.entry(begin, 2, (end - begin > 2) & (given - begin == 1))
        across_begin = self.across(begin)
        across_end = self.across(end)
        self.add(REST, kind, _grade(itself), tags(itself))
        self.add(REST, kind, _grade(parts), tags(parts))
        self.add(REST, kind, _grade(longer), tags(longer))
        self.add(REST, kind, _grade(lead), tags(lead))
        self.add(REST, kind, _grade(across_begin), tags(across_begin))
        self.add(REST, kind, _grade(across_end), tags(across_end))
        self.add(REST, kind, tags(itself), self.ratio)
        self.add(REST, kind, (begin == self.starts) * 2 + (end == self.ends), np.minimum(self.ends - self.starts, 12))

    def across(self, place: Ints) -> npt.NDArray[np.uint16]:
        """Return the most frequent word that begins before a place and ends behind it."""
        best = np.zeros(len(self.kind), dtype=np.uint16)
        everywhere = np.ones(len(self.kind), dtype=np.bool_)
        for length in range(2, LONGEST):
            for step in range(1, length):
                best = np.maximum(best, self.entry(place - step, length, everywhere))
        return best


def _bucket(value: npt.NDArray[np.float32], width: float) -> Ints:
    return np.clip(np.floor(value / width), -40, 40).astype(np.int64) + 41


def _grade(entries: npt.NDArray[np.uint16]) -> Ints:
    """Return how frequent a word is, in five grades; 0 where there is none."""
    cost = costs(entries | np.uint16(0x1F))  # of names too
    return np.where(entries == 0, 0, np.clip((cost + 18) // 2, 0, 4) + 1).astype(np.int64)


def _plain(code: Ints) -> Ints:
    """Return a punctuation mark as itself; 1 for a Chinese character, 2 for digits, 3 for letters, 0 for an edge."""
    han = (code >= 0x3400) & (code <= 0x9FFF)
    digit = (code >= 0x30) & (code <= 0x39)
    letter = ((code >= 0x41) & (code <= 0x5A)) | ((code >= 0x61) & (code <= 0x7A))
    return np.select([han, digit, letter], [1, 2, 3], default=code)
