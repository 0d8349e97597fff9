"""Guessed names that hold a known one and a character of the word beside it: of 许晴收, 许晴 may be the customer.

Known alone decides nothing: of a million customers, most names of three characters begin like somebody's. So the
evidence in the text for either is compared, the known name being so much likelier as few others are known.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.places import Indexes, Joined, Places
from recognizers.dotted_names import spelling
from recognizers.name_spans import Stretch, margins
from recognizers.names import DOTS, given_characters
from recognizers.text import clauses, fold
from recognizers.traditional import simplified
from recognizers.words import TAGS, clauses_of, costs, tags

_SHORT = 2
_DOT = re.compile(f"[{DOTS}]")
# So many different names of two characters, and of more, are in use.
_NAMES_OF_TWO, _NAMES_OF_MORE = 20_000, 2_000_000
# What a known name is given ahead, as the logarithm of how much likelier it is.
_LEAST, _MOST = 1.0, 6.0
# The logarithm of the frequency below which a character is hardly a word alone: 涵, but not 收.
_NO_WORD = -11.0
# Kinds of words that name or describe.
_NAMING = frozenset(TAGS.index(tag) for tag in ("n", "a", "z", "t", "ns", "nz", "nr"))
_HAN = re.compile("[\u3400-\u9fff]")


def without_doubted(told: Places, known_places: Places, joined: Joined, known: KnownValues) -> Places:
    """Return the places that recognizers told without the names of which only a part, which is known, is one."""
    if "PERSON" not in told.names or "PERSON" not in known_places.names:
        return told
    people = np.flatnonzero(told.types == told.names.index("PERSON"))
    real = known_places.only(known_places.types == known_places.names.index("PERSON"))
    if not len(people) or not len(real):
        return told
    starts, ends = told.starts[people], told.ends[people]
    first = np.minimum(np.searchsorted(real.starts, starts), len(real) - 1)
    last = np.maximum(np.searchsorted(real.ends, ends, side="right") - 1, 0)
    opens = (real.starts[first] == starts) & (real.ends[first] < ends)
    closes = (real.ends[last] == ends) & (real.starts[last] > starts)
    doubtful = np.flatnonzero(opens | closes)
    if not len(doubtful):
        return told
    inside = np.where(opens, first, last)[doubtful]
    parts = real.starts[inside], real.ends[inside]
    wrong = _likelier(joined, (starts[doubtful], ends[doubtful]), parts, known)
    kept = np.ones(len(told), dtype=np.bool_)
    kept[people[doubtful[wrong]]] = False
    return told.only(kept)


def _likelier(
    joined: Joined, guessed: tuple[Indexes, Indexes], parts: tuple[Indexes, Indexes], known: KnownValues
) -> npt.NDArray[np.bool_]:
    """Return for each guessed name whether the known one in it is likelier."""
    rows = joined.rows_of(guessed[0])
    begins = joined.begins[rows]
    placed = zip(rows.tolist(), *((each - begins).tolist() for each in (*guessed, *parts)), strict=True)
    cut: dict[int, list[tuple[int, str]]] = {}
    cases: list[tuple[Stretch, Stretch] | None] = []
    for row, start, end, part_start, part_end in placed:
        if row not in cut:
            cut[row] = list(clauses(simplified(fold(joined.texts[row].as_py()))))
        found = next(((at, clause) for at, clause in cut[row] if at <= start and end <= at + len(clause)), None)
        if found is None:
            cases.append(None)
            continue
        at, clause = found
        cases.append(((clause, start - at, end - at), (clause, part_start - at, part_end - at)))
    wanted = list(dict.fromkeys(stretch for case in cases if case for stretch in case))
    margin = dict(zip(wanted, margins(wanted), strict=True))
    ahead = {length: _ahead(length, known) for length in {end - start for _, start, end in wanted}}

    def is_likelier(guess: Stretch, part: Stretch) -> bool:
        clause, begin, end = guess
        beside = clause[begin : part[1]] + clause[part[2] : end]
        if _DOT.search(clause, begin, end) and spelling().issuperset(beside):
            return False  # 阿孜古丽·巴合提 is nobody called 古丽·巴合提
        if begin == part[1] and margin[guess] > 0 and _is_only_given(beside, last=not _HAN.match(clause, end)):
            return False  # of 王霖涵复查, 涵 is no word, though 王霖 is somebody too; nor is 雪 of 我叫李强雪
        return margin[part] + ahead[part[2] - part[1]] > margin[guess]

    return np.array([case is not None and is_likelier(*case) for case in cases], dtype=np.bool_)


@lru_cache(maxsize=1 << 12)
def _is_only_given(beside: str, *, last: bool) -> bool:
    """Return whether what stands behind a known name is a character that names are given and hardly a word alone; as the
    `last` of a clause, only what people do follows a name: 许晴收."""
    if len(beside) != 1 or beside not in given_characters():
        return False
    entry = clauses_of([beside]).entries[0][:1]
    return float(costs(entry)[0]) < _NO_WORD or (last and int(tags(entry)[0]) in _NAMING)


def _ahead(length: int, known: KnownValues) -> float:
    """Return how far the evidence for a known name may lie behind that for a longer one."""
    used = _NAMES_OF_TWO if length == _SHORT else _NAMES_OF_MORE
    return min(_MOST, max(_LEAST, math.log(used / max(1, known.number_of("PERSON", length)))))
