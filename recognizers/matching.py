"""Which strings of an array match a pattern of RE2.

Arrow compiles a pattern at every call, which for a class such as all Chinese characters takes longer than to match
thousands of cells: for a few short strings the pattern compiled before serves again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

_FEW = 24
_SHORT = 4096


def holding(array: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Return which strings match a pattern of RE2 somewhere, shape (len(array),); a null does not."""
    if len(array) <= _FEW and array.nbytes <= _SHORT:
        search = _searching(pattern)
        if search is not None:
            found = [text is not None and search(text) is not None for text in array.to_pylist()]
            return np.array(found, dtype=np.bool_)
    return np.asarray(pc.match_substring_regex(array, pattern).to_numpy(zero_copy_only=False), dtype=np.bool_)


@lru_cache(maxsize=512)
def _searching(pattern: str) -> Callable[[str], object] | None:
    """Return what searches one string; None for a pattern that Arrow should refuse in its own words."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options).search  # type: ignore[no-any-return]
    except re2.error:
        return None
