"""Places in many texts at once, as arrays: put together where they overlap, and replaced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns import TextColumn
from recognizers.texts import gathered

Indexes = npt.NDArray[np.int64]
_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Places:
    """Places in a text, in order and apart: first character, the one behind the last, the type's place in `names`."""

    starts: Indexes
    ends: Indexes
    types: Indexes
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def only(self, kept: npt.NDArray[np.bool_]) -> Places:
        return Places(self.starts[kept], self.ends[kept], self.types[kept], self.names)


NOWHERE = Places(_NONE, _NONE, _NONE, ())


def united_places(starts: Indexes, ends: Indexes, types: Indexes, names: tuple[str, ...]) -> Places:
    """Return places in order; those that overlap are one, of the longest one's type."""
    order = np.lexsort((-ends, starts))
    starts, ends, types = starts[order], ends[order], types[order]
    if not len(starts):
        return Places(starts, ends, types, names)
    begins = np.ones(len(starts), dtype=np.bool_)
    begins[1:] = starts[1:] >= np.maximum.accumulate(ends)[:-1]
    first = np.flatnonzero(begins)
    united = types[first]
    sizes = np.diff(np.append(first, len(starts)))
    for group in np.flatnonzero(sizes > 1).tolist():
        at = int(first[group])
        begin, end = starts[at], ends[at]
        for other in range(at + 1, at + int(sizes[group])):
            if ends[other] - starts[other] > end - begin:
                united[group] = types[other]
            end = max(end, ends[other])
    return Places(starts[first], np.maximum.reduceat(ends, first), united, names)


def united(places: Places) -> Places:
    """Return places in order; those that overlap are one, of the longest one's type."""
    return united_places(places.starts, places.ends, places.types, places.names)


def put_together(one: Places, other: Places) -> Places:
    """Return the places of both in one text; those that overlap are one."""
    if not len(one) or not len(other):
        return one if len(one) else other
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    moved = [np.array([names.index(name) for name in each.names], dtype=np.int64)[each.types] for each in (one, other)]
    return united_places(
        np.concatenate([one.starts, other.starts]),
        np.concatenate([one.ends, other.ends]),
        np.concatenate(moved),
        names,
    )


class Joined:
    """Texts as one: character c of text r is character `begins[r]` + c; a character stands between two texts."""

    def __init__(self, texts: pa.Array) -> None:
        self._column = TextColumn(texts)
        self.texts = texts

    @cached_property
    def begins(self) -> Indexes:
        """Where each text begins, in characters, and where another would behind the last."""
        lengths = pc.utf8_length(self.texts).to_numpy(zero_copy_only=False)
        return np.append(0, np.cumsum(np.asarray(lengths, dtype=np.int64) + 1))

    @property
    def longest(self) -> int:
        """The bytes of the longest text: none has more characters."""
        return int(self._column.lengths.max(initial=0))

    @cached_property
    def text(self) -> str:
        """All texts, each but the last with a line feed behind it."""
        whole = pa.ListArray.from_arrays(pa.array([0, len(self.texts)], pa.int32()), self.texts)
        return str(pc.binary_join(whole, "\n")[0].as_py())

    def rows_of(self, chars: Indexes) -> Indexes:
        return np.searchsorted(self.begins, chars, side="right") - 1

    def replaced(self, places: Places, make: Callable[[str, pa.Array], pa.Array]) -> pa.Array:
        """Return the texts with the value at each place replaced: `make` returns the new forms of distinct values of
        a type."""
        column = self._column
        rows = self.rows_of(places.starts)
        at = self._bytes
        starts, ends = at[places.starts - rows], at[places.ends - rows]
        groups, orders = [], []
        for number in np.unique(places.types).tolist():
            mine = np.flatnonzero(places.types == number)
            encoded = gathered(column.window, starts[mine], ends[mine]).dictionary_encode()
            groups.append(make(places.names[number], encoded.dictionary).cast(pa.string()).take(encoded.indices))
            orders.append(mine)
        order = np.empty(len(places), dtype=np.int64)
        order[np.concatenate(orders)] = np.arange(len(places))
        new = pc.fill_null(pa.concat_arrays(groups).take(pa.array(order)), "")
        return _spliced(column.window, column.offsets - column.offsets[0], rows, starts, ends, new)

    @property
    def _bytes(self) -> Indexes:
        """Where each character of the texts begins, without what stands between them, and where the last ends."""
        window = self._column.window
        return np.append(np.flatnonzero((window & 0xC0) != 0x80), len(window))


def _spliced(
    window: npt.NDArray[np.uint8], offsets: Indexes, rows: Indexes, starts: Indexes, ends: Indexes, new: pa.Array
) -> pa.Array:
    """Return texts (bytes and offsets) with the bytes from each start to its end replaced by new strings."""
    _, bounds, data = new.buffers()
    inserted = np.frombuffer(bounds, dtype=np.int32)[new.offset : new.offset + len(new) + 1].astype(np.int64)
    put_in = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    source = np.concatenate([window, put_in])
    # Kept and new pieces in turn, where each begins in `source`.
    begins, sizes = np.empty(2 * len(starts) + 1, dtype=np.int64), np.empty(2 * len(starts) + 1, dtype=np.int64)
    begins[0], begins[2::2] = 0, ends
    sizes[::2] = np.append(starts, len(window)) - begins[::2]
    begins[1::2], sizes[1::2] = inserted[:-1] + len(window), np.diff(inserted)
    lengths = np.diff(offsets).astype(np.int64)
    np.add.at(lengths, rows, np.diff(inserted) - (ends - starts))
    result = np.zeros(len(offsets), dtype=np.int64)
    np.cumsum(lengths, out=result[1:])
    ended = np.cumsum(sizes)
    places = np.repeat(begins - (ended - sizes), sizes) + np.arange(ended[-1])
    kind = pa.string() if result[-1] < 1 << 31 else pa.large_string()
    wide = np.int32 if pa.types.is_string(kind) else np.int64
    buffers = [None, pa.py_buffer(result.astype(wide)), pa.py_buffer(source[places])]
    return pa.Array.from_buffers(kind, len(lengths), buffers)
