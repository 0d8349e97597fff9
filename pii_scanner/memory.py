"""Memory that is free again, given back to the system: a table is parsed into many small pieces, and allocators keep what
those took for more of the same. Between two phases of a run nothing of the same comes."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from functools import cache

import pyarrow as pa


def give_back(*, rings: bool = False) -> None:
    """Give back what the allocators of Arrow and, with glibc, of the process hold without need; with `rings` also of
    objects that refer to each other."""
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
