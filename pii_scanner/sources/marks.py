"""Places of single bytes as NumPy arrays, and what stands between two of them as Arrow text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_BACKSLASH = ord("\\")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]


def count_before(marks: Ints, places: Ints) -> Ints:
    """Return how many marks stand before each place; both in order."""
    if len(marks) > len(places):
        return np.searchsorted(marks, places)
    return np.cumsum(np.bincount(np.searchsorted(places, marks, side="right"), minlength=len(places) + 1)[:-1])


def behind_backslashes(data: Bytes) -> Flags | None:
    """Return which bytes stand behind a backslash that is no plain character itself, None where there is no backslash."""
    slashes = np.flatnonzero(data == _BACKSLASH)
    if not len(slashes):
        return None
    runs = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
    lengths = np.diff(np.append(runs, len(slashes)))
    after = slashes[runs] + lengths
    result: Flags = np.zeros(len(data) + 1, np.bool_)
    result[after[lengths % 2 == 1]] = True
    return result[:-1]


def slices(data: Bytes, begins: Ints, ends: Ints) -> pa.StringArray:
    """Return the bytes from each begin to its end as text; slices stand in order and do not overlap."""
    if not len(begins):
        return pa.array([], pa.string())
    first, last = int(begins[0]), int(ends[-1])
    filled = ends > begins
    steps = np.zeros(last - first + 1, np.int8)
    steps[begins[filled] - first] += 1
    steps[ends[filled] - first] -= 1
    kept = data[first:last][np.cumsum(steps[:-1], dtype=np.int8).view(np.bool_)]
    offsets = np.zeros(len(begins) + 1, np.int32)
    np.cumsum(ends - begins, out=offsets[1:])
    return pa.StringArray.from_buffers(len(begins), pa.py_buffer(offsets), pa.py_buffer(kept))
