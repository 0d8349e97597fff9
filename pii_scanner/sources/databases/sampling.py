"""Random rows that a database draws itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

from pii_scanner.model.table import Draw

_SEED = 20260101
# Numbers asked for at once.
_AT_ONCE = 1000
# Where fewer numbers of a key than this are in use, most questions would find nothing.
_LEAST_DENSE = 0.02


def settled(batches: Sequence[pa.RecordBatch], count: int, rows: int) -> Draw | None:
    """Return a draw of at least `count` rows; None, so that all are read, where too few came."""
    drawn = sum(batch.num_rows for batch in batches)
    return Draw(batches, max(rows, drawn)) if drawn >= count else None


def by_key(
    low: int, high: int, rows: int, count: int, ask: Callable[[list[int]], Iterable[pa.RecordBatch]]
) -> list[pa.RecordBatch] | None:
    """Return the rows whose key is among numbers drawn at random between `low` and `high`: every row has the same
    chance. None where too few of the numbers are in use. `ask` yields the rows with some of these keys."""
    width = high - low + 1
    if rows < _LEAST_DENSE * width:
        return None
    tries = min(width, int(count / max(0.5 * rows / width, _LEAST_DENSE / 2)))
    random = np.random.default_rng(_SEED)
    batches: list[pa.RecordBatch] = []
    asked: set[int] = set()
    found = 0
    while found < count and len(asked) < tries:
        drawn = random.integers(low, high, _AT_ONCE, endpoint=True, dtype=np.int64).tolist()
        fresh = sorted(set(drawn) - asked)
        asked.update(fresh)
        for batch in ask(fresh) if fresh else ():
            batches.append(batch)
            found += batch.num_rows
    return batches
