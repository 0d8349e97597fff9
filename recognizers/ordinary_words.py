"""Which words have the form of a name and are none: places, states, products, told by a dictionary."""

from __future__ import annotations

from recognizers.names import no_names
from recognizers.segmenter import tagged


def is_ordinary(value: str) -> bool:
    """Return whether a cell of the form of a name is made of ordinary words: 单位名称, 关系."""
    if value in no_names():
        return True
    words = tagged(value)
    if any(tag.startswith("nr") for _, tag in words):
        return False
    # A dictionary cuts an unknown name into single characters or one unknown word.
    return (len(words) == 1 and len(value) >= 2 and words[0][1] not in {"nr", "nrt", "nrfg", "x", "eng"}) or all(
        len(word) >= 2 for word, _ in words
    )
