"""Names of one word in Latin letters: James under first_name, zhangwei under 姓名拼音. Anywhere else such a word is
anything, so only a header that says which part or spelling of a name it holds tells; under others that name people
(contact, First), words that are common names and nothing else do."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

from pii_scanner.detection.header_hints import named_types
from recognizers import forms
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


def lone_names(name: str, comment: str, column: TextColumn) -> npt.NDArray[np.bool_] | None:
    """Return which cells are a name of one word, as the header says; None where it does not say so."""
    part, pinyin = (any(map(each.search, (name, comment))) for each in (_PART, _PINYIN))
    letters = forms.UPPER | forms.LOWER
    if not column.every & letters or "PERSON" not in named_types(name, comment):
        return None
    found = np.zeros(len(column), dtype=np.bool_)
    rows = np.flatnonzero(
        (column.classes & letters != 0) & (column.classes & forms.DIGIT == 0) & (column.lengths <= _LONGEST)
    )
    found[rows] = holding(column.array.take(rows), _WORD if part else lone_pattern() if pinyin else common_pattern())
    return found
