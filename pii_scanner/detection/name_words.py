"""Words that have the form of a name: places, states and products among them, told by a dictionary."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.names import no_names
from recognizers.segmenter import tagged


def share_of_words(values: Sequence[str | bool]) -> float:
    """Return the share of values that are ordinary words; of some it may have been told before."""
    if not values:
        return 1.0
    return sum(told(values)) / len(values)


def told(values: Sequence[str | bool]) -> list[bool]:
    """Return of each value whether it is an ordinary word."""
    return [value if isinstance(value, bool) else _is_word(value) for value in values]


def _is_word(value: str) -> bool:
    if value in no_names():
        return True
    words = tagged(value)
    if any(tag.startswith("nr") for _, tag in words):
        return False
    # A dictionary cuts an unknown name into single characters or one unknown word.
    return (len(words) == 1 and len(value) >= 2 and words[0][1] not in {"nr", "nrt", "nrfg", "x", "eng"}) or all(
        len(word) >= 2 for word, _ in words
    )
