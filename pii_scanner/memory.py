"""Memory that is free again, given back to the system: a table is parsed into many small pieces, and allocators keep what
those took for more of the same. Between two phases of a run nothing of the same comes."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from functools import cache


def look_seldom() -> None:
    """Let Python look for garbage less often: libraries and inventories are many small objects that stay, and to look at
    every 700th takes a sixth of a run that reads little. For a process that is ours alone."""
    gc.set_threshold(50_000, 20, 50)


def give_back(*, rings: bool = False) -> None:
    """Give back what the allocators of Arrow and, with glibc, of the process hold without need; with `rings` also of
    objects that refer to each other: to look for those takes longer than a small table."""
    import pyarrow as pa

    if rings:
        gc.collect()
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """Return glibc's `malloc_trim`; None with another C library."""
    try:
        return ctypes.CDLL(None).malloc_trim  # type: ignore[no-any-return]
    except (AttributeError, OSError, TypeError):
        return None
