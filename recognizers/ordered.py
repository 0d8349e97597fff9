"""Distinct numbers of arrays, by sorting and counting: faster by far than the hash table of `numpy.unique`."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Number = TypeVar("Number", bound=np.generic)
_MANY_REPEATED = 1 << 18


def distinct_of_sorted(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return the distinct values of a sorted array."""
    if len(values) < 2:
        return values
    first = np.empty(len(values), dtype=np.bool_)
    first[0] = True
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def distinct(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Return the distinct values of an array, sorted."""
    return distinct_of_sorted(np.sort(values))


def add_distinct(parts: list[npt.NDArray[Number]], more: npt.NDArray[Number]) -> None:
    """Add distinct numbers to those in `parts`, which are put together now and then: the same come with every batch, and
    memory is bounded by the different ones."""
    parts.append(more)
    if sum(map(len, parts[1:])) > max(_MANY_REPEATED, len(parts[0])):
        parts[:] = [distinct(np.concatenate(parts))]


def spread(size: int, most: int) -> npt.NDArray[np.int64]:
    """Return at most `most` of the numbers below `size`, evenly spread, in order."""
    if size <= most:
        return np.arange(size)
    return distinct_of_sorted(np.linspace(0, size - 1, min(size, most)).astype(np.int64))


def distinct_lengths(lengths: npt.NDArray[Any]) -> list[int]:
    """Return the distinct values of an array of small numbers, none negative, in order."""
    return np.flatnonzero(np.bincount(lengths)).tolist() if len(lengths) else []
