"""Known numbers of five to nine digits in texts: customers, contracts, accounts, as short as amounts and dates.

One is looked for where a word before it names its column (客户7994780), and where chance would hardly bring it: the known
numbers are few among all of their length, and it is written like no amount, date or part of a longer number. Right behind
the whole name of its column (客户号：7994780) any number of a known length is one; one of seven digits and more also behind
what the column numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.code_points import Codes, Hashes, codes_of, hashes_of, is_digit, window
from pii_scanner.masking.places import NOWHERE, Places
from recognizers.ordered import add_distinct, distinct

Flags = npt.NDArray[np.bool_]
Indexes = npt.NDArray[np.int64]

SHORTEST, LONGEST = 5, 9
# The largest share of the numbers of a length that may be known, for one to be no chance: amounts have up to six digits
# often, more of them seldom.
_SPARSE = {5: 0.002, 6: 0.002, 7: 0.01, 8: 0.01, 9: 0.01}
_BEFORE = 14
# Below this share it is none whatever word of money stands before it.
_SURE = 0.0001
_UNITS = "元块圆万亿千百角分%‰¥￥"
_MONEY = re.compile(r"(?:[¥￥$€]|RMB|CNY|人民币|[金款额息费]|[还付收欠转存取剩缴扣][了过]?)[了为是至到:：\s]{0,2}$")
# What a label adds to the name of what is numbered, and what stands between it and the number.
_NUMBERED = r"(?:编号|编码|代码|账号|号码|号|码|[\s_]?(?:ID|NO|NUM|NUMBER|CODE|KEY)\.?)"
_BETWEEN = " \t\u3000_为是:：=#＃/(（[【<《\"'“‘"
_NUMBERED_END = re.compile(rf"{_NUMBERED}$")
_AROUND = 5
_SHORTEST_WORD = 2
_LONG = 7


@dataclass
class ShortNumbers:
    """A set of short numbers with their entity types. Add all, set `labels`, seal, then search.

    `labels` are the names of the columns that hold them, each with the entity type of its values.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    _added: dict[tuple[int, str], list[Hashes]] = field(default_factory=dict)
    _kinds: tuple[str, ...] = ()
    _lengths: dict[int, tuple[Hashes, Indexes]] = field(default_factory=dict)

    def add(self, values: pa.Array, entity_type: str) -> None:
        """Add values of one type (texts, none null); those that are no number of five to nine digits are left out."""
        numbers = pc.unique(values.filter(pc.match_substring_regex(values, rf"^[0-9]{{{SHORTEST},{LONGEST}}}$")))
        lengths = pc.binary_length(numbers)
        for length in pc.unique(lengths).to_pylist():
            group = numbers.filter(pc.equal(lengths, length))
            codes = codes_of("".join(group.to_pylist())).reshape(len(group), length)
            add_distinct(self._added.setdefault((length, entity_type), []), hashes_of(codes))

    def numbers(self) -> Iterator[tuple[str, int, Indexes]]:
        """Yield all that was added as (entity type, length, distinct hashes), for `add_numbers` elsewhere."""
        for (length, kind), parts in self._added.items():
            yield kind, length, distinct(np.concatenate(parts)).view(np.int64)

    def add_numbers(self, kind: str, length: int, numbers: Indexes) -> None:
        """Add what `numbers` gave."""
        add_distinct(self._added.setdefault((length, kind), []), numbers.view(np.uint64))

    def merge(self, other: ShortNumbers) -> None:
        """Add all values of others."""
        for key, parts in other._added.items():
            self._added.setdefault(key, []).extend(parts)

    def __getstate__(self) -> dict[str, object]:
        """Another process searches only."""
        return {**vars(self), "_added": {}}

    def seal(self) -> None:
        """Build the search tables; may be called again after more was added."""
        if not self._added:
            return
        self._kinds = tuple(sorted({kind for _, kind in self._added}))
        self._lengths = {}
        for length in {length for length, _ in self._added}:
            groups = [
                (distinct(np.concatenate(parts)), self._kinds.index(kind))
                for (size, kind), parts in sorted(self._added.items())
                if size == length
            ]
            hashes = np.concatenate([group for group, _ in groups])
            kinds = np.concatenate([np.full(len(group), kind, dtype=np.int64) for group, kind in groups])
            order = np.argsort(hashes, kind="stable")
            self._lengths[length] = (hashes[order], kinds[order])

    def places(self, text: str, *, cells: bool = True) -> Places:
        """Return where known numbers stand in a text; without `cells` none that fills a line."""
        if not self._lengths or not text:
            return NOWHERE
        codes = codes_of(text)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], is_digit(codes), [False]]).astype(np.int8)))
        starts, ends = edges[::2], edges[1::2]
        around = _Around(codes)
        fits = np.isin(ends - starts, list(self._lengths))
        starts, ends = starts[fits], ends[fits]
        whole = around.whole(starts, ends)
        if not cells:
            whole &= ~(around.opens(starts) & around.closes(ends))
        starts, ends = starts[whole], ends[whole]
        kinds = np.full(len(starts), -1, dtype=np.int64)
        sparse, sure, long = np.zeros((3, len(starts)), dtype=np.bool_)
        for length, (hashes, known) in self._lengths.items():
            mine = np.flatnonzero(ends - starts == length)
            if not len(mine):
                continue
            looked = hashes_of(window(codes, starts[mine], length))
            at = np.minimum(np.searchsorted(hashes, looked), len(hashes) - 1)
            kinds[mine] = np.where(hashes[at] == looked, known[at], -1)
            share = len(hashes) / (9 * 10 ** (length - 1))
            unlike = _unlike_others(codes, starts[mine], length)
            sparse[mine] = (share <= _SPARSE[length]) & unlike
            long[mine] = (length >= _LONG) & unlike
            sure[mine] = share <= _SURE
        before = _Before(codes, starts)
        labels = _Labels(self.labels)
        unknown = (kinds < 0) & np.isin(around.at(starts - 1), labels.last)
        for look, such in ((labels.named, unknown), (labels.numbered, unknown & long)):
            asked = np.flatnonzero(such & (kinds < 0))
            kinds[asked] = before.of(asked, partial(self._number_of, look))
        hit = np.flatnonzero(kinds >= 0)
        starts, ends, kinds, sparse, sure = starts[hit], ends[hit], kinds[hit], sparse[hit], sure[hit]
        if not len(starts):
            return NOWHERE
        labelled = before.of(hit, labels.tell).astype(np.bool_)
        money = before.of(hit, lambda text: _MONEY.search(text) is not None).astype(np.bool_)
        kept = labelled | (sparse & (sure | ~money) & around.apart(starts, ends))
        return Places(starts[kept], ends[kept], kinds[kept], self._kinds)

    def _number_of(self, look: Callable[[str], str | None], text: str) -> int:
        kind = look(text)
        return self._kinds.index(kind) if kind in self._kinds else -1


