"""Rows that statements insert, cut out of their text by NumPy: brackets and commas that stand in no string part them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.sources.marks import Bytes, Flags, Ints, slices
from pii_scanner.sources.sql.dialect import Dialect
from pii_scanner.sources.sql.grammar import CLOSERS, INTO, VALUES, names_of, table_name
from pii_scanner.sources.sql.opaque import outside

_OPEN, _CLOSE, _COMMA = b"(),"
# What a group in brackets is, told by what stands before it: nothing of ours, one more row, the first row of a statement, the names
# of its columns, and the first row behind these.
_NOTHING, _ROW, _FIRST, _NAMES, _BEHIND_NAMES = range(5)
_BETWEEN = re.compile(rb"\s*,\s*\Z")
_BEGINS = re.compile(CLOSERS + INTO + rb"(" + VALUES + rb")?\Z", re.IGNORECASE)
_VALUES = re.compile(rb"\s*" + VALUES + rb"\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Target:
    """Where rows go: the name of the table, and the columns that the statement lists, if any."""

    table: str
    columns: tuple[str, ...] = ()


class Rows:
    """Rows of one table one after the other, between brackets or, `copied`, between tabs. `at` and `end` are where their
    text begins and ends in the dump as UTF-8; of each row `starts` tells whether a statement begins with it."""

    def __init__(
        self, data: Bytes, at: int, target: Target, places: tuple[int, Ints, Ints, Ints], starts: Flags, *, copied: bool
    ) -> None:
        self._data, self.target, self.starts, self.copied = data, target, starts, copied
        self._begin, self._opens, self._separators, self._closes = places
        self.at, self.end = at + self._begin, at + int(self._closes[-1]) + 1

    def __len__(self) -> int:
        return len(self._closes)

    @cached_property
    def counts(self) -> Ints:
        """How many fields each row has."""
        return np.diff(np.searchsorted(self._separators, np.append(self._opens, self._closes[-1]))) + 1

    @cached_property
    def fields(self) -> pa.StringArray:
        """The fields as they are written, one row after the other, white space included."""
        begins = np.sort(np.concatenate([self._opens, self._separators])) + 1
        ends = np.sort(np.concatenate([self._separators, self._closes]))
        return slices(self._data, begins, ends)

    @cached_property
    def before(self) -> pa.StringArray:
        """What stands before the opening bracket of each row: a comma, or the end of a statement and the next one."""
        return slices(self._data, np.append(self._begin, self._closes[:-1] + 1), self._opens)

    def goes_on(self, other: Rows) -> bool:
        """Return whether others are rows of the same columns, written alike."""
        return self.target == other.target and self.copied == other.copied


def field_of_each(fields: pa.StringArray, counts: Ints, index: int) -> pa.StringArray:
    """Return that one of all `fields`, as they are written or what they say, which stands at `index` in each row, of so many;
    null where a row has fewer."""
    there = index < counts
    first = np.append(0, np.cumsum(counts[:-1]))
    return fields.take(pa.array(first + index, mask=None if there.all() else ~there))


def cut(buffer: memoryview, at: int, dialect: Dialect, going: Target | None) -> list[Rows]:
    """Return the whole rows with which a piece of a dump begins: those of statements that follow one another without
    anything else between them. `at` is where the piece begins, `going` where its first row goes if the statement
    began before."""
    data = np.frombuffer(buffer, np.uint8)
    marks = outside(data, dialect)
    kinds = data[marks]
    depth = np.cumsum(np.where(kinds == _OPEN, 1, np.where(kinds == _CLOSE, -1, 0)))
    if len(below := np.flatnonzero(depth < 0)):
        whole = int(below[0])
        marks, kinds, depth = marks[:whole], kinds[:whole], depth[:whole]
    opens, closes = marks[(kinds == _OPEN) & (depth == 1)], marks[(kinds == _CLOSE) & (depth == 0)]
    opens = opens[: len(closes)]
    if not len(opens):
        return []
    groups = _Groups(data, opens, closes, going)
    is_row = groups.is_row
    if not is_row.any():
        return []
    commas = marks[(kinds == _COMMA) & (depth == 1)]
    within = np.searchsorted(opens, commas, side="right") - 1
    commas = commas[np.append(is_row, np.zeros(len(opens) - len(is_row), np.bool_))[within]]
    opens, closes = opens[: len(is_row)][is_row], closes[: len(is_row)][is_row]
    starts, numbers = (groups.roles != _ROW)[is_row], groups.numbers[is_row]
    bounds = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    found = []
    for first, last in pairwise(bounds):
        low, high = np.searchsorted(commas, (opens[first], closes[last - 1]))
        places = (
            int(closes[first - 1]) + 1 if first else 0, opens[first:last], commas[low:high], closes[first:last]
        )  # fmt: skip
        target = groups.targets[numbers[first]]
        found.append(Rows(data, at, target, places, starts[first:last], copied=False))
    return found


class _Groups:
    """Groups in brackets up to the first that is nothing of ours: their `roles`, and the number of each one's target."""

    def __init__(self, data: Bytes, opens: Ints, closes: Ints, going: Target | None) -> None:
        coded = slices(data, np.append(0, closes[:-1] + 1), opens).dictionary_encode()
        codes = coded.indices.to_numpy(zero_copy_only=False)
        told = [_role(text.encode()) for text in coded.dictionary.to_pylist()]
        roles = np.array([role for role, _ in told], np.int8)[codes]
        before = np.append(_ROW if going else _NOTHING, roles[:-1])
        wrong = (roles == _NOTHING) | ((roles == _BEHIND_NAMES) != (before == _NAMES))
        wrong[0] |= going is None and roles[0] == _ROW
        count = int(np.argmax(wrong)) if wrong.any() else len(roles)
        if count and roles[count - 1] == _NAMES:
            count -= 1
        self.roles: npt.NDArray[np.int8] = roles[:count]
        self.targets: list[Target] = [going] if going else []
        self.numbers = self._numbered(data, opens[:count], closes[:count], codes[:count], [path for _, path in told])

    @property
    def is_row(self) -> Flags:
        return self.roles != _NAMES

    def _numbered(self, data: Bytes, opens: Ints, closes: Ints, codes: Ints, paths: list[bytes]) -> Ints:
        named = self.roles == _NAMES
        lists = slices(data, opens[named] + 1, closes[named]).dictionary_encode()
        of_list = np.zeros(len(codes), np.int64)
        of_list[named] = lists.indices.to_numpy(zero_copy_only=False) + 1
        texts = ["", *lists.dictionary.to_pylist()]
        begins = (self.roles == _FIRST) | named
        last = np.maximum.accumulate(np.where(begins, np.arange(len(codes)), -1))
        keys = np.where(last < 0, -1, codes[last] * len(texts) + of_list[last])
        unique, inverse = np.unique(keys, return_inverse=True)
        numbers = []
        for key in unique.tolist():
            if key < 0:
                numbers.append(0)
                continue
            target = Target(table_name(paths[key // len(texts)]), tuple(names_of(texts[key % len(texts)].encode())))
            if target not in self.targets:
                self.targets.append(target)
            numbers.append(self.targets.index(target))
        return np.array(numbers, np.int64)[inverse]


def _role(before: bytes) -> tuple[int, bytes]:
    """Return what stands in the brackets behind a text, and the table that it names."""
    if _BETWEEN.match(before):
        return _ROW, b""
    if _VALUES.match(before):
        return _BEHIND_NAMES, b""
    found = _BEGINS.match(before)
    if found is None:
        return _NOTHING, b""
    return _FIRST if found[2] else _NAMES, found[1]
