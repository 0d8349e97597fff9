"""Which strings of an array match a pattern of RE2.

Arrow compiles a pattern at every call, which for a class such as all Chinese characters takes longer than to match
thousands of cells: for fewer strings the pattern compiled before serves again, as a set of one (RE2 tells faster whether
a set matches than where). What few strings hold is looked for in all of them together first: most often none does.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

# So many strings are searched one by one sooner than any pattern is compiled; and one for every step of a pattern.
_FEW = 64
_MOST_BYTES = 1 << 20
# Patterns of so many steps are looked for in all strings together first, of so many bytes.
_LONG = 1000
_MOST_TOGETHER = 1 << 22
# So many at a time; those that match are asked one by one where they stand in a quarter of all at most.
_TOGETHER, _SELDOM = 1 << 10, 4
# What a compiled pattern may remember of the texts that it saw, of one string and of many.
_MEMORY, _MEMORY_TOGETHER = 1 << 21, 1 << 22
# A set that lacks memory finds nothing: this it must find.
_SIGN = b"\x01\x02\x01"
# What tells the ends of a string from those of its lines, or could.
_ENDS_ALONE = ("\\A", "\\z", "(?-")
_LONGEST_PAUSE = 1 << 10


def holding(array: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Return which strings match a pattern of RE2 somewhere, shape (len(array),); a null does not."""
    search = _searching(pattern) if array.type == pa.string() and array.nbytes <= _MOST_TOGETHER else None
    if search is not None:
        found = search.in_few(array) if len(array) > _FEW else None
        if found is None and len(array) <= max(_FEW, search.steps) and array.nbytes <= _MOST_BYTES:
            found = search.in_each(array)
        if found is not None:
            return found
    return np.asarray(pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _texts(array: pa.Array) -> list[bytes]:
    """Return strings as UTF-8."""
    if not len(array):
        return []
    _, offsets, data = array.buffers()
    edges = np.frombuffer(offsets, dtype=np.int32)[array.offset : array.offset + len(array) + 1]
    first = int(edges[0])
    text = data.slice(first, int(edges[-1]) - first).to_pybytes() if data is not None else b""
    return [text[start:end] for start, end in pairwise((edges - first).tolist())]


class _Search:
    """A pattern that is compiled once, in so many `steps`. Raises re2.error for what is no pattern, or too large a one."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.steps = re2.compile(pattern, options=_options(_MEMORY)).programsize
        if _set(_MEMORY, pattern, _SIGN.decode()).Match(_SIGN) is None:
            raise re2.error("it lacks memory")
        self._one = _set(_MEMORY, pattern).Match
        self._left_out, self._pause = 0, 1

    @cached_property
    def _together(self) -> re2.Set:
        # At the ends of a line all holds that holds at those of a string.
        return _set(_MEMORY_TOGETHER, f"(?m:{self._pattern})", _SIGN.decode())

    def in_each(self, array: pa.Array) -> npt.NDArray[np.bool_]:
        """Return which strings match, asked one by one."""
        found = np.array([self._one(text) is not None for text in _texts(array)], dtype=np.bool_)
        return found & array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else found

    def in_few(self, array: pa.Array) -> npt.NDArray[np.bool_] | None:
        """Return which strings match, most of them asked together; None where they are not few, or were not of late."""
        if self.steps < _LONG or any(each in self._pattern for each in _ENDS_ALONE):
            return None
        if self._left_out:
            self._left_out -= 1
            return None
        found = np.zeros(len(array), dtype=np.bool_)
        some: list[int] = []
        for start in range(0, len(array), _TOGETHER):
            if self._may_be_in(array.slice(start, _TOGETHER)):
                some.append(start)
                if len(some) * _TOGETHER * _SELDOM > len(array):
                    self._left_out, self._pause = self._pause, min(4 * self._pause, _LONGEST_PAUSE)
                    return None
        for start in some:
            found[start : start + _TOGETHER] = self.in_each(array.slice(start, _TOGETHER))
        self._pause = 1
        return found

    def _may_be_in(self, strings: pa.Array) -> bool:
        if strings.null_count:
            strings = pc.fill_null(strings, "")
        lines = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(strings)], pa.int32()), strings), "\n")
        return bool(self._together.Match(lines[0].as_buffer().to_pybytes() + b"\n" + _SIGN) != [1])


@lru_cache(maxsize=512)
def _searching(pattern: str) -> _Search | None:
    """Return what searches strings for a pattern; None for one that Arrow should refuse in its own words."""
    try:
        return _Search(pattern)
    except re2.error:
        return None


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = memory
    return options


def _set(memory: int, *patterns: str) -> re2.Set:
    """Return what tells which of some patterns match. Raises re2.error."""
    made = re2.Set.SearchSet(_options(memory))
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made
