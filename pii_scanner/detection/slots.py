"""Places of texts that are filled in alike: what stands in the place of a name is one, whatever its characters.

Texts that a system wrote have one form: {"name": "张伟", ...}, 张伟13800138000, 户名：张伟. Where most of what fills a place
of such a form was found to be a name by its own characters, the rest is too, rare ones among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers import names
from recognizers.matching import holding
from recognizers.ordered import spread
from recognizers.ordinary_words import is_ordinary
from recognizers.searching import Found

_HAN = "[\u3400-\u9fff]"
_NAME = rf"{_HAN}{{2,4}}"
# So many characters before and behind a name tell its place: the longest first.
_AROUND = ((8, 2), (3, 2), (1, 1))
# From so many names on there may be a form; of so many a form is learnt; a place has so many names, and different ones.
_FEWEST, _LEARNT, _FEWEST_ALIKE, _FEWEST_DIFFERENT = 20, 1000, 10, 6
_MOST_PLACES = 12
# What share of what fills a place must be names for those with a surname to be one, and for all.
_MOST, _NEARLY_ALL, _ALMOST_ALL = 0.6, 0.75, 0.9
_LOOKED = 2000
_SCORE = 0.7
# Who denies something is not named by it: 称不是 stands where names do.
_DENYING = frozenset("不没")
_Place = tuple[int, int, int]  # text, first character, the one behind the last


def with_slots(texts: pa.Array, found: Found) -> Found:
    """Return the names found in texts with those that fill the same places of the same form."""
    if len(found) < _FEWEST:
        return found
    here = set(zip(found.rows.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True))
    more: dict[_Place, None] = {}
    for slot, share in _slots(texts, found, here):
        known: dict[str, bool] = {}
        for place, word in _filling(slot, texts, np.arange(len(texts))):
            if place not in here and known.setdefault(word, _fits(word, share)):
                more[place] = None
    return _joined(found, list(more)) if more else found


def _slots(texts: pa.Array, found: Found, here: set[_Place]) -> Iterator[tuple[str, float]]:
    """Yield the patterns of places that mostly names fill, each with one group, and the share of names there; the
    closest first, and none for what a closer one tells."""
    chosen = spread(len(found), _LEARNT)
    cells = texts.take(pa.array(found.rows[chosen])).to_pylist()
    left = list(zip(cells, found.starts[chosen].tolist(), found.ends[chosen].tolist(), strict=True))
    often = max(_FEWEST_ALIKE, len(left) // 50)
    looked = spread(len(texts), _LOOKED)
    for before, behind in _AROUND:
        alike: dict[str, list[tuple[str, int, int]]] = {}
        for text, start, end in left:
            slot = f"{_before(text, start, before)}({_NAME}){_behind(text, end, behind)}"
            alike.setdefault(slot, []).append((text, start, end))
        told: set[tuple[str, int, int]] = set()
        for slot, places in sorted(alike.items(), key=lambda each: -len(each[1]))[:_MOST_PLACES]:
            if len(places) < often or len({text[start:end] for text, start, end in places}) < _FEWEST_DIFFERENT:
                continue
            fill = [place in here for place, _ in _filling(slot, texts, looked)]
            share = sum(fill) / max(1, len(fill))
            if len(fill) >= _FEWEST_DIFFERENT and share >= _MOST:
                told.update(places)
                yield slot, share
        left = [place for place in left if place not in told]


def _before(text: str, start: int, size: int) -> str:
    return "(?:^)" * (start < size) + _written(text[max(0, start - size) : start])


def _behind(text: str, end: int, size: int) -> str:
    return _written(text[end : end + size]) + "$" * (end + size > len(text))


@lru_cache(maxsize=1 << 14)
def _written(text: str) -> str:
    """Return a pattern of a text with any digit for a digit."""
    return re.sub("[0-9]", "[0-9]", re.escape(text))


def _filling(slot: str, texts: pa.Array, rows: npt.NDArray[np.int64]) -> Iterator[tuple[_Place, str]]:
    """Yield the places that a pattern finds in some texts, and the words there."""
    pattern = re.compile(slot)
    some = texts if len(rows) == len(texts) else texts.take(pa.array(rows))
    likely = np.flatnonzero(holding(some, slot.replace("(?:^)", "^")))
    for row, text in zip(rows[likely].tolist(), some.take(pa.array(likely)).to_pylist(), strict=True):
        for match in pattern.finditer(text):
            yield (row, *match.span(1)), match[1]


def _fits(word: str, share: float) -> bool:
    """Return whether a word may be a name where such a share of what fills the place is: 高兴 is one among many."""
    if _DENYING.intersection(word[1:]):
        return False
    nearly = share >= _NEARLY_ALL
    if word[0] in names.surnames() or word[:2] in names.compound_surnames():
        return nearly or not is_ordinary(word)
    spelt = share >= _ALMOST_ALL or (nearly and _spelling().issuperset(word))
    return (spelt or word[0] in names.text_surnames()) and not is_ordinary(word)


@cache
def _spelling() -> frozenset[str]:
    """Return the characters that given names and foreign names are written with."""
    return names.given_characters() | frozenset(names.transliteration_characters())


def _joined(found: Found, more: Sequence[_Place]) -> Found:
    """Return the places found and more; of those that touch, one that holds the others stays, else what was found."""
    rows = {row for row, _, _ in more}
    places = list(zip(found.rows.tolist(), found.starts.tolist(), found.ends.tolist(), strict=True))
    taken: dict[int, dict[tuple[int, int], int]] = {}
    for number, (row, start, end) in enumerate(places):
        if row in rows:
            taken.setdefault(row, {})[start, end] = number
    kept = np.ones(len(places), dtype=np.bool_)
    added: list[_Place] = []
    for row, start, end in sorted(more, key=lambda place: place[1] - place[2]):  # what was added is no shorter
        mine = taken.setdefault(row, {})
        touched = [each for each in mine if start < each[1] and each[0] < end]
        if all(start <= each[0] and each[1] <= end and mine[each] >= 0 for each in touched):
            kept[[mine.pop(each) for each in touched]] = False
            mine[start, end] = -1
            added.append((row, start, end))
    extra = np.array(added, dtype=np.int64).reshape(-1, 3)
    rest = found.only(kept)
    joined = [np.concatenate(each) for each in zip((rest.rows, rest.starts, rest.ends), extra.T, strict=True)]
    scores = np.concatenate([rest.scores, np.full(len(extra), _SCORE)])
    order = np.lexsort((joined[1], joined[0]))
    return replace(found, rows=joined[0][order], starts=joined[1][order], ends=joined[2][order], scores=scores[order])
