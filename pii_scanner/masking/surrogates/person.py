"""Names of the same length with a real but very rare surname, so that they can be told from customers' names.

Where the given name is one of a woman or of a man, so is the surrogate's, unless `sex` is not to be kept. Names are
few: of two characters there are some thousand surrogates of a sex, so persons share them.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.surrogates.base import Bools, Surrogate, Wishes
from recognizers.names import RARE_SURNAMES

# Characters common in given names of either sex; none is a surname, so that no real name stands
# inside a surrogate.
_CHARACTERS = (
    "清远嘉言书思哲子涵一诺水知微予墨语桐星河风北辰洲晴晚棠念慈怀瑾守拙山希音可雨润泽承天佑博致修竹望临川"
    "澜见深观海煦朗月佳禾静姝婉仪雅琪欣怡梓浩俊杰雪婷颖洁芳敏丽娜娟秀英玲霞萍红琳晓悦彤诗琦瑶瑞祥志建国庆"
    "军勇伟斌鹏飞超磊洋波涛亮健峰刚平辉昌茂荣兴旺福禄寿喜松枫桦榕槐榆椿荷莲菊杏蓉芷芸苓葵蔚薇蕾蕊"
)
# Those that women or men bear by far more often. None is in both.
_FEMALE = "念佳禾静姝婉仪雅琪欣怡雪婷颖洁芳敏丽娜娟秀英玲霞萍红琳悦彤诗琦瑶棠莲菊杏蓉芷芸苓葵薇蕾蕊"
_MALE = "梓浩俊杰承天佑博修建国庆军勇伟斌鹏飞超磊洋波涛亮健峰刚辉昌茂荣兴旺福禄寿松枫槐榆"
_NEITHER = "".join(character for character in _CHARACTERS if character not in _FEMALE + _MALE)
# What else says whose name it is.
_OF_WOMEN = frozenset(_FEMALE + "倩涵梦慧莹燕媛妍萱兰桂珍凤淑梅琴翠素花爱巧娥美香惠娇婵黛姗嫣婧妮娣妹姐莎菲莉")
_OF_MEN = frozenset(_MALE + "志强德福林海根忠宝祥贵胜利龙宇轩泽凯旭鑫帅睿航豪嘉诚毅铭雄彪武虎威震雷炎栋梁柱")
_DOTTED = 5
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class PersonSurrogate(Surrogate):
    entity_type = "PERSON"
    marked = True

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = keyed_numbers(values, key, 1)[:, 0].tolist()
        sexes = "sex" in wishes.keep
        return [self._name(value, number, sexes) for value, number in zip(values, numbers, strict=True)]

    def _name(self, value: str, number: int, sexes: bool) -> str:
        if value and value[0].isascii():
            return f"Xq {_LATIN[number % 26]}{_LATIN[number // 26 % 26].lower()}{_LATIN[number // 676 % 26].lower()}"
        number, place = divmod(number, len(RARE_SURNAMES))
        made = RARE_SURNAMES[place]
        own = _own_characters(value[1:]) if sexes else ""
        last = len(value) - 1
        for at in range(1, len(value)):
            # One character that tells the sex is enough; the others are of either.
            pool = own if own and at == last else (_NEITHER if sexes else _CHARACTERS)
            number, place = divmod(number or len(made) * 7919, len(pool))
            made += pool[place]
        middle = len(made) // 2
        # Names of so many characters have a dot, whether it is written or not: 古丽·买买提.
        return made if len(made) < _DOTTED else f"{made[:middle]}·{made[middle:]}"

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value[:1] in RARE_SURNAMES or value.startswith("Xq ") for value in values], dtype=np.bool_)


@lru_cache(maxsize=1 << 14)
def _own_characters(given: str) -> str:
    """Return the characters of the sex that a given name speaks of, or none."""
    women, men = sum(map(_OF_WOMEN.__contains__, given)), sum(map(_OF_MEN.__contains__, given))
    return _FEMALE if women > men else _MALE if men > women else ""
