"""Words that have the form of a name: places, states and products among them, told by a dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.ordinary_words import is_ordinary


def share_of_words(values: Sequence[str | bool]) -> float:
    """Return the share of values that are ordinary words; of some it may have been told before."""
    if not values:
        return 1.0
    return sum(told(values)) / len(values)


def told(values: Sequence[str | bool]) -> list[bool]:
    """Return of each value whether it is an ordinary word."""
    return [value if isinstance(value, bool) else is_ordinary(value) for value in values]
