"""Which words have the form of a name and are none: places, states, products, told by a dictionary."""

from __future__ import annotations

from recognizers.names import compound_surnames, no_names, surnames
from recognizers.segmenter import is_word, tagged

# Compound surnames that are words, places or parts of them too.
_WORDS_TOO = frozenset("东方 南宫 西门 公羊 百里 东郭 司空 第五 东门 南门 宗政 长孙 太史 濮阳".split())

# Given names of whole generations; with some surnames the dictionary takes them for states: 梁建国, 高建国.
_OF_GENERATIONS = frozenset("建国 兴国 治国 安国 卫国 定国 保国 立国 爱国 振国".split())


def is_ordinary(value: str) -> bool:
    """Return whether a cell of the form of a name is made of ordinary words: 单位名称, 关系."""
    if value in no_names():
        return True
    if _with_compound_surname(value) or (value[1:] in _OF_GENERATIONS and value[0] in surnames()):
        return False
    words = tagged(value)
    if any(tag.startswith("nr") for _, tag in words):
        return False
    # A dictionary cuts an unknown name into single characters, or guesses that it is one word: 覃琪彤.
    if len(words) == 1:
        return is_word(value) and words[0][1] not in {"nrt", "nrfg", "x", "eng"}
    return all(len(word) >= 2 for word, _ in words)


def is_word_of_dictionary(value: str) -> bool:
    """Return whether a value of the form of a name is a word that the dictionary holds, not one that it guesses: 昌文 is
    somebody's name under a header of names, 空军 is nobody's."""
    return value in no_names() or (is_word(value) and is_ordinary(value))


def _with_compound_surname(value: str) -> bool:
    """Return whether a value is a compound surname and one or two given characters: the dictionary takes 欧阳建国 apart
    into two words."""
    return len(value) in (3, 4) and value[:2] in compound_surnames() and value[:2] not in _WORDS_TOO
