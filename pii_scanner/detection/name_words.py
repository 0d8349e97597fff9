"""Values that have the form of a name: which are ordinary words (places, states, products), and how surely each of the
others is a name, by its own characters."""

from __future__ import annotations

from collections.abc import Sequence

from recognizers.name_spans import names_in
from recognizers.ordinary_words import is_ordinary
from recognizers.segmenter import is_word

# An ordinary word, and a name that the dictionary holds, be it a herb's or a well-known person's; any other value is
# known by how surely it is a name, in 0..1.
ORDINARY, LISTED = -1.0, -0.5
# What a value of few says in nats: an ordinary word, one that nothing tells for a name, a listed name, a name, a sure one.
_WORD, _DOUBTFUL, _LISTED_NAME, _NAME, _SURE_NAME = -3.0, -2.0, 1.0, 1.5, 3.0
SURE, LATIN = 0.85, 0.3
# How villages and other places end that begin like a surname (李庄, 赵家坪, 谢集), and hardly any given name.
_PLACE_ENDS = frozenset(
    "村庄屯店集沟湾坪桥塘坡寨口堡铺营洼圩垸墩镇乡县区市州街路巷坝垭冲坳咀嘴岗沱圳埔厝寮甸坎堰社组队"
)
_MOST_PLACES, _FEWEST_PLACES = 0.4, 3
# What is added to what was told of a value that ends so, where only that is remembered.
_AT_PLACE = 10.0


def share_of_words(values: Sequence[str | float]) -> float:
    """Return the share of values that are ordinary words; of some it may have been told before."""
    if not values:
        return 1.0
    return sum(is_ordinary(each) if isinstance(each, str) else _told(each) == ORDINARY for each in values) / len(values)


def are_places(values: Sequence[str | float]) -> bool:
    """Return whether so many of the different values end like a village that they are places: of names hardly any does."""
    different = list(dict.fromkeys(values)) if all(isinstance(each, str) for each in values) else values
    places = sum(_ends_like_a_place(each) if isinstance(each, str) else each >= _AT_PLACE - 1 for each in different)
    return places >= max(_FEWEST_PLACES, _MOST_PLACES * len(different))


def _ends_like_a_place(value: str) -> bool:
    return value.strip()[-1:] in _PLACE_ENDS


def remembered(values: Sequence[str | float]) -> list[float]:
    """Return of each value what may be remembered in its place."""
    grades = told(values)
    return [
        (grade + _AT_PLACE * _ends_like_a_place(each) if isinstance(each, str) else each)
        for each, grade in zip(values, grades, strict=True)
    ]


def _told(grade: float) -> float:
    return grade - _AT_PLACE if grade >= _AT_PLACE - 1 else grade


def told(values: Sequence[str | float]) -> list[float]:
    """Return of each value ORDINARY, LISTED or how surely it is a name; of some it may have been told before."""
    every = dict.fromkeys(each for each in values if isinstance(each, str))
    known = {each: ORDINARY if is_ordinary(each) else LISTED for each in every if is_word(each) or is_ordinary(each)}
    asked = [each for each in every if each not in known]
    for value, spans in zip(asked, names_in(asked), strict=True):
        whole = (span.score for span in spans if span.start == 0 and span.end == len(value))
        # Of a name in Latin letters few are known.
        known[value] = max(whole, default=LATIN if value.isascii() else 0.0)
    return [known[each] if isinstance(each, str) else _told(each) for each in values]


def weight_of_few(values: Sequence[str | float], distinct: int) -> float:
    """Return how strongly so many `distinct` values speak for a column of names, in nats, by some or all of them."""
    grades = told(list(dict.fromkeys(values)) if all(isinstance(each, str) for each in values) else values)
    return sum(map(_nats, grades)) / max(1, len(grades)) * distinct


def _nats(grade: float) -> float:
    if grade < 0:
        return _WORD if grade == ORDINARY else _LISTED_NAME
    return _SURE_NAME if grade >= SURE else _NAME if grade > 0 else _DOUBTFUL
