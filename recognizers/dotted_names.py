"""Names with a dot between their parts inside clauses: 阿依古丽·买买提, 约翰·史密斯, 彼得·陈.

The dot is written in many ways. The parts are spelt with characters that spell names and hardly words; of such a name,
candidates a little shorter seem as likely as the whole: the longest is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from recognizers import names
from recognizers.name_candidates import DOTTED, Candidates
from recognizers.ordinary_words import is_ordinary
from recognizers.segmenter import is_word, tagged
from recognizers.words import Floats, Ints

# Characters that spell names besides those which hardly do anything else.
_ALSO_SPELL = "别得且路易登再内都义敏云音朝牙大历外宝因拥央夏如木迭娣妥铁英其珠桂敖乐俄呷堆尕"
# Dots as they are typed too; the ones of ASCII part sentences, unless characters around them spell names.
_TYPED, _POINTS = "・･∙⋅᛫ꞏ", ".．"
_HAN = "\u3400-\u9fff"
_BETWEEN = re.compile(rf"(?<=[{_HAN}]) ?([{names.DOTS}{_TYPED}{_POINTS}]) ?(?=[{_HAN}])")
_DOT = re.compile(f"[{names.DOTS}{_TYPED}{_POINTS}]")
_PARTS = re.compile(f"[{names.DOTS}]")
# A part of a name with a dot is no name; what spells names all through is one.
_WHOLE, _SPELT = 3.0, 3.0
# So much less likely than a part of it may the whole name seem.
_NEARLY, _NEARLY_WHOLE = 1.7, 4.0
_CERTAIN = 1.0
_LONGEST_WORD = 4
# A name in a clause: how much speaks for it, where it begins and ends.
Told = tuple[float, int, int]


@cache
def spelling() -> frozenset[str]:
    """Return the characters that spell foreign names, and the parts of names with a dot."""
    return frozenset(names.transliteration_characters()) | frozenset(_ALSO_SPELL)


def with_plain_dots(clause: str) -> tuple[str, list[int]]:
    """Return a clause with dots between the parts of names as `names.DOTS` has them, without spaces around them, and where
    its characters, and its end, stand in `clause`; no places where nothing changed."""
    if not _DOT.search(clause) or not _BETWEEN.search(clause):
        return clause, []
    made: list[str] = []
    places: list[int] = []
    done = 0
    for found in _BETWEEN.finditer(clause):
        begin, end = found.span()
        if found[1] in _POINTS and not {clause[begin - 1], clause[end]} <= spelling():
            continue
        made += clause[done:begin], names.DOTS[0]
        places += [*range(done, begin), found.start(1)]
        done = end
    written = "".join((*made, clause[done:]))
    return (written, [*places, *range(done, len(clause) + 1)]) if written != clause else (clause, [])


def dotted_names(clauses: Sequence[str], found: Candidates, starts: Ints, margin: Floats) -> dict[int, list[Told]]:
    """Return the names with a dot in each of `clauses` that has any, by its number; `starts` is where the clauses of the
    candidates begin, `margin` how much speaks for each candidate."""
    by_clause: dict[int, list[Told]] = {}
    for row in np.flatnonzero(found.kind == DOTTED).tolist():
        number, start = int(found.clause[row]), int(starts[row])
        begin, end = int(found.begin[row]) - start, int(found.end[row]) - start
        told = _weighed(clauses[number], begin, end, float(margin[row]))
        by_clause.setdefault(number, []).append((told, begin, end))
    return {number: chosen for number, each in by_clause.items() if (chosen := _chosen(clauses[number], each))}


def _weighed(clause: str, begin: int, end: int, margin: float) -> float:
    parts = _PARTS.split(clause[begin:end])
    other = [part for part in parts if not spelling().issuperset(part)]
    if any(map(_is_other, other)):
        return -np.inf  # 雅诗兰黛·眼霜
    spelt = not other
    margin += _WHOLE + (_SPELT if spelt and min(map(len, parts)) > 1 else 0)
    first, last = parts[0], parts[-1]
    if len(parts) == 2 and len(last) == 1 and last in names.surnames() and len(first) > 1 and _is_foreign(first):
        return max(margin, _CERTAIN)  # 彼得·陈
    return margin


@lru_cache(maxsize=1 << 12)
def _is_other(part: str) -> bool:
    return is_ordinary(part)


@lru_cache(maxsize=1 << 12)
def _is_foreign(word: str) -> bool:
    return spelling().issuperset(word) and is_word(word) and tagged(word)[0][1].startswith("nr")


def _chosen(clause: str, told: list[Told]) -> list[Told]:
    """Return the likeliest of overlapping names, each as long as it may be."""
    chosen: list[Told] = []
    for score, begin, end in sorted(told, reverse=True):
        if score <= 0:
            break
        if any(begin < behind and at < end for _, at, behind in chosen):
            continue
        wider = [
            each
            for each in told
            if each[1] <= begin and each[2] >= end and _is_nearly(clause, each, (score, begin, end))
        ]
        _, first, last = max(
            (each for each in wider if spelling().issuperset(clause[each[1] : begin] + clause[end : each[2]])),
            key=lambda each: each[2] - each[1],
        )
        chosen.append((score, _opening(clause, first), last))
    return chosen


def _is_nearly(clause: str, wider: Told, part: Told) -> bool:
    """Return whether a name seems nearly as likely as a part of it; where it is wider, what spells names right beside it
    speaks against it."""
    margin, begin, end = wider
    left = begin == part[1] or clause[begin - 1 : begin] not in spelling()
    right = end == part[2] or clause[end : end + 1] not in spelling()
    return margin >= part[0] - (_NEARLY_WHOLE if left and right else _NEARLY)


def _opening(clause: str, begin: int) -> int:
    """Return where the foreign first name begins that `begin` cuts: 路易斯."""
    for at in range(max(0, begin - _LONGEST_WORD + 1), begin):
        if any(_is_foreign(clause[at:end]) for end in range(begin + 1, at + _LONGEST_WORD + 1)):
            return at
    return begin
