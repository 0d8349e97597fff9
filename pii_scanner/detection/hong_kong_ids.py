"""Numbers of Hong Kong identity cards inside texts, as they are written with their check character: A123456(3).

One or two letters, six digits and the check character in brackets, modulo 11 over all of them (a missing first letter
counts 36). Without brackets a code looks alike, and only the header of a column tells.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.registry import recognizer
from recognizers.searching import Found
from recognizers.text import fold

_TYPE = "ID_DOCUMENT"
# What a text must hold before any is looked for (RE2).
HONG_KONG_GATE = r"[A-Za-z\x{FF21}-\x{FF3A}][0-9\x{FF10}-\x{FF19}]{6} ?[(（][0-9Aa\x{FF10}-\x{FF19}\x{FF21}][)）]"
_WRITTEN = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{1,2})([0-9]{6}) ?[(（]([0-9Aa])[)）]")
_NO_LETTER, _FIRST_LETTER = 36, 10
_SCORE = 0.85


def hong_kong_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return where strings hold the number of a Hong Kong identity card."""
    rows = np.flatnonzero(holding(texts, HONG_KONG_GATE))
    if not len(rows) or recognizer(_TYPE) is None:
        return []
    places = [
        (row, *match.span())
        for row, text in zip(rows.tolist(), map(fold, texts.take(pa.array(rows)).to_pylist()), strict=True)
        for match in _WRITTEN.finditer(text)
        if _is_right(*match.groups())
    ]
    if not places:
        return []
    where = np.array(places, dtype=np.int64)
    return [(_TYPE, Found(where[:, 0], where[:, 1], where[:, 2], np.full(len(where), _SCORE)))]


def _is_right(letters: str, digits: str, check: str) -> bool:
    """Return whether the check character fits: the sum of all, weighted 9 to 1, is divisible by 11."""
    first = [_NO_LETTER] * (len(letters) == 1)
    values = [
        *first,
        *(ord(each) - ord("A") + _FIRST_LETTER for each in letters.upper()),
        *map(int, digits),
        int(check, 16),
    ]
    return sum(weight * value for weight, value in zip(range(9, 0, -1), values, strict=True)) % 11 == 0
