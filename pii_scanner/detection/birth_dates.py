"""Birth dates inside texts, which only the words around them tell from other dates: 1985年3月12日出生, 生日：1990-05-06.

A known birth date is not looked for elsewhere: it is as common as any date.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from recognizers.matching import holding
from recognizers.registry import recognizer
from recognizers.searching import Found
from recognizers.text import fold

_TYPE = "BIRTH_DATE"
# What a text must hold before any is looked for (RE2).
BIRTH_GATE = r"出生|生于|生日|生辰|[0-9日月号]生|(?i:\bdob\b|birth|\bborn\b)"
_DATE = (
    r"(?:(?:19|20)[0-9]{2}\s?(?:年\s?[01]?[0-9]\s?月(?:\s?[0-3]?[0-9]\s?[日号])?|[-/.][01]?[0-9][-/.][0-3]?[0-9])"
    r"|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?)"
)
_EDGES = rf"(?<![0-9.\-/])({_DATE})(?![0-9])"
_BEFORE = (
    r"(?:出生年月日?|出生日期|出生于?|生日|生辰|(?i:date\s?of\s?birth|birth\s?(?:day|date)|\bdob\b|born(?:\son)?))"
)
_BETWEEN = r"[\s为是:：于在(（\[【\"'“]{0,4}(?:公历|阳历|农历|阴历|(?i:verified|confirmed|checked|is)[\s:]{1,2})?"
# 生效, 生产 and 生活 begin otherwise.
_BEHIND = r"[\s)）]?(?:出生|生于|生人|生(?![\u4e00-\u9fff]))"
# 徐光生于2026-04-03到场: the name of a visitor ends before 于.
_BORN = rf"(?<!出)生于{_BETWEEN}{_EDGES}(?![到来赴前离签还联致拨])"
_INSIDE = (re.compile(rf"{_BEFORE}{_BETWEEN}{_EDGES}"), re.compile(_BORN), re.compile(rf"{_EDGES}{_BEHIND}"))
_SCORE = 0.8


def birth_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return where strings hold a date that the words around it call a birth date."""
    rows = np.flatnonzero(holding(texts, BIRTH_GATE))
    if not len(rows) or recognizer(_TYPE) is None:
        return []
    chosen = [fold(text) for text in texts.take(pa.array(rows)).to_pylist()]
    places = [
        (row, *at.span(1))
        for row, text in zip(rows.tolist(), chosen, strict=True)
        for pattern in _INSIDE
        for at in pattern.finditer(text)
    ]
    if not places:
        return []
    where = np.array(sorted(set(places)), dtype=np.int64)
    return [(_TYPE, Found(where[:, 0], where[:, 1], where[:, 2], np.full(len(where), _SCORE)))]
