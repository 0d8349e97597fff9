"""Known values: what structured columns hold is looked for, exactly, in every text of a release.

Values and text are compared by rolling 64-bit hashes over code points, so that a million values
cost eight bytes each and a text is searched at memory speed.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recognizers.base import Span
from recognizers.text import fold

Hashes = npt.NDArray[np.uint64]
_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(int(_BASE), -1, 2**64))
_GATE_BITS = 22
_CHUNK = 1 << 21
_LONGEST = 64


@dataclass
class _OfLength:
    hashes: Hashes
    kinds: npt.NDArray[np.uint8]


@dataclass
class KnownValues:
    """A set of values with their entity types. Add all, then search."""

    _fresh: dict[str, set[str]] = field(default_factory=dict)
    _kinds: list[str] = field(default_factory=list)
    _lengths: dict[int, _OfLength] = field(default_factory=dict)
    _gate: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(1 << _GATE_BITS, dtype=np.bool_))
    count: int = 0

    def add(self, values: list[str], entity_type: str) -> None:
        """Add distinct values of one type; what is too short to be told from a common word is left out."""
        self._fresh.setdefault(entity_type, set()).update(v for v in map(fold, values) if _tells(v))

    def discard(self, values: set[str], entity_type: str) -> None:
        """Forget values, for example surrogates that happen to equal an original."""
        self._fresh.get(entity_type, set()).difference_update(values)

    def values(self, entity_type: str) -> set[str]:
        """Return the values added and not yet sealed."""
        return self._fresh.get(entity_type, set())

    def seal(self) -> KnownValues:
        """Build the search tables; the values themselves are forgotten."""
        self._kinds = sorted(self._fresh)
        by_length: dict[int, tuple[list[str], list[int]]] = {}
        for kind, name in enumerate(self._kinds):
            for value in self._fresh[name]:
                values, kinds = by_length.setdefault(min(len(value), _LONGEST), ([], []))
                values.append(value[:_LONGEST])
                kinds.append(kind)
        for length, (values, kinds) in sorted(by_length.items()):
            codes = _codes("".join(values))
            prefix, inverse = _prefix(codes)
            starts = np.arange(len(values), dtype=np.int64) * length
            hashes = (prefix[starts + length] - prefix[starts]) * inverse[starts]
            order = np.argsort(hashes, kind="stable")
            self._lengths[length] = _OfLength(hashes[order], np.array(kinds, dtype=np.uint8)[order])
            self._gate[_pairs(codes)[starts]] = True
        self.count = sum(len(each.hashes) for each in self._lengths.values())
        self._fresh = {}
        return self

    def find(self, text: str) -> list[Span]:
        """Return every place where a known value stands whole, the longest first where they overlap."""
        if not self._lengths:
            return []
        found: list[Span] = []
        start = 0
        while start < len(text):
            found += self._find_in(text[start : start + _CHUNK + _LONGEST], start, start + _CHUNK)
            start += _CHUNK
        return _longest(found)

    def _find_in(self, text: str, offset: int, limit: int) -> list[Span]:
        codes = _codes(fold(text))
        if len(codes) < 2:
            return []
        prefix, inverse = _prefix(codes)
        word = _is_word(codes)
        places = np.flatnonzero(self._gate[_pairs(codes)])
        # A value of letters and digits stands whole: no letter or digit before it, +86 excepted.
        clear = ~word[places] | (places == 0) | ~word[places - 1] | _after_86(codes, places)
        places = places[clear]
        found: list[Span] = []
        for length, known in self._lengths.items():
            at = places[places + length <= len(codes)]
            ends = at + length
            inside = ~word[ends - 1] | (ends == len(codes)) | ~word[np.minimum(ends, len(codes) - 1)]
            at = at[inside]
            hashes = (prefix[at + length] - prefix[at]) * inverse[at]
            index = np.minimum(np.searchsorted(known.hashes, hashes), len(known.hashes) - 1)
            hit = known.hashes[index] == hashes
            for begin, which in zip(at[hit].tolist(), index[hit].tolist(), strict=True):
                if offset + begin < limit:
                    kind = self._kinds[known.kinds[which]]
                    found.append(Span(offset + begin, offset + begin + length, kind, 1.0))
        return found


def _tells(value: str) -> bool:
    """Return whether a value is long enough to be looked for: 6 letters or digits, or 2 Chinese characters."""
    return len(value) >= 6 or (len(value) >= 2 and all(ch >= "\u3400" for ch in value))


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _prefix(codes: npt.NDArray[np.uint32]) -> tuple[Hashes, Hashes]:
    """Return (sums of code * base^i before each place, base^-i), so a window's hash is two lookups."""
    with np.errstate(over="ignore"):
        powers = np.full(len(codes) + 1, _BASE, dtype=np.uint64)
        inverse = np.full(len(codes) + 1, _INVERSE, dtype=np.uint64)
        powers[0] = inverse[0] = 1
        np.multiply.accumulate(powers, out=powers)
        np.multiply.accumulate(inverse, out=inverse)
        prefix = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers[:-1], out=prefix[1:])
    return prefix, inverse


def _pairs(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Return a number of _GATE_BITS bits for each two neighbouring characters; the last stands alone."""
    following = np.append(codes[1:], 0)
    return ((codes.astype(np.int64) * 2053 + following) & ((1 << _GATE_BITS) - 1)).astype(np.int64)


def _is_word(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    lower = codes | 0x20
    return ((codes >= 48) & (codes <= 57)) | ((lower >= 97) & (lower <= 122))


def _after_86(codes: npt.NDArray[np.uint32], places: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    before = np.maximum(places - 1, 0)
    return (places >= 2) & (codes[before] == 54) & (codes[np.maximum(places - 2, 0)] == 56)


def _longest(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, s.start - s.end)):
        if kept and span.start < kept[-1].end:
            if span.end - span.start > kept[-1].end - kept[-1].start:
                kept[-1] = span
        else:
            kept.append(span)
    return kept
