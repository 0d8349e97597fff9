"""Stretches of clauses that could be a person's name, with how much likelier they are as a name than as words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from recognizers import names
from recognizers.name_statistics import CODES, pairs, statistics
from recognizers.words import LONGEST, TAGS, Clauses, Floats, Ints, best_cut, tags

# Kinds of names: a surname of one or two characters with one or two given ones, Japanese,
# transliterated, dotted, and foreign ones that the dictionary holds.
SINGLE, DOUBLE, LONG_SINGLE, LONG_DOUBLE, JAPANESE, SPELT, DOTTED, KNOWN = range(8)
_LONGEST_SPELT = 7
_LONGEST_PART = 8
_MOST_DOTS = 3
_DOTS = [ord(dot) for dot in names.DOTS]
_FOREIGN = TAGS.index("nrt")
# The logarithm per character below which a stretch spells nothing.
_IMPOSSIBLE = -8.5
# Logarithms of the share of each kind; fitting corrects them.
_COMPOUND_SURNAME, _JAPANESE_NAME, _KNOWN_NAME = -4.0, -4.0, -9.0
# A candidate that is so much less likely a name than words is not looked at further.
_HOPELESS = -12.0


class Candidates(NamedTuple):
    """Candidates as arrays of one length, in no order.

    `clause` numbers their clauses; `given` is where the given name begins; `name` and `words` are the logarithms of
    the probabilities as a name and as words; `cut_before` and `cut_behind` what a cut there costs.
    """

    clause: Ints
    begin: Ints
    end: Ints
    given: Ints
    kind: Ints
    name: Floats
    words: Floats
    cut_before: Floats
    cut_behind: Floats


def candidates(clauses: Clauses) -> Candidates:
    """Return the stretches of `clauses` that are worth a closer look."""
    known = statistics()
    codes = np.where(clauses.codes < CODES, clauses.codes, 1).astype(np.int64)
    given = known.given
    found: list[tuple[Ints, int, int, int, Floats]] = []  # begins, surname length, given length, kind, name
    padded = np.concatenate([codes, np.zeros(_LONGEST_SPELT + 1, dtype=np.int64)])
    surname = known.surname[codes]
    at = np.flatnonzero(surname > -np.inf)
    for kind, begins, size, lead in ((SINGLE, at, 1, surname[at]), *_of_two(padded)):
        if kind == JAPANESE:
            flat = np.full(len(begins), _JAPANESE_NAME, dtype=np.float32)
            for length in (0, 1, 2, 3):
                inside = (padded[begins[:, None] + 2 + np.arange(length)] >= 0x4E00).all(axis=1)
                found.append((begins[inside], 2, length, JAPANESE, flat[inside] - 4 * length))
            continue
        one, two = padded[begins + size], padded[begins + size + 1]
        found.append((begins, size, 1, kind, lead + given[0][one]))
        found.append((begins, size, 2, kind + 1, lead + given[1][one] + given[2][two]))
    found += _spelt(known.spelt[padded], len(codes))
    found += _dotted(padded, known.spelt[padded])
    for length in range(2, LONGEST + 1):
        held = np.flatnonzero(tags(clauses.entries[length - 1]) == _FOREIGN)
        found.append((held, 0, length, KNOWN, np.full(len(held), _KNOWN_NAME, dtype=np.float32)))
    return _hopeful(clauses, found)


def _of_two(codes: Ints) -> list[tuple[int, Ints, int, Floats]]:
    first, compound, japanese = pairs()
    at = np.flatnonzero(first[codes[:-1]])
    both = ((codes[at] << 16) | codes[at + 1]).astype(np.uint64)
    result = []
    for kind, known in ((LONG_SINGLE, compound), (JAPANESE, japanese)):
        here = at[np.isin(both, known)]
        result.append((kind, here, 2, np.full(len(here), _COMPOUND_SURNAME, dtype=np.float32)))
    return result


def _spelt(numbers: Ints, length: int) -> list[tuple[Ints, int, int, int, Floats]]:
    """Return stretches that spell a foreign name, by its characters and which follow each other."""
    known = statistics()
    result = []
    at = np.flatnonzero(numbers[:length])
    score = known.opens[numbers[at]]
    for size in range(2, _LONGEST_SPELT + 1):
        last, here = numbers[at + size - 2], numbers[at + size - 1]
        score = score + known.bigrams[last, here]
        going = (here > 0) & (score > _IMPOSSIBLE * size)
        at, score, here = at[going], score[going], here[going]
        result.append((at, 0, size, SPELT, score + known.closes[here]))
    return result


def _dotted(codes: Ints, numbers: Ints) -> list[tuple[Ints, int, int, int, Floats]]:
    """Return stretches with one to three dots inside: 古丽·买买提."""
    dots = np.flatnonzero(np.isin(codes, _DOTS))
    result: list[tuple[Ints, int, int, int, Floats]] = []
    if not len(dots):
        return result
    han = codes >= 0x3400
    beyond = np.cumsum(~han)  # characters that are no Chinese ones, up to here
    for more in range(min(_MOST_DOTS, len(dots))):
        first, last = dots[: len(dots) - more], dots[more:]
        # Nothing but Chinese characters, and few, between the dots.
        joined = (beyond[last] - beyond[first] == more) & (last - first <= (more + 1) * _LONGEST_PART)
        first, last = first[joined], last[joined]
        for left in range(1, _LONGEST_PART + 1):
            fits = first >= left
            first, last = first[fits], last[fits]
            fits = han[first - left]
            first, last = first[fits], last[fits]
            ahead = _spelling(numbers, first - left, left)
            at, end, score = first, last, ahead
            for right in range(1, _LONGEST_PART + 1):
                fits = han[end + right]
                at, end, score = at[fits], end[fits], score[fits]
                whole = score + _spelling(numbers, end + 1, right)
                for size in np.unique(end - at).tolist():
                    same = end - at == size
                    result.append((at[same] - left, left + 1, size + right, DOTTED, whole[same]))
    return result


def _spelling(numbers: Ints, begin: Ints, size: int) -> Floats:
    known = statistics()
    score = known.opens[numbers[begin]] + known.closes[numbers[begin + size - 1]]
    for step in range(size - 1):
        score = score + known.bigrams[numbers[begin + step], numbers[begin + step + 1]]
    return score


def _hopeful(clauses: Clauses, found: list[tuple[Ints, int, int, int, Floats]]) -> Candidates:
    before, behind = best_cut(clauses)
    number = np.repeat(np.arange(len(clauses.starts)), clauses.ends - clauses.starts + 1)
    counts = [len(begins) for begins, *_ in found]
    begin, name = np.concatenate([each[0] for each in found]), np.concatenate([each[4] for each in found])
    size, length, kind = (np.repeat([each[place] for each in found], counts) for place in (1, 2, 3))
    clause, end = number[begin], begin + size + length
    inside = (name > -np.inf) & (end <= clauses.ends[clause])
    end = np.where(inside, end, begin)
    whole = before[clauses.ends[clause]]
    words = whole - before[begin] - behind[end]
    rows = np.flatnonzero(inside & (name - words > _HOPELESS))
    begin, end, whole = begin[rows], end[rows], whole[rows]
    return Candidates(
        clause[rows], begin, end, begin + size[rows], kind[rows], name[rows], words[rows],
        whole - before[begin] - behind[begin], whole - before[end] - behind[end],
    )  # fmt: skip
