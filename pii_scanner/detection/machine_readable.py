"""Machine readable zones of passports and identity cards inside texts, as readers at counters write them down.

ICAO Doc 9303, parts 4 to 6: the line of the name is surname, `<<`, given names, filled up with `<`: P<CHNZHANG<<WEI<<<<. The
line of a passport's number is 9 characters, check digit, state, birth date and its check digit, sex, date of expiry and its
check digit, and what the state likes. Check digits: characters 0-9, A-Z as 10-35, `<` as 0, weighted 7, 3, 1, modulo 10.
Example: L898902C36UTO7408122F1204159.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.registry import recognizer
from recognizers.searching import Found

# What a text must hold before any is looked for (RE2).
MACHINE_READABLE_GATE = r"[A-Z]{2}<<[A-Z]{2}|[0-9][A-Z]{3}[0-9]{7}[MF<][0-9]{7}"
# Behind the kind of the document and its state; alone, what it is filled up with tells.
_NAME = re.compile(
    r"(?<![0-9A-Za-z])(?:[PIACV][A-Z<][A-Z]{3}(?P<name>[A-Z]{2,}(?:<[A-Z]+){0,3}<<[A-Z]{2,}(?:<[A-Z]+){0,3})<*"
    r"|(?P<alone>[A-Z]{2,}(?:<[A-Z]+){0,3}<<[A-Z]{2,}(?:<[A-Z]+){0,3})<{3,})(?![0-9A-Za-z])"
)
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z<])([0-9A-Z<]{9}[0-9])[A-Z<]{3}([0-9]{7})[MF<]([0-9]{7})(?:[0-9A-Z<]{14}[0-9<][0-9])?(?![0-9A-Za-z])"
)
_PERSON, _DOCUMENT = "PERSON", "ID_DOCUMENT"
_SCORE = 0.95
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def machine_readable_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return, by type, where strings hold the name or the number of a machine readable zone."""
    rows = np.flatnonzero(holding(texts, MACHINE_READABLE_GATE))
    if not len(rows):
        return []
    chosen = list(zip(rows.tolist(), texts.take(pa.array(rows)).to_pylist(), strict=True))
    names = [(row, *at.span(at.lastgroup or 0)) for row, text in chosen for at in _NAME.finditer(text)]
    numbers = [
        (row, *at.span()) for row, text in chosen for at in _NUMBER.finditer(text) if all(map(_is_right, at.groups()))
    ]
    found = []
    for entity_type, places in ((_PERSON, names), (_DOCUMENT, numbers)):
        if places and recognizer(entity_type) is not None:
            where = np.array(places, dtype=np.int64)
            found.append((entity_type, Found(where[:, 0], where[:, 1], where[:, 2], np.full(len(where), _SCORE))))
    return found


def _is_right(field: str) -> bool:
    """Return whether the last character of a field is the check digit of those before it."""
    values = (0 if each == "<" else _ALPHABET.index(each) for each in field[:-1])
    return sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10 == int(field[-1])
