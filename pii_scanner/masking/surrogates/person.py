"""Names of the same length with a real but very rare surname, so that they can be told from customers' names."""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.surrogates.base import Bools, Surrogate
from recognizers.names import DOTS, RARE_SURNAMES

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
