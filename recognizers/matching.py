"""Which strings of an array match a pattern of RE2.

Arrow compiles a pattern at every call, which for a class such as all Chinese characters takes longer than to match
thousands of cells: for fewer strings the pattern compiled before serves again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

# So many strings are searched one by one sooner than any pattern is compiled; and one for every third step of a pattern.
_FEW = 24
_STEPS = 3
_MOST_BYTES = 1 << 20
# What a compiled pattern may remember of the texts that it saw.
_MEMORY = 1 << 21


def holding(array: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Return which strings match a pattern of RE2 somewhere, shape (len(array),); a null does not."""
    if array.nbytes <= _MOST_BYTES:
        search, most = _searching(pattern)
        if search is not None and len(array) <= most:
            texts = array.cast(pa.binary()).to_pylist()
            found = [text is not None and search(text) is not None for text in texts]
            return np.array(found, dtype=np.bool_)
    return np.asarray(pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False), dtype=np.bool_)


@lru_cache(maxsize=512)
def _searching(pattern: str) -> tuple[Callable[[bytes], object] | None, int]:
    """Return what searches one string as UTF-8, and for how many strings that is faster than Arrow; None for a pattern
    that Arrow should refuse in its own words."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    try:
        compiled = re2.compile(pattern, options=options)
    except re2.error:
        return None, 0
    return compiled.search, max(_FEW, compiled.programsize // _STEPS)
