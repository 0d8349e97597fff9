"""Parts of an address that stand in columns of their own: estate, building, unit, room. Each alone is nobody's; beside a
person, and a city that stays, they lead to his door."""

from __future__ import annotations

from recognizers.base import Shape
from recognizers.by_header import HeaderRecognizer

_ORDINAL = "[0-9A-Za-z〇零一二三四五六七八九十百甲乙丙丁东南西北]"


class AddressPart(HeaderRecognizer):
    entity_type = "ADDRESS_PART"
    shapes = (
        Shape("building, unit or room", rf"{_ORDINAL}{{1,6}}(?: ?[-—_/#号栋幢座楼梯层单元室户门房间]+ ?{_ORDINAL}{{0,6}}){{0,4}}", 0.5),
        Shape("estate, road or village", r"[\p{Han}·0-9A-Za-z()（）]{1,24}", 0.5),
    )  # fmt: skip
    role = "attribute"
    beside_people = True
    lengths = (1, 72)
    priority = 8
