"""Which strings of an array match a pattern of RE2.

Arrow compiles a pattern at every call, which for a class such as all Chinese characters takes longer than to match
thousands of cells: for fewer strings the pattern compiled before serves again, as a set of one (RE2 tells faster whether
a set matches than where).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

# So many strings are searched one by one sooner than any pattern is compiled; and one for every step of a pattern.
_FEW = 64
_MOST_BYTES = 1 << 20
# What a compiled pattern may remember of the texts that it saw.
_MEMORY = 1 << 21
# A set that lacks memory finds nothing: this it must find.
_SIGN = b"\x01\x02\x01"


def holding(array: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Return which strings match a pattern of RE2 somewhere, shape (len(array),); a null does not."""
    if array.nbytes <= _MOST_BYTES and array.type == pa.string():
        search, most = _searching(pattern)
        if search is not None and len(array) <= most:
            found = np.array([search(text) is not None for text in _texts(array)], dtype=np.bool_)
            return found & array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else found
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


@lru_cache(maxsize=512)
def _searching(pattern: str) -> tuple[Callable[[bytes], object] | None, int]:
    """Return what searches one string as UTF-8, and for how many strings that is faster than Arrow; None for a pattern
    that Arrow should refuse in its own words."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        steps = re2.compile(pattern, options=options).programsize
        tried = _set(options, pattern, _SIGN.decode())
        if tried.Match(_SIGN) is None:
            return None, 0
        return _set(options, pattern).Match, max(_FEW, steps)
    except re2.error:
        return None, 0


def _set(options: re2.Options, *patterns: str) -> re2.Set:
    """Return what tells which of some patterns match. Raises re2.error."""
    made = re2.Set.SearchSet(options)
    for pattern in patterns:
        made.Add(pattern)
    made.Compile()
    return made
