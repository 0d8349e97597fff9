"""Known values: what structured columns hold is looked for, exactly, in every text of a release.

Values and text are compared by 64-bit hashes over code points, so that a million values cost eight
bytes each. Gates on the first two, four and eight characters leave few places of a text to be hashed. Letters count without case, full-width characters as ASCII.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.code_points import (
    BASE,
    Codes,
    Hashes,
    codes_of,
    hashes_of,
    plane,
    window,
)
from pii_scanner.masking.edges import LONGEST, Beginnings, Edges, bit_of
from pii_scanner.masking.gate import BITS, Gate
from pii_scanner.masking.given_names import GivenNames
from pii_scanner.masking.places import NOWHERE, Places, united_places
from pii_scanner.masking.short_numbers import ShortNumbers
from pii_scanner.masking.word_names import WordNames
from recognizers.base import Span
from recognizers.ordered import add_distinct, distinct
from recognizers.segmenter import is_word, tagged
from recognizers.traditional import simplified

# First characters, those behind the last, kinds.
_Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]
# Of a value, so many characters open the gate: the most that it has.
_LEADS = (8, 4, 2)
_CHUNK = 1 << 20
# Characters before a piece of text that tell whether a value stands whole: the 8 and 6 of +86, %8D, 5713.
_BEFORE = 4
_SPREAD = np.uint64(2053)
# A name of two characters is common inside words: it is looked for in running text only.
_SHORT_NAME = 2
_HAN = 0x3400
_FIRST_HAN = chr(_HAN)
_SHORTEST_NUMBER = 10
_SHORTEST_CODE = 6
# What numbers of the gates are called among those of entity types.
_GATE, _LAST = "#gate", "#last"
_SHORT, _WORDS, _GIVEN = "#short ", "#words", "#given"


@dataclass
class _OfLength:
    hashes: Hashes
    kinds: npt.NDArray[np.uint8]


@dataclass
class KnownValues:
    """A set of values with their entity types. Add all, seal, then search.

    `count` is the number of distinct values that are searched. With `words` names of two characters count that may also
    be words: tokens are none. `short` holds numbers that are too short to be told from amounts, `word_names` names that are words, `given_names` those of people without
    their surnames: `places` leaves
    all three out.
    """

    _added: dict[tuple[int, str], list[Hashes]] = field(default_factory=dict)
    _kinds: list[str] = field(default_factory=list)
    _lengths: dict[int, _OfLength] = field(default_factory=dict)
    _gates: dict[int, Gate] = field(default_factory=dict)
    # Which characters values begin with, by the number of characters that open a gate; and of each character, these as bits.
    _firsts: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros((len(_LEADS), 1 << 16), dtype=np.bool_))
    # Of each character, the lengths of the values that end in it.
    _lasts: npt.NDArray[np.uint64] = field(default_factory=lambda: np.zeros(1 << 16, dtype=np.uint64))
    _leads: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(1 << 16, dtype=np.uint8))
    count: int = 0
    words: bool = False
    short: ShortNumbers = field(default_factory=ShortNumbers)
    word_names: WordNames = field(default_factory=WordNames)
    given_names: GivenNames = field(default_factory=GivenNames)

    def add(self, values: Sequence[str] | pa.Array, entity_type: str) -> None:
        """Add values of one type (texts, none null); what is too short to be told from a common word is left out."""
        ordinary: set[str] = set()
        hashed = _hashed(values, entity_type, words=self.words, ordinary=ordinary)
        self.word_names.add(ordinary)
        if entity_type == "PERSON":
            self.given_names.add(values if isinstance(values, pa.Array) else pa.array(values, pa.string()))
        for length, (hashes, codes) in hashed.items():
            add_distinct(self._added.setdefault((length, entity_type), []), hashes)
            lead = _lead(length)
            self._gates.setdefault(lead, Gate()).open(_mixed(codes[:, :lead]))
            self._firsts[_LEADS.index(lead), plane(codes[:, 0])] = True
            self._lasts[plane(codes[:, -1])] |= bit_of(length)

    def __getstate__(self) -> dict[str, object]:
        """Another process searches only: what was added is not sent to it."""
        return {**self.__dict__, "_added": {}}

    def numbers(self) -> Iterator[tuple[str, int, npt.NDArray[np.int64]]]:
        """Yield all that was added as (entity type, length, distinct numbers), for `add_numbers` elsewhere.

        Of the rows of several sets together, equal ones may be dropped: what is added then is their union. No value is in
        them, but hashes without a key: who has them can try values.
        """
        for (length, kind), parts in self._added.items():
            yield kind, length, distinct(np.concatenate(parts)).view(np.int64)
        for kind, length, hashes in self.short.numbers():
            yield f"{_SHORT}{kind}", length, hashes
        yield _WORDS, _SHORT_NAME, self.word_names.numbers()
        yield _GIVEN, _SHORT_NAME, self.given_names.numbers()
        for lead, gate in self._gates.items():
            yield _GATE, lead, gate.numbers()
        if self._firsts.any():
            yield _GATE, 0, np.flatnonzero(self._firsts)
            ending = np.flatnonzero(self._lasts)
            rows, bits = np.nonzero(self._lasts[ending][:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1))
            yield _LAST, 0, ending[rows] << 6 | bits

    def add_numbers(self, kind: str, length: int, numbers: npt.NDArray[np.int64]) -> None:
        """Add what `numbers` gave, whole or in pieces and in any order."""
        if kind.startswith(_SHORT):
            self.short.add_numbers(kind.removeprefix(_SHORT), length, numbers)
        elif kind == _WORDS:
            self.word_names.add_numbers(numbers)
        elif kind == _GIVEN:
            self.given_names.add_numbers(numbers)
        elif kind == _LAST:
            np.bitwise_or.at(self._lasts, numbers >> 6, np.left_shift(np.uint64(1), (numbers & 63).astype(np.uint64)))
        elif kind != _GATE:
            add_distinct(self._added.setdefault((length, kind), []), numbers.view(np.uint64))
        elif length:
            self._gates.setdefault(length, Gate()).open(numbers)
        else:
            self._firsts.flat[numbers] = True

    def merge(self, other: KnownValues) -> None:
        """Add all values of others."""
        self.short.merge(other.short)
        self.word_names.add_numbers(other.word_names.numbers())
        self.given_names.add_numbers(other.given_names.numbers())
        for key, parts in other._added.items():
            self._added.setdefault(key, []).extend(parts)
        for lead, gate in other._gates.items():
            self._gates[lead] = self._gates[lead].united(gate) if lead in self._gates else gate
        self._firsts = self._firsts | other._firsts
        self._lasts = self._lasts | other._lasts

    def discard_all(self, other: KnownValues) -> None:
        """Forget all values of others."""
        for key, parts in other._added.items():
            if key in self._added:
                together = distinct(np.concatenate(self._added[key]))
                self._added[key] = [together[~np.isin(together, np.concatenate(parts))]]

    def discard(self, values: Sequence[str] | pa.Array, entity_type: str) -> None:
        """Forget values of one type: surrogates that happen to equal an original."""
        for length, (hashes, _) in _hashed(values, entity_type).items():
            key = (length, entity_type)
            if key in self._added:
                together = distinct(np.concatenate(self._added[key]))
                self._added[key] = [together[~np.isin(together, hashes)]]

    def seal(self) -> KnownValues:
        """Build the search tables; may be called again after more was added."""
        self._kinds = sorted({kind for _, kind in self._added})
        by_length: dict[int, list[tuple[Hashes, int]]] = {}
        for (length, kind), parts in sorted(self._added.items()):
            together = distinct(np.concatenate(parts))
            self._added[(length, kind)] = [together]
            by_length.setdefault(length, []).append((together, self._kinds.index(kind)))
        self._lengths = {}
        for length, groups in by_length.items():
            hashes = np.concatenate([group for group, _ in groups])
            kinds = np.concatenate([np.full(len(group), kind, dtype=np.uint8) for group, kind in groups])
            order = np.argsort(hashes, kind="stable")
            if len(order):
                self._lengths[length] = _OfLength(hashes[order], kinds[order])
        self._leads = np.packbits(self._firsts, axis=0, bitorder="little")[0]
        self.short.seal()
        self.count = sum(len(each.hashes) for each in self._lengths.values())
        return self

    def has(self, entity_type: str) -> bool:
        """Return whether any value of a type is searched."""
        return entity_type in self._kinds

    def number_of(self, entity_type: str, length: int) -> int:
        """Return how many values of a type have so many characters."""
        if not self.has(entity_type) or length not in self._lengths:
            return 0
        return int(np.count_nonzero(self._lengths[length].kinds == self._kinds.index(entity_type)))

    def find(self, text: str, *, running: bool = True) -> list[Span]:
        """Return the places of `places` as spans."""
        found = self.places(text, running=running)
        listed = zip(found.starts.tolist(), found.ends.tolist(), found.types.tolist(), strict=True)
        return [Span(start, end, found.names[number], 1.0) for start, end, number in listed]

    def places(self, text: str, *, running: bool = True, longest: int = LONGEST) -> Places:
        """Return every place where a known value stands whole; those that overlap are one, of the longest's type.

        Values of more than `longest` characters are not looked for: the text is of lines none of which is longer. Without `running` text, names count only where they open a Chinese word and have three
        characters or more: among many names, some stand inside the names of companies by chance.
        """
        if not self._lengths or len(text) < 2:
            return NOWHERE
        found: list[_Found] = []
        start = 0
        while start < len(text):
            lead = min(start, _BEFORE)
            part = text[start - lead : start + _CHUNK + LONGEST]
            found += self._find_in(part, start - lead, lead, lead + _CHUNK, running, longest)
            start += _CHUNK
        if not found:
            return NOWHERE
        starts, ends, kinds = (np.concatenate(each) for each in zip(*found, strict=True))
        return united_places(starts, ends, kinds, tuple(self._kinds))

    def _find_in(self, text: str, offset: int, first: int, limit: int, running: bool, longest: int) -> list[_Found]:
        """Return the values that begin at `first` or later and before `limit`, moved by `offset`."""
        codes = codes_of(text)
        edges = Edges(codes)
        short = [lead for lead in self._gates if lead <= longest]
        opening = self._leads & np.uint8(sum(1 << _LEADS.index(lead) for lead in short))
        places, leads = edges.openings(opening, first, min(limit, len(codes) - 1))
        if not len(places):
            return []
        begins = self._beginnings(codes, edges, places, leads, short)
        person = self._kinds.index("PERSON") if "PERSON" in self._kinds else -1
        found: list[_Found] = []
        for length, known in self._lengths.items():
            if length > longest:
                continue
            at = edges.whole(begins[_lead(length)], length, self._lasts)
            if not len(at):
                continue
            hashes = hashes_of(window(codes, at, length))
            index = np.minimum(np.searchsorted(known.hashes, hashes), len(known.hashes) - 1)
            hit = known.hashes[index] == hashes
            starts, kinds = at[hit], known.kinds[index[hit]].astype(np.int64)
            if not running:
                opens = (starts == 0) | (codes[starts - 1] < _HAN)
                kept = (kinds != person) | (opens & (length > _SHORT_NAME))
                starts, kinds = starts[kept], kinds[kept]
            if len(starts):
                found.append((starts + offset, starts + offset + length, kinds))
        return found

    def _beginnings(
        self,
        codes: Codes,
        edges: Edges,
        places: npt.NDArray[np.int64],
        leads: npt.NDArray[np.uint8],
        chosen: Sequence[int],
    ) -> dict[int, Beginnings]:
        """Return, by number of characters, the places whose first so many begin some known value (or seem to)."""
        begins = {}
        for lead in chosen:
            at = places[leads & (1 << _LEADS.index(lead)) != 0]
            at = at[: np.searchsorted(at, len(codes) - lead, side="right")]
            mixed = codes.take(at).astype(np.uint64)
            for step in range(1, lead):
                mixed *= _SPREAD
                mixed += codes.take(at + step)
            begins[lead] = edges.beginnings(at[self._gates[lead].is_open(_folded(mixed))])
        return begins


def _lead(length: int) -> int:
    return next(lead for lead in _LEADS if lead <= length)


def _hashed(
    values: Sequence[str] | pa.Array, entity_type: str, *, words: bool = False, ordinary: set[str] | None = None
) -> dict[int, tuple[Hashes, Codes]]:
    """Return, per length, the hashes of the values that tell and their code points, shape (values, length).

    Names that are words, which do not tell, are added to `ordinary`.
    """
    array = values.drop_null() if isinstance(values, pa.Array) else pa.array(values, pa.string())
    lengths = pc.utf8_length(array)
    if (pc.max(lengths).as_py() or 0) > LONGEST:
        array = pc.utf8_slice_codeunits(array, 0, LONGEST)
        lengths = pc.min_element_wise(lengths, LONGEST)
    result = {}
    for length, group in _by_length(array, lengths):
        if length < _SHORT_NAME or (length == _SHORT_NAME and entity_type != "PERSON"):
            continue
        if length == _SHORT_NAME:
            names = set(simplified("\n".join(filter(_all_han, group.to_pylist()))).split("\n")) - {""}
            common = set() if words else set(filter(_ordinary, names))
            if ordinary is not None:
                ordinary |= common
            group = pa.array(sorted(names - common), pa.string())
        codes = codes_of(_joined(group)).reshape(len(group), length)
        codes = codes[_telling(codes)]
        if len(codes):
            result[length] = (hashes_of(codes), codes)
    return result


def _by_length(array: pa.Array, lengths: pa.Array) -> Iterator[tuple[int, pa.Array]]:
    """Yield (length, strings of so many characters) for every length that occurs."""
    sizes = np.asarray(lengths.to_numpy(zero_copy_only=False))
    order = np.argsort(sizes, kind="stable")
    ordered, sizes = array.take(pa.array(order)), sizes[order]
    edges = np.concatenate([[0], np.flatnonzero(np.diff(sizes)) + 1, [len(sizes)]]).tolist()
    for begin, end in pairwise(edges):
        if end > begin:
            yield int(sizes[begin]), ordered.slice(begin, end - begin)


def _joined(array: pa.Array) -> str:
    """Return strings as one text, without what stands between them."""
    _, offsets, data = array.buffers()
    if data is None or not len(array):
        return ""
    wide = np.int64 if pa.types.is_large_string(array.type) else np.int32
    ends = np.frombuffer(offsets, dtype=wide)[array.offset : array.offset + len(array) + 1]
    return str(memoryview(data)[int(ends[0]) : int(ends[-1])], "utf-8")


def _telling(codes: Codes) -> npt.NDArray[np.bool_]:
    """Return which values can be told from common words and numbers.

    Ten digits, six letters and digits, or two Chinese characters of a name (three else) that are
    no dictionary word.
    """
    length = codes.shape[1]
    if length >= _SHORTEST_NUMBER:
        return np.ones(len(codes), dtype=np.bool_)
    ascii_only = (codes < 128).all(axis=1)
    digits = ((codes >= 48) & (codes <= 57)).all(axis=1)
    return ~ascii_only | (~digits & (length >= _SHORTEST_CODE))


def _all_han(value: str) -> bool:
    return min(value) >= _FIRST_HAN


@lru_cache(maxsize=1 << 16)
def _ordinary(name: str) -> bool:
    """Return whether a name of two characters is also a word of the dictionary: 黄金, 和平."""
    if not is_word(name):
        return False  # what it guesses of others (张国: a place) says nothing
    words = tagged(name)
    return len(words) == 1 and words[0][1] not in {"nr", "nrt", "nrfg", "x", "eng"}


def _mixed(codes: Codes) -> npt.NDArray[np.int64]:
    """Return a number of BITS bits for each row of a few characters."""
    mixed = np.zeros(len(codes), dtype=np.uint64)
    for column in range(codes.shape[1]):
        mixed = mixed * _SPREAD + codes[:, column]
    return _folded(mixed)


def _folded(mixed: Hashes) -> npt.NDArray[np.int64]:
    return ((mixed * BASE) >> np.uint64(64 - BITS)).astype(np.int64)
