"""Foreign keys of sources, as far as masking must know them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """`columns` of a table refer to `others` of another table of the same source."""

    source: str
    table: str
    columns: tuple[str, ...]
    other: str
    others: tuple[str, ...]
