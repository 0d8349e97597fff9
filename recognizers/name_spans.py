"""Names of people inside one line of Chinese text.

Every surname opens a candidate of one or two given characters. Evidence adds up: what stands
before it, what follows, how common the given characters are, how the dictionary cuts the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recognizers import names
from recognizers.base import Span
from recognizers.segmenter import is_word, tagged

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_SURE = 3.0
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_SURNAMES = names.surnames() | frozenset(names.RARE_SURNAMES)
# A surname and a character that may be given; or a compound surname.
_CANDIDATE = re.compile(
    f"[{''.join(_SURNAMES)}](?![{''.join(names.NEVER_GIVEN)}])(?=[{HAN}])|"
    + "|".join(f"{surname[0]}(?={surname[1:]})" for surname in sorted(names.compound_surnames()))
)
_SPELT = names.transliteration_characters()
_DOTTED = re.compile(
    rf"[{_SPELT}]{{1,8}}(?:[{names.DOTS}](?:(?!金融|买卖|利息|多次|法院|里的|其他)[{_SPELT}]){{1,8}})+"
)


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_BEFORE = re.compile(_any_of(names.BEFORE) + r'[0-9一二三]?[:： ]{0,2}[“"(（@]?$')
_BEHIND = re.compile(_any_of(names.BEHIND))
_TITLE = re.compile(_any_of(names.TITLES))
_MONTH = re.compile("月[底初末份供薪均利息内前后]")
_WORDS_BY_FIRST: dict[str, tuple[str, ...]] = {}
for _word in names.NOT_NAMES:
    _WORDS_BY_FIRST[_word[0]] = (*_WORDS_BY_FIRST.get(_word[0], ()), _word)


@dataclass(frozen=True)
class _Line:
    """A line and how the dictionary cuts it: the words by where they begin, the tags by where they end."""

    text: str
    words: dict[int, tuple[str, str]]
    ended: dict[int, str]

    def cuts(self, at: int) -> bool:
        return at in self.words or at == len(self.text)


def _cut(text: str) -> _Line:
    words: dict[int, tuple[str, str]] = {}
    ended: dict[int, str] = {}
    at = 0
    for word, tag in tagged(text):
        words[at] = (word, tag)
        at += len(word)
        ended[at] = tag
    return _Line(text, words, ended)


def may_hold_name(text: str) -> bool:
    """Return whether `text` is worth a closer look."""
    return _CANDIDATE.search(text) is not None or any(dot in text for dot in names.DOTS)


def names_in_line(text: str) -> list[Span]:
    """Return the names in `text`, in order, without overlaps."""
    found = [(10.0, *match.span()) for match in _DOTTED.finditer(text)]
    line: _Line | None = None
    for match in _CANDIDATE.finditer(text):
        if line is None:
            line = _cut(text)
        best = _best_at(line, match.start())
        if best is not None:
            found.append(best)
    kept: list[tuple[float, int, int]] = []
    for score, begin, end in sorted(found, key=lambda each: (-each[0], each[1])):
        if not any(begin < other_end and other_begin < end for _, other_begin, other_end in kept):
            kept.append((score, begin, end))
    return [
        Span(begin, end, "PERSON", round(min(0.95, 0.4 + 0.1 * score), 2))
        for score, begin, end in sorted(kept, key=lambda each: each[1])
    ]


def _best_at(line: _Line, begin: int) -> tuple[float, int, int] | None:
    """Return (score, begin, end) of the likeliest name that begins here, or None."""
    text = line.text
    best: tuple[float, int, int] | None = None
    for size in (2, 1):
        surname = text[begin : begin + size]
        if surname not in (names.compound_surnames() if size == 2 else _SURNAMES):
            continue
        if _TITLE.match(text, begin + size) or (size == 2 and _ends_title(text, begin + 1)):
            continue
        opens = _opening(line, begin)
        for given in (2, 1):
            end = begin + size + given
            if end > len(text):
                continue
            evidence = _given(text[begin + size : end], text, end)
            if evidence is None:
                continue
            if _begins_a_word(text, begin, end):
                evidence -= 2.5
            score = opens + evidence + _closing(line, end) + _cut_as(line, begin, end, size)
            score += 1.0 if size == 2 else _frequency(surname)
            if score >= _SURE and (best is None or score > best[0]):
                best = (score, begin, end)
    return best


def _ends_title(text: str, end: int) -> bool:
    """Return whether the first character of a compound surname ends a title: 审判长 孙娜媛, not 审判 长孙娜媛."""
    title = _BEFORE.search(text[max(0, end - 9) : end])
    return title is not None and len(title.group()) >= 3


def _opening(line: _Line, begin: int) -> float:
    """Return how well a name may begin here."""
    if begin == 0 or not _HAN_CHARACTER.match(line.text[begin - 1]):
        plain = 1.0
    else:
        tag = line.ended.get(begin)
        plain = -1.0 if tag is None else (0.7 if tag[0] in "nvbrpcu" else 0.3)
    before = _BEFORE.search(line.text[max(0, begin - 9) : begin])
    if before is None:
        return plain
    return 2.0 if len(before.group().rstrip(' 0123456789一二三:：“"(（@')) >= 2 else max(plain, 1.2)


def _given(given: str, text: str, end: int) -> float | None:
    """Return how likely these characters are a given name; None where they cannot be."""
    score = 0.5 if len(given) == 2 else 0.0
    for character in given:
        if character in names.NEVER_GIVEN or not _HAN_CHARACTER.match(character):
            return None
        score += 0.5 if character in names.given_characters() else -0.6
    if given[-1] == "月" and _MONTH.match(text, end - 1):
        return None
    return score


def _begins_a_word(text: str, begin: int, end: int) -> bool:
    """Return whether a known word that is no name begins here and explains the candidate."""
    name = text[begin:end]
    return any(
        name.startswith(word) or (len(name) == 2 and word.startswith(name) and text.startswith(word, begin))
        for word in _WORDS_BY_FIRST.get(name[0], ())
    )


def _closing(line: _Line, end: int) -> float:
    """Return how well a name may end here."""
    if end == len(line.text) or not _HAN_CHARACTER.match(line.text[end]):
        return 1.0
    behind = _BEHIND.match(line.text, end)
    if behind is not None:
        return 1.7 if len(behind.group()) >= 2 else 1.0
    word = line.words.get(end)
    if word is None:
        return -0.7
    return 0.5 if word[1][0] in "vdpcutfmr" else -0.2


def _cut_as(line: _Line, begin: int, end: int, surname: int) -> float:
    """Return what the dictionary says of the candidate: a name, a word, part of a word, or nothing."""
    first = line.words.get(begin)
    if first is None:
        return -0.5
    word, tag = first
    name = line.text[begin:end]
    if word == name:
        if tag.startswith("nr"):
            return 1.5
        if not is_word(word):
            return 0.5
        # The dictionary tags some full names as other words; characters of given names speak for them.
        return -1.0 if len(word) == 3 and names.given_characters().issuperset(word[surname:]) else -2.5
    if tag.startswith("nr"):
        return 1.0 if line.cuts(end) else 0.3
    if len(word) > surname and is_word(word):
        return -2.0
    return 0.5 if line.cuts(end) else 0.0


def _frequency(surname: str) -> float:
    if surname in names.FREQUENT_SURNAMES:
        return 0.4
    return -0.8 if surname in names.WORDLIKE_SURNAMES else 0.0
