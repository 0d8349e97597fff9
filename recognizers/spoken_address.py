"""Addresses as people say them: without province and city, often without a road, by an estate or a village.

A house number, a flat or a village ends them; where they begin is told by the words before: 请投|民航路272号33幢,
目标楼栋为|桂花苑33栋2807. A landmark before belongs to the address: 万达对面的阳光花园3栋2单元501.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recognizers.segmenter import tagged

_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁#-]{1,6}"
_ROAD = "大道|大街|胡同|(?<![公铁线思出退销半网短电涉马])路|(?<=[一二三四五六七八九十]马)路|(?<!逛)街|巷|弄"
_ESTATE = "小区|花园|花苑|公寓|大厦|广场|新村|家园|新城|名城|雅苑|宿舍|公馆|华府|豪庭|苑|庭|湾|城|府|里|坊|园|都"
_TOWN = "(?<!城)镇|(?<![城老家下])乡|街道|苏木"
_VILLAGE = "(?<![农乡城])村|屯|社区|嘎查"
# Behind a floor a room has its unit: 9楼409室, 12楼B室; of 3楼2024年, the number belongs to what follows.
_ROOM = r"[0-9]{1,2}楼(?![下道梯]|上(?!门))(?:[A-Z0-9][0-9]{0,3}[室号房](?!线)|[0-9]{3,4}(?=$|[^0-9\u3400-\u9fff-]))?|[0-9]{2,4}[室号]?(?![0-9年月日天元块万%])|[0-9]{1,3}层(?:[A-Z0-9][0-9]{0,3}[室号房](?!线))?"
_BUILDING = rf"(?:{_NUMBER}(?:号楼|栋|幢|座)|[A-Z]座)(?:{_NUMBER}单元)?(?:{_ROOM})?|{_NUMBER}单元(?:{_ROOM})?"
# Unit or floor and room of a block: 11号楼1-1001, 37#4-202室.
_OF_BLOCK = "[0-9]{1,2}-[0-9]{3,4}(?![0-9-])室?"
_DASHED = r"[0-9A-Z]{1,3}(?:-[0-9]{1,4}){1,3}(?![0-9-])室?"
_HOUSE = rf"(?:{_NUMBER}弄)?(?:{_NUMBER}号(?![线楼码段])(?:院|附[0-9]+号)?|{_DASHED})"
_HAN = "[\u4e00-\u9fa5]"
_FLAT = rf"(?:{_HAN}{{2,9}}?(?:{_BUILDING}|{_DASHED}))"
_GROUP = rf"(?:第?{_NUMBER}(?:村民小组|组|队)(?:{_NUMBER}号(?![线楼码段]))?|{_NUMBER}号)?"
# Of a long road: 二环路东五段3号.
_SECTION = "(?:[东南西北中]?[一二三四五六七八九十]?段)?"
# A flat that is told whole, of an estate that is not: 10幢2单元2604室.
_WHOLE_FLAT = rf"{_NUMBER}(?:号楼|栋|幢|座){_NUMBER}单元[0-9]{{3,4}}室?"
# Each alternative: a stretch that ends with the first name, then numbers and further names.
_SPOKEN = re.compile(
    rf"(?P<road>{_HAN}{{1,14}}?(?:{_ROAD})){_SECTION}(?:{_HOUSE}(?:{_DASHED}|{_FLAT}|{_BUILDING}|{_ROOM})?|{_FLAT})"
    rf"|(?P<town>{_HAN}{{1,12}}?(?:{_TOWN}))(?P<village>{_HAN}{{1,6}}?(?:{_VILLAGE}){_GROUP})"
    rf"|(?P<estate>{_HAN}{{1,14}}?(?:{_ESTATE}))(?:{_BUILDING}|{_DASHED})"
    rf"|(?P<named>{_HAN}{{2,14}})(?:{_NUMBER}(?:号楼|栋|幢)(?:{_NUMBER}单元(?:{_ROOM})?|{_OF_BLOCK}|{_ROOM})|[0-9]{{1,3}}#楼?(?:[0-9]单元(?:{_ROOM})?|{_OF_BLOCK})|[A-Z]座(?:{_ROOM})|[0-9]{{1,2}}-[0-9]-[0-9]{{3,4}}(?![0-9-])室?)"
    rf"|(?P<flat>{_WHOLE_FLAT})"
)
_FLAT_ALONE = re.compile(_WHOLE_FLAT)
# What every such address holds.
_GATE = re.compile(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁#](?:号|栋|幢|座|单元|弄|-)|[镇乡道木].{1,7}?[村屯区查]")
_SIDE = re.compile("(?:正对面|斜对面|对面|旁边|隔壁|后面|前面|附近|楼上|旁)的?$")
# Words before which no name of a place reaches.
_STOPS = frozenset(
    "住 在 到 至 往 去 投 寄 送 为 是 于 从 由 系 放 派 搬 回 转 赴 向 对 给 与 和 及 或 现 原 我 他 她 你 其 家 址 处 将 把 经 按 请 改 收 距 离 叫 因 的 了 了解 家住 现住 "
    "老家 地址 住址 住在 搬到 寄往 寄到 送到 改派 坐落 位于 户籍 目标 楼栋 现居 暂住 租住 居住 所在 前往 到达 抵达 走访 外访 上门 单位 公司 房产 房屋 抵押物 楼下 门口 现在 原址 新址 旧址 目前 "
    "登记 户籍地 现址 客户 本人 快递 送货 取件 派送 发货 邮寄 退回 联系 电话 收件 收货 收件人 地点 编号 合同 本院 法院".split()
)
_STOP_TAGS = ("v", "p", "r", "d", "c", "u", "y", "t", "zg", "e", "q")
_ENDING = re.compile(f"(?:{_ROAD}|{_ESTATE}|{_TOWN}|{_VILLAGE})$")
_FEWEST = 2


def spoken_addresses(clause: str) -> Iterator[tuple[int, int, float]]:
    """Yield (start, end, score) of the addresses in a clause that no province, city or county opens."""
    if not _GATE.search(clause):
        return
    at = 0
    while match := _SPOKEN.search(clause, at):
        at = match.end()
        kind = str(match.lastgroup) if match.lastgroup != "village" else "town"
        begin, end = match.span(kind)
        if kind == "flat":
            yield begin, end, 0.7
            continue
        start = _begin(clause, begin, end)
        if end - start < _FEWEST:
            if _FLAT_ALONE.fullmatch(clause, end, match.end()):
                yield end, match.end(), 0.7
            continue
        start = _with_landmark(clause, start)
        yield start, match.end(), 0.8 if kind == "named" else 0.9


def _begin(clause: str, begin: int, end: int) -> int:
    """Return where the name that ends at `end` begins: behind the last word that is no part of a place's name."""
    words = tagged(clause[begin:end])
    at, taken = end, 0
    ending = _ENDING.search(clause[begin:end])
    fixed = end - (len(ending.group()) if ending else 0)  # the kind of place; the word before it is its name
    for word, tag in reversed(words):
        start = at - len(word)
        named = start < fixed
        # 人和乡, 太和镇: right before the kind of place it is a part of the name.
        stops = word in _STOPS and (taken or word != "和")
        if stops or (taken >= _FEWEST and tag in _STOP_TAGS):
            break
        at = start
        taken += min(len(word), max(0, fixed - start)) if named else 0
    return at


def _with_landmark(clause: str, start: int) -> int:
    side = _SIDE.search(clause[:start])
    if side is None:
        return start
    from_here = re.search(rf"{_HAN}{{2,8}}$", clause[: side.start()])
    if from_here is None:
        return start
    landmark = _begin(clause, from_here.start(), side.start())
    return landmark if side.start() - landmark >= _FEWEST else start
