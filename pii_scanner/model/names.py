"""Names of columns that tell them apart."""

from __future__ import annotations

from collections.abc import Iterable


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return names in order; one that came before gets a number: `手机`, `手机_2`."""
    made: list[str] = []
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for base in names:
        name, number = base, numbers.get(base, 2)
        while name in used:
            name, number = f"{base}_{number}", number + 1
        numbers[base] = number
        used.add(name)
        made.append(name)
    return made
