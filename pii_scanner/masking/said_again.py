"""Names that stand in a text a second time: 与李向阳系夫妻，李向阳证件号…

What the words around tell at one place is the same person at the others of the same text.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.places import Joined, Places, put_together

_PERSON = "PERSON"


def with_names_said_again(told: Places, joined: Joined) -> Places:
    """Return the places that recognizers told with those where the names among them stand again in the same text."""
    if _PERSON not in told.names:
        return told
    people = np.flatnonzero(told.types == told.names.index(_PERSON))
    if not len(people):
        return told
    text, begins = joined.text, joined.begins
    rows = joined.rows_of(told.starts[people])
    firsts, lasts = begins[rows].tolist(), (begins[rows + 1] - 1).tolist()
    starts, ends = told.starts[people].tolist(), told.ends[people].tolist()
    found: set[tuple[int, int]] = set()
    for first, last, start, end in zip(firsts, lasts, starts, ends, strict=True):
        name = text[start:end]
        if text.find(name, first, start) < 0 and text.find(name, end, last) < 0:
            continue
        at = text.find(name, first, last)
        while at >= 0:
            found.add((at, at + len(name)))
            at = text.find(name, at + len(name), last)
    if not found:
        return told
    again = np.array(sorted(found), dtype=np.int64)
    kinds = np.zeros(len(again), dtype=np.int64)
    return put_together(told, Places(again[:, 0], again[:, 1], kinds, (_PERSON,)))
