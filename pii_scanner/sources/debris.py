"""Files that programs leave beside data and that hold none of their own."""

from __future__ import annotations

import re

_DEBRIS = re.compile(
    r"^(?:\.|~\$|__MACOSX$|Thumbs\.db$|desktop\.ini$|.*\.sqlite3?-(?:wal|shm|journal)$|.*\.db3?-(?:wal|shm|journal)$)"
)


def is_debris(name: str) -> bool:
    """Return whether a file or folder of this name (without folders before it) is left out without a word."""
    return _DEBRIS.match(name) is not None
