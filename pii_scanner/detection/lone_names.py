"""Names of one word in Latin letters: James under first_name, zhangwei under 姓名拼音, and parts of Chinese ones: 欧阳
under 姓, 建国 under 名. Anywhere else such a word is anything, so only a header that says which part or spelling of a name
it holds tells; under others that name people (contact, First), words that are common names and nothing else do."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.detection.header_hints import named_types
from recognizers import forms, names
from recognizers.columns import TextColumn
from recognizers.latin_names import common_pattern, lone_pattern
from recognizers.matching import holding

_PART = re.compile(
    r"(?:first|last|given|family|middle|maiden|fore|christian)[\s_-]*name|surname|lname|fname|英文姓|外文姓",
    re.IGNORECASE,
)
_PINYIN = re.compile(r"pinyin|拼音|全拼|xmpy|xmqp", re.IGNORECASE)
_WORD = r"^\s*(?:\p{Lu}\p{Ll}{1,19}(?:['-]\p{Lu}?\p{Ll}{1,19})?|\p{Lu}(?:['’]|\p{Ll}{1,3})\p{Lu}\p{Ll}{1,18}|\p{Lu}{2,20}|\p{Ll}{2,20})\s*$"
_LONGEST = 40
# Which part of a Chinese name a column holds.
_SURNAME, _GIVEN = (re.compile(rf"(?:^|[\u4e00-\u9fff]){part}(?:$|[^\u4e00-\u9fff])") for part in ("姓氏?", "名"))
_LATIN_SURNAME = re.compile(r"(?:last|family)[\s_-]*name|surname|nachn", re.IGNORECASE)
_LATIN_GIVEN = re.compile(r"(?:first|given|fore)[\s_-]*name|vorna", re.IGNORECASE)
_LONGEST_PART = 9  # bytes of three characters
# So many of the given names must be written with characters that such names have.
_MOST_GIVEN = 0.8


def lone_names(name: str, comment: str, column: TextColumn) -> npt.NDArray[np.bool_] | None:
    """Return which cells are a name of one word, as the header says; None where it does not say so."""
    if "PERSON" not in named_types(name, comment):
        return None
    part, pinyin, surname, given = (
        any(map(each.search, (name, comment))) for each in (_PART, _PINYIN, _SURNAME, _GIVEN)
    )
    if surname or given:
        return _chinese_part(column, given=given)
    found = _part_in_english(name, comment, column)
    letters = forms.UPPER | forms.LOWER
    if not column.every & letters:
        return found
    if found is None:
        found = np.zeros(len(column), dtype=np.bool_)
    rows = np.flatnonzero(
        (column.classes & letters != 0) & (column.classes & forms.DIGIT == 0) & (column.lengths <= _LONGEST)
    )
    pattern = _WORD if part else lone_pattern() if pinyin else common_pattern()
    found[rows] |= holding(column.array.take(rows), pattern)
    return found


def _part_in_english(name: str, comment: str, column: TextColumn) -> npt.NDArray[np.bool_] | None:
    """Return which cells are the part of a Chinese name that an English header asks for: 王 under last_name, 建国 under
    first_name; None where it asks for none, or no cell is Chinese."""
    surname, given = (any(map(each.search, (name, comment))) for each in (_LATIN_SURNAME, _LATIN_GIVEN))
    if not (surname or given) or not column.every & forms.HAN:
        return None
    return _chinese_part(column, given=given)


def _chinese_part(column: TextColumn, *, given: bool) -> npt.NDArray[np.bool_]:
    """Return which cells are a Chinese surname, or a given name where most of the cells are written like one."""
    found = np.zeros(len(column), dtype=np.bool_)
    rows = np.flatnonzero((column.classes & forms.HAN != 0) & (column.lengths <= _LONGEST_PART))
    cells = column.array.take(pa.array(rows))
    if not given:
        found[rows] = holding(cells, _surname_pattern())
        return found
    short = holding(cells, r"^\s*\p{Han}{1,2}\s*$")
    likely = holding(cells, _given_pattern())
    if likely.sum() >= _MOST_GIVEN * max(1, short.sum()):
        found[rows] = short
    return found


@cache
def _surname_pattern() -> str:
    compound = "|".join(sorted(names.compound_surnames()))
    return rf"^\s*(?:[{''.join(sorted(names.text_surnames()))}]|{compound})\s*$"


@cache
def _given_pattern() -> str:
    return rf"^\s*[{''.join(sorted(names.given_characters()))}]{{1,2}}\s*$"
