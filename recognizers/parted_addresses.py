"""Addresses whose parts blanks keep apart: 浙江省 杭州市 西湖区 文三路 478号 翡翠湾 3幢 2单元."""

from __future__ import annotations

import re

_HAN = "[\u4e00-\u9fff]"
_UNITS = "号|栋|幢|座|单元|室|弄|楼|层|组|#|-[0-9]"
# A blank behind an area or a road, before a number and its unit, before a room, and before an estate behind a house number.
_BETWEEN = re.compile(
    rf"(?<=[省市区县州盟旗镇乡道路街巷弄村]) {{1,2}}(?={_HAN}|[0-9A-Z])"
    rf"|(?<={_HAN}) {{1,2}}(?=[0-9A-Z]{{1,5}}(?:{_UNITS}))"
    "|(?<=[号院楼栋幢元]) {1,2}(?=[0-9]{3,4}(?![0-9年月日个天次元万块%期.,-]))"
    rf"|(?<=号) {{1,2}}(?={_HAN}{{2,8}} ?[0-9A-Z]{{1,3}}(?:号楼|栋|幢|座|#|-[0-9]))"
)


def without_parting(clause: str) -> tuple[str, list[int]]:
    """Return a clause without the blanks between the parts of an address, and where each of its characters stood, with
    one place more for its end; the list is empty where there are none."""
    if " " not in clause:
        return clause, []
    blanks = [place for match in _BETWEEN.finditer(clause) for place in range(*match.span())]
    if not blanks:
        return clause, []
    gone = set(blanks)
    places = [place for place in range(len(clause)) if place not in gone]
    return "".join(clause[place] for place in places), [*places, len(clause)]
