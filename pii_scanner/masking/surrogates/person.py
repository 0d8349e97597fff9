"""Names of the same length with a real but very rare surname, so that they can be told from customers' names."""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.surrogates.base import Bools, Surrogate
from recognizers.names import DOTS, RARE_SURNAMES

# Characters common in given names of either sex; none is a surname, so that no real name stands
# inside a surrogate.
_CHARACTERS = (
    "清远嘉言书思哲子涵一诺水知微予墨语桐星河风北辰洲晴晚棠念慈怀瑾守拙山希音可雨润泽承天佑博致修竹望临川"
    "澜见深观海煦朗月佳禾静姝婉仪雅琪欣怡梓浩俊杰雪婷颖洁芳敏丽娜娟秀英玲霞萍红琳晓悦彤诗琦瑶瑞祥志建国庆"
    "军勇伟斌鹏飞超磊洋波涛亮健峰刚平辉昌茂荣兴旺福禄寿喜松枫桦榕槐榆椿荷莲菊杏蓉芷芸苓葵蔚薇蕾蕊"
)
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PersonSurrogate(Surrogate):
    entity_type = "PERSON"
    marked = True

    def make(self, values: list[str], key: bytes, keep: frozenset[str]) -> list[str | None]:
        numbers = keyed_numbers(values, key, 1)[:, 0].tolist()
        return [self._name(value, number) for value, number in zip(values, numbers, strict=True)]

    def _name(self, value: str, number: int) -> str:
        if value and value[0].isascii():
            return f"Xq {_LATIN[number % 26]}{_LATIN[number // 26 % 26].lower()}{_LATIN[number // 676 % 26].lower()}"
        number, place = divmod(number, len(RARE_SURNAMES))
        made = RARE_SURNAMES[place]
        for character in value[1:]:
            if character in DOTS:
                made += character  # 古丽·买买提 keeps its dot
            else:
                number, place = divmod(number or len(made) * 7919, len(_CHARACTERS))
                made += _CHARACTERS[place]
        return made

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value[:1] in RARE_SURNAMES or value.startswith("Xq ") for value in values], dtype=np.bool_)
