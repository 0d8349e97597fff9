"""Names of the same length with a real but very rare surname, so that they can be told from customers' names."""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.surrogates.base import Bools, Surrogate, choose
from recognizers.names import RARE_SURNAMES

# Characters common in given names of either sex.
_GIVEN = (
    "安宁清远嘉言书文思齐明哲子涵一诺若水景行知微予墨语桐星河云舒长风南乔北辰西洲东篱初晴晚棠念慈怀瑾守拙"
    "乐山希音可为时雨润泽承宇天佑博闻致和修竹望舒临川听澜问渠见深观海煦阳朗月佳禾静姝婉仪雅琪"
)
_CHARACTERS = "".join(dict.fromkeys(_GIVEN))
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PersonSurrogate(Surrogate):
    entity_type = "PERSON"
    marked = True

    def make(self, values: list[str], key: bytes, keep: frozenset[str]) -> list[str | None]:
        size = len(_CHARACTERS)
        numbers = choose(values, key, len(RARE_SURNAMES) * size**3).tolist()
        return [self._name(value, number) for value, number in zip(values, numbers, strict=True)]

    def _name(self, value: str, number: int) -> str:
        if value and value[0].isascii():
            return f"Xq {_LATIN[number % 26]}{_LATIN[number // 26 % 26].lower()}{_LATIN[number // 676 % 26].lower()}"
        surname, number = RARE_SURNAMES[number % len(RARE_SURNAMES)], number // len(RARE_SURNAMES)
        given = ""
        for _ in range(max(1, min(3, len(value) - 1))):
            given += _CHARACTERS[number % len(_CHARACTERS)]
            number //= len(_CHARACTERS)
        return surname + given

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value[:1] in RARE_SURNAMES or value.startswith("Xq ") for value in values], dtype=np.bool_)
