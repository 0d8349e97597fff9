"""Names of Mongolians as Chinese text writes them: 其其格, 阿木古楞, 乌云格日勒. They have no surname and no dot; what they end
with is a word of the language (flower, light, hero) and hardly anything else in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from recognizers.dotted_names import spelling
from recognizers.segmenter import is_word

_ELEMENTS = "其其格 其木格 格日勒 格日乐 巴特尔 巴雅尔 巴依尔 阿木古楞 毕力格 宝力格 必力格 苏布德 朝克图 宝力道 德力格尔 吉日嘎拉 乌力吉 额尔敦 呼日勒 娜仁托娅 斯琴高娃".split()
# What stands before the element in a longer name: 萨仁其其格, 敖登格日勒.
_MOST_BEFORE, _SHORTEST = 4, 3
_NAME = re.compile(
    rf"[{''.join(sorted(spelling()))}]{{0,{_MOST_BEFORE}}}(?:{'|'.join(sorted(_ELEMENTS, key=len, reverse=True))})"
)
# Before these, and with them, places are called so: 巴特尔街, 额尔敦塔拉.
_PLACE = re.compile("塔拉|敖包|[省市旗盟镇乡村苏路街嘎区县]")
_OPENING = np.array([(ord(each[0]) << 16) | ord(each[1]) for each in _ELEMENTS], dtype=np.uint64)


def may_be_mongolian(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Return where in clauses such an element begins."""
    wide = codes.astype(np.uint64)
    found = np.zeros(len(codes), dtype=np.bool_)
    found[:-1] = np.isin((wide[:-1] << np.uint64(16)) | wide[1:], _OPENING)
    return found


def mongolian_names(clause: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the names of Mongolians in a clause."""
    for match in _NAME.finditer(clause):
        start, end = match.span()
        # What ends a word before the name is no part of it.
        while start and end - start > _SHORTEST and is_word(clause[start - 1 : start + 1]):
            start += 1
        if not _PLACE.match(clause, end):
            yield start, end
