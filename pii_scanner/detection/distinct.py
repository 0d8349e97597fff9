"""How many distinct values a column holds: counted while there are few, extrapolated where there are many."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.ordered import spread

MOST = 20_000
# The lowest hashes that a sealed count keeps: it is exact below them, within 3% above.
_LOWEST = 1024
_HASHES = 2.0**64
Hashes = npt.NDArray[np.uint64]


@dataclass
class Distinct:
    """The values of a column, while they are few enough to hold; `rows` of them were looked at. Of those that were too many
    `seen` tells how many they were."""

    held: pa.Array | None = None
    rows: int = 0
    saturated: bool = False
    seen: int = 0

    def see(self, values: pa.Array, rows: int, *, differ: bool = False) -> None:
        """Account for the values of a batch of `rows` rows; `differ` tells that no two are the same."""
        if self.saturated:
            return
        if not differ and _seem_to_differ(values):
            self._add(None, len(values) - values.null_count, rows)
        else:
            self._add(values if differ else pc.unique(values), 0, rows)

    def _add(self, fresh: pa.Array | None, more: int, rows: int) -> None:
        """Hold values that differ, or count `more` that are too many to hold."""
        if self.held is not None and fresh is not None:
            fresh = pc.unique(pa.concat_arrays([self.held, fresh]))
        elif self.held is not None:
            more += len(self.held) - self.held.null_count
        self.held, self.rows, self.seen = fresh, self.rows + rows, more
        self.saturated = fresh is None or len(fresh) > MOST

    def merge(self, later: Distinct) -> None:
        """Add the account of batches that came after these."""
        if not self.saturated and (later.held is not None or later.saturated) and later.rows:
            self._add(later.held, later.seen, later.rows)
            self._let_go()

    def _let_go(self) -> None:
        if self.saturated and self.held is not None:
            self.seen = len(self.held) - self.held.null_count
            self.held = None

    def count(self, rows: int, filled: int) -> tuple[int, bool]:
        """Return the number among all `rows`, of which so many are `filled`, and whether it is exact."""
        seen = self.seen if self.held is None else len(self.held) - self.held.null_count
        if not self.saturated:
            return seen, True
        return min(filled, round(seen / max(1, self.rows) * rows)), False

    def sealed(self, key: bytes) -> SealedDistinct:
        """Return the same account without a value in it; `key`, 16 characters of ASCII, is no part of it."""
        self._let_go()
        if self.saturated:
            return SealedDistinct(rows=self.rows, seen=self.seen, saturated=True)
        if self.held is None:
            return SealedDistinct()
        values = self.held.drop_null()
        return SealedDistinct(_lowest(_hashed(values, key)), self.rows, len(values))


def _seem_to_differ(values: pa.Array) -> bool:
    """Return whether of values that are too many to hold no two are the same, as far as so many of them tell which are too
    many themselves, spread over all: one in a thousand that stands twice would be seen."""
    if len(values) <= MOST:
        return False
    some = values.take(pa.array(spread(len(values), MOST + 1)))
    return len(pc.unique(some)) == len(some)


@dataclass
class SealedDistinct:
    """The same as `Distinct` of portions of a column, holding no value: the lowest of their keyed hashes.

    The number of values follows from how densely the lowest hashes lie (Bar-Yossef et al. 2002, "Counting distinct
    elements in a data stream", algorithm 2). `seen` values stand in `rows` rows, those of each portion counted apart.
    """

    lowest: Hashes = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    rows: int = 0
    seen: int = 0
    saturated: bool = False

    def merge(self, later: SealedDistinct) -> None:
        self.lowest = _lowest(np.concatenate([self.lowest, later.lowest]))
        self.rows += later.rows
        self.seen += later.seen
        self.saturated |= later.saturated

    def count(self, rows: int, filled: int) -> tuple[int, bool]:
        """As in `Distinct`."""
        if self.saturated:
            return min(filled, round(self.seen / max(1, self.rows) * rows)), False
        if len(self.lowest) < _LOWEST:
            return len(self.lowest), True
        return min(filled, round((_LOWEST - 1) * _HASHES / float(self.lowest[-1]))), False


def key_of(batch: pa.RecordBatch) -> bytes:
    """Return a key that whoever holds the rows of a batch can make again, and nobody else."""
    some = batch.slice(0, 4096)
    told = hashlib.blake2b(some.serialize(), digest_size=12, person=b"distinct")
    return base64.b64encode(told.digest())


def _hashed(values: pa.Array, key: bytes) -> Hashes:
    """Return SipHash-2-4 of every value."""
    from pandas.util import hash_array

    texts = values.cast(pa.string()).to_numpy(zero_copy_only=False)
    return np.asarray(hash_array(texts, hash_key=key.decode(), categorize=False), dtype=np.uint64)


def _lowest(hashes: Hashes) -> Hashes:
    return np.unique(hashes)[:_LOWEST]
