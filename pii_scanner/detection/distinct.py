"""How many distinct values a column holds: counted while there are few, extrapolated where there are many."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

MOST = 20_000
# The lowest hashes that a sealed count keeps: it is exact below them, within 3% above.
_LOWEST = 1024
_HASHES = 2.0**64
Hashes = npt.NDArray[np.uint64]


@dataclass
class Distinct:
    """The values of a column, while they are few enough to hold; `rows` of them were looked at."""

    held: pa.Array | None = None
    rows: int = 0
    saturated: bool = False

    def see(self, values: pa.Array, rows: int) -> None:
        """Account for the values of a batch of `rows` rows."""
        if not self.saturated:
            self._hold(pc.unique(values), rows)

    def _hold(self, fresh: pa.Array, rows: int) -> None:
        self.held = fresh if self.held is None else pc.unique(pa.concat_arrays([self.held, fresh]))
        self.rows += rows
        self.saturated = len(self.held) > MOST

    def merge(self, later: Distinct) -> None:
        if later.held is not None and not self.saturated:
            self._hold(later.held, later.rows)

    def count(self, rows: int, filled: int) -> tuple[int, bool]:
        """Return the number among all `rows`, of which so many are `filled`, and whether it is exact."""
        if self.held is None:
            return 0, True
        seen = len(self.held) - (1 if self.held.null_count else 0)
        if not self.saturated:
            return seen, True
        return min(filled, round(seen / max(1, self.rows) * rows)), False

    def sealed(self, key: bytes) -> SealedDistinct:
        """Return the same account without a value in it; `key`, 16 characters of ASCII, is no part of it."""
        if self.held is None:
            return SealedDistinct()
        values = self.held.drop_null()
        if self.saturated:
            return SealedDistinct(rows=self.rows, seen=len(values), saturated=True)
        return SealedDistinct(_lowest(_hashed(values, key)), self.rows, len(values))


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
