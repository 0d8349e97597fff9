"""The clauses of a long text at once: each distinct one is looked at once, wherever it stands."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.text import LONGEST_CLAUSE, clause_ends, clauses, with_same_digit

Indexes = npt.NDArray[np.int64]
# In characters: shorter texts are cut one clause after the other.
_LONG = 2000


def placed_clauses(text: str) -> tuple[Indexes, Indexes, list[str]]:
    """Return the clauses of folded text as `clauses` does: (where each begins, its place among the distinct ones, these).

    Some of these may stand nowhere as a clause.
    """
    if len(text) < _LONG:
        return _one_by_one(text)
    try:
        data = with_same_digit(text.encode("utf-8"))
    except UnicodeEncodeError:  # half of a surrogate pair
        return _one_by_one(text)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    breaks = np.flatnonzero(clause_ends()[np.minimum(codes, 0xFFFF)])
    starts, ends = np.concatenate([[0], breaks + 1]), np.append(breaks, len(codes))
    if (ends - starts).max() > LONGEST_CLAUSE:
        return _one_by_one(text)
    at = np.zeros(len(codes) + 1, dtype=np.int64)
    np.cumsum(1 + (codes >= 0x80).astype(np.int8) + (codes >= 0x800) + (codes >= 0x10000), out=at[1:])
    # Clauses and what stands between them by turns.
    bounds = np.empty(2 * len(starts), dtype=np.int32)
    bounds[::2], bounds[1::2] = at[starts], at[ends]
    pieces = pa.StringArray.from_buffers(len(bounds) - 1, pa.py_buffer(bounds), pa.py_buffer(data)).dictionary_encode()
    filled = np.flatnonzero(ends > starts)
    numbers = np.asarray(pieces.indices)[::2][filled].astype(np.int64)
    return starts[filled], numbers, pieces.dictionary.to_pylist()


def _one_by_one(text: str) -> tuple[Indexes, Indexes, list[str]]:
    placed = list(clauses(text))
    distinct = {clause: number for number, clause in enumerate(dict.fromkeys(clause for _, clause in placed))}
    starts = np.array([start for start, _ in placed], dtype=np.int64)
    return starts, np.array([distinct[clause] for _, clause in placed], dtype=np.int64), list(distinct)