class _Labels:
    """What tells that a number is one of a column: the column's name, or what it numbers (客户 of 客户号)."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        kinds = {_compared(label): kind for label, kind in sorted(labels.items())}
        self._kinds = {label: kind for label, kind in kinds.items() if len(label) >= _SHORTEST_WORD}
        numbering = [label for label in self._kinds if _NUMBERED_END.search(label)]
        self._numbered = {_NUMBERED_END.sub("", label).strip("_ "): self._kinds[label] for label in numbering}
        self._words = _ending({*self._kinds, *self._numbered}, _NUMBERED + "?")
        self._names, self._stems = _ending(numbering, ""), _ending(self._numbered, _NUMBERED + "?")
        # What may stand right before a number that is none of those known.
        lasts = {each[-1] for each in (*numbering, *self._numbered) if each}
        self.last = sorted(map(ord, lasts | set(_BETWEEN)))

    def tell(self, text: str) -> bool:
        """Return whether a label ends a text."""
        return self._words is not None and self._words.search(text) is not None

    def named(self, text: str) -> str | None:
        """Return the entity type of the column whose whole name ends a text."""
        found = self._names.search(text) if self._names is not None else None
        return self._kinds[found.group(1)] if found else None

    def numbered(self, text: str) -> str | None:
        """Return the entity type of the column that numbers what ends a text."""
        found = self._stems.search(text) if self._stems is not None else None
        return self._numbered[found.group(1)] if found else None


def _ending(words: Iterable[str], more: str) -> re.Pattern[str] | None:
    """Return a pattern of texts that end in one of some words, something more, and what stands before a number."""
    chosen = sorted((word for word in words if len(word) >= _SHORTEST_WORD), key=len, reverse=True)
    if not chosen:
        return None
    return re.compile(f"({'|'.join(map(re.escape, chosen))}){more}[{re.escape(_BETWEEN)}]{{0,3}}$")


def _compared(label: str) -> str:
    return "".join(map(chr, codes_of(label.strip()).tolist())) if label.strip() else ""


class _Before:
    """The text before each place, in its own line: judged once where it is the same."""

    def __init__(self, codes: Codes, starts: Indexes) -> None:
        self._codes = np.concatenate([np.full(_BEFORE, 0x0A, dtype=codes.dtype), codes])
        self._starts = starts

    def of(self, places: Indexes, judge: Callable[[str], int | bool]) -> Indexes:
        """Return what `judge` says of the text before each of some places."""
        if not len(places):
            return np.zeros(0, dtype=np.int64)
        before, place = np.unique(window(self._codes, self._starts[places], _BEFORE), axis=0, return_inverse=True)
        told = [int(judge("".join(map(chr, row)).rpartition("\n")[2])) for row in before.tolist()]
        return np.array(told, dtype=np.int64)[place.reshape(-1)]


class _Around:
    """What stands right before and behind places of a text; line feeds where it begins and ends."""

    def __init__(self, codes: Codes) -> None:
        edge = np.full(_AROUND, 0x0A, dtype=codes.dtype)
        self._codes = np.concatenate([edge, codes, edge])

    def at(self, places: Indexes) -> Codes:
        return self._codes[places + _AROUND]

    def opens(self, starts: Indexes) -> Flags:
        return self.at(starts - 1) == 0x0A

    def closes(self, ends: Indexes) -> Flags:
        return self.at(ends) == 0x0A

    def whole(self, starts: Indexes, ends: Indexes) -> Flags:
        """Return which numbers are no part of a decimal, of thousands, or of a code, and stand before no unit."""
        behind, next_digit = self.at(ends), is_digit(self.at(ends + 1))
        before, digit_before = self.at(starts - 1), is_digit(self.at(starts - 2))
        thousands = (behind == ord(",")) & ~is_digit(self.at(ends + 4))
        for offset in (1, 2, 3):
            thousands &= is_digit(self.at(ends + offset))
        part = thousands | ((behind == ord(".")) & next_digit) | ((before == ord(".")) & digit_before)
        return ~part & ~_letter(behind) & ~_one_of(behind, _UNITS) & ~_one_of(behind, "*")

    def apart(self, starts: Indexes, ends: Indexes) -> Flags:
        """Return which numbers stand behind no letter, and in no row of numbers: 0571-87654321."""
        before, digit_before = self.at(starts - 1), is_digit(self.at(starts - 2))
        behind, next_digit = self.at(ends), is_digit(self.at(ends + 1))
        rowed = (_one_of(before, "-:*") & digit_before) | (_one_of(behind, "-:") & next_digit)
        return ~_letter(before) & ~_one_of(before, "*") & ~rowed


def _letter(codes: Codes) -> Flags:
    return (codes >= ord("A")) & (codes <= ord("Z"))


def _one_of(codes: Codes, characters: str) -> Flags:
    return np.isin(codes, [ord(each) for each in characters])


def _unlike_others(codes: Codes, starts: Indexes, length: int) -> Flags:
    """Return which numbers are no round amount and no date: 20000, 20240131, 202401."""
    digits = window(codes, starts, length).astype(np.int64) - ord("0")
    unlike = np.asarray(digits[:, -3:].any(axis=1), dtype=np.bool_)
    if length in (6, 8):
        century = digits[:, 0] * 10 + digits[:, 1]
        month = digits[:, 4] * 10 + digits[:, 5]
        dated = ((century == 19) | (century == 20)) & (month >= 1) & (month <= 12)
        if length == 8:
            day = digits[:, 6] * 10 + digits[:, 7]
            dated &= (day >= 1) & (day <= 31)
        unlike &= ~dated
    return unlike
