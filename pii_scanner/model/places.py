"""Patterns of places: `table.column` with wildcards, as policies and suppressions write them; places outside the tables
where sources put the names of people."""

from __future__ import annotations

import re
from functools import cache

# Columns of loose tables whose texts name who wrote or changed a file or a comment.
AUTHORS, COMMENTERS, PERSONS = "document authors", "comment authors", "persons"
PEOPLE_PLACES = (AUTHORS, COMMENTERS, PERSONS)


def fits(pattern: str, table: str, column: str) -> bool:
    """Return whether `table.column` (wildcards allowed) or a lone column name fits, without regard to case."""
    whole = wildcard(pattern)
    return bool(whole.fullmatch(f"{table}.{column}") or ("." not in pattern and whole.fullmatch(column)))


@cache
def wildcard(pattern: str) -> re.Pattern[str]:
    """Return a pattern in which * and ? are wildcards and everything else stands for itself."""
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", pattern))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
