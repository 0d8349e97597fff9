"""Postal addresses of China, whole cells and inside text: 省 市 区县 乡镇 路街 号 栋 单元 室, and short forms.

Names of provinces, cities and counties anchor an address; a road or place with a number is enough
beside a word that speaks of living or sending.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import regions
from recognizers.base import CellMatch, Recognizer, Shape, Span
from recognizers.columns import TextColumn
from recognizers.text import fold

_AREA = "省|市|区|县|旗|州|盟|镇|乡|街道|开发区|新区"
_PLACE = "大道|路|街|道|巷|胡同|弄|村|屯|庄|小区|花园|花苑|苑|公寓|大厦|广场|新村|家园|新城|名城|雅苑|府|湾|庭|里|坊|园|城|组|社区|街道|镇|乡"
_UNIT = "号院|号楼|号|栋|幢|座|单元|室|楼|层|户|弄|组|队|门|房"
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁东南西北#-]{1,8}"
# Characters that stand between the parts of an address; words of a sentence end it.
_FILL = r"[^\s，。；：、！？,;:!?()（）\[\]“”\"'的了在是把被和与说称已将并但打请有为到从每后前曾再以及或并均其该此]"
_TAIL = re.compile(
    rf"(?:{_FILL}{{1,9}}?(?:{_PLACE})|[ ]?(?:{_NUMBER})(?:{_UNIT})|附{_NUMBER}号)+(?:[ -]?[0-9]{{2,4}}(?![0-9]))?"
)
_CUED = re.compile(
    rf"(?:住在|家住|现住|住址|地址|住所|位于|搬到|搬至|寄到|寄至|寄往|送达|户籍|居住于|居住在|租住在|租住|暂住|到达|前往|上门至|在)[为是：:于 ]{{0,2}}"
    rf"({_FILL}{{2,8}}?(?:{_PLACE})(?:{_FILL}{{1,6}}?(?:{_PLACE}))?(?:[ ]?{_NUMBER}(?:{_UNIT}))+(?:[0-9]{{2,4}}(?![0-9]))?)"
)
_BARE = re.compile(
    rf"(?<![\u4e00-\u9fa5])([\u4e00-\u9fa5]{{2,6}}(?:大道|路|街|巷|胡同|小区|花园|苑|新村|家园|村)(?:{_NUMBER}(?:{_UNIT}))+(?:[0-9]{{2,4}}(?![0-9]))?)"
)
_SUFFIX = re.compile("[省市区县旗州盟]")


@cache
def _full_names() -> frozenset[str]:
    return frozenset(regions.provinces()) | frozenset(regions.cities()) | regions.counties()


@cache
def _short_names() -> re.Pattern[str]:
    short = {regions.short_name(name) for name in (*regions.provinces(), *regions.cities())}
    return re.compile("|".join(sorted((name for name in short if len(name) >= 2), key=len, reverse=True)))


class Address(Recognizer):
    entity_type = "CN_ADDRESS"
    # A whole cell: parts of an address and no sentence.
    shapes = (
        Shape(
            "area and place",
            rf"[^，。；！？\n]{{2,20}}(?:{_AREA})[^。；！？\n]{{1,40}}(?:{_PLACE}|{_UNIT})[^。；！？\n]{{0,20}}",
            0.6,
        ),
        Shape("place and number", rf"[^，。；！？\n]{{1,16}}(?:{_PLACE})[^。；！？\n]{{0,10}}[0-9一二三四五六七八九十]+ ?(?:{_UNIT})[^。；！？\n]{{0,24}}", 0.5),
    )  # fmt: skip
    context = ("地址", "住址", "住在", "家住", "户籍", "寄", "address")
    headers = ("地址", "住址", "家庭住址", "家庭地址", "户籍地址", "户籍", "通讯地址", "通信地址", "单位地址", "现住址",
               "现住地址", "居住地址", "联系地址", "收货地址", "邮寄地址", "经营地址", "注册地址", "身份证地址", "dz",
               "jtzz", "jtdz", "hjdz", "txdz", "dwdz", "xzz", "lxdz", "address", "addr", "home_address",
               "street", "mailing_address")  # fmt: skip
    priority = 30
    lengths = (12, 240)
    gate = rf"{_AREA}|{_PLACE}"
    uses_canonical = False
    required = None

    def canonical(self, value: str) -> str:
        return re.sub(r"\s", "", fold(value))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.replace_substring_regex(column.folded.array, r"\s+", "")

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly an address; `valid` those that name a known place or a unit."""
        view = column.folded
        if not self._possible(column):
            none = np.zeros(len(column), dtype=np.bool_)
            return CellMatch(none, none)
        fits = (view.lengths >= self.lengths[0]) & (view.lengths <= self.lengths[1])
        shaped = np.zeros(len(column), dtype=np.bool_)
        rows = np.flatnonzero(fits)
        if len(rows):
            subject = view.array.take(pa.array(rows))
            hit = pc.match_substring_regex(subject, self.full_pattern)
            shaped[rows] = np.asarray(hit.to_numpy(zero_copy_only=False), dtype=np.bool_)
        return CellMatch(shaped, shaped.copy())

    def spans(self, text: str) -> list[Span]:
        folded = fold(text)
        found: list[tuple[int, int, float]] = []
        last = 0
        for start, end in _anchors(folded):
            if start < last:
                continue
            tail = _TAIL.match(folded, end)
            if tail:
                found.append((start, tail.end(), 0.9))
                last = tail.end()
        for pattern, score in ((_CUED, 0.75), (_BARE, 0.6)):
            for match in pattern.finditer(folded):
                if not any(a < match.end(1) and match.start(1) < b for a, b, _ in found):
                    found.append((*match.span(1), score))
        return [Span(a, b, self.entity_type, score) for a, b, score in sorted(found)]


def _anchors(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of chains of place names: 广东省深圳市南山区, 北京朝阳区."""
    pieces: list[tuple[int, int]] = []
    for match in _SUFFIX.finditer(text):
        end = match.end()
        for length in range(min(12, end), 1, -1):
            if text[end - length : end] in _full_names():
                pieces.append((end - length, end))
                break
    if "区" in text or "市" in text or "路" in text or "街" in text or "号" in text:
        pieces += [match.span() for match in _short_names().finditer(text)]
    chains: list[tuple[int, int]] = []
    for start, end in sorted(pieces, key=lambda piece: (piece[0], -piece[1])):
        if chains and start <= chains[-1][1]:
            if end > chains[-1][1]:
                chains[-1] = (chains[-1][0], end)
        else:
            chains.append((start, end))
    return chains
