"""Postal addresses of China, whole cells and inside text: 省 市 区县 乡镇 路街 号 栋 单元 室, and short forms.

Names of provinces, cities and counties anchor an address; a road or place with a number is enough
beside a word that speaks of living or sending.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import regions
from recognizers.base import CellMatch, Recognizer, Shape, Span
from recognizers.columns import TextColumn
from recognizers.forms import HAN
from recognizers.matching import holding
from recognizers.parted_addresses import without_parting
from recognizers.placed_clauses import placed_clauses
from recognizers.spoken_address import spoken_addresses
from recognizers.text import fold, trimmed
from recognizers.traditional import simplified

# Cells are matched as they are written, texts simplified.
_AREA = "省|市|区|县|旗|州|盟|镇|乡|街道|开发区|新区|區|縣|鎮|鄉"
# Places that make an address even without a number, and characters that do so only beside one.
_STRONG = (
    "大道|大街|胡同|小区|花园|公寓|大厦|广场|新村|家园|新城|街道|社区|(?<![公铁线思出退销半网短电涉])路|(?<!逛)街|巷|弄"
    "|(?<![农乡])村|(?<!城)镇|(?<![城老家])乡"
)
_WEAK = "道|屯|庄|花苑|苑|名城|雅苑|府|湾|庭|里|坊|园|城|组|区|段|座"
_UNIT = "号院|号楼(?![下道梯]|上(?!门))|号|栋|幢|座|单元|室|楼(?![下道梯]|上(?!门))|层|户|弄|组|队|门|房(?![产屋租子贷东间])"
_NUMBER = r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁东南西北#-]{1,8}"
_DASHED = r"[0-9A-Z]{1,4}(?:-[0-9]{1,4}){1,3}(?![0-9-])室?"
# A room behind the last part: 12号楼1203, 3号楼2单元601.
_ROOM = "(?:[ -]?[0-9]{2,4}(?![0-9-年月日个天次元万%期])|之[一二三四五六七八九十0-9]|[A-Z](?![0-9A-Za-z]))?"
# Characters that stand between the parts of an address. Words of a sentence end it, unless they begin
# a place's name (和平路, 向阳街, 前进村); so do the units behind a number (3月, 98平方米).
_SENTENCE = (
    "[的了是在把被说称已但打请每再以均该此给与从到]|和(?![平谐睦顺美泰悦园苑城兴煦]|[街路县庄屯]|[镇乡村](?![里上长口民干]))|向(?![阳东荣])|对(?!山)|为(?!民)|将(?!军)"
    "|并(?!州)|于(?![家洪庄])|曾(?![家庄])|其|有(?![恒色为])|或|(?<=[号室栋幢楼层元])[前后]|前[往来期]|后[来续期]"
)
_FILL = (
    rf"(?:(?!(?<=[0-9])[年月日时分秒元千亿个次期天岁人名条笔%])(?!{_SENTENCE})"
    r"[^\s，。；：、！？,;:!?()（）\[\]<>《》“”\"'])"
)
_ORGANIZATION = "法院|检察院|公司|银行|支行|分行|政府|公安|派出所|委员会|税务|人大|管理局"
_FILLED = rf"(?:(?!{_ORGANIZATION}){_FILL})"
_ORGANIZATION_BEHIND = re.compile(
    r"第?[一二三四五六七八九十0-9]{0,3}(?:支行|分行|营业|网点|分理处|储蓄所|信用社|银行|法院|派出所|税务|公司|集团|店|超市|酒店|办事处|街道办|管理|委员会"
    r"|小学|中学|学校|大学|医院|卫生|项目|分店|门店|专卖|加油站|收费站|地铁站|站)"
)
_NUMBERED = rf"[ ]?(?:{_NUMBER})(?:{_UNIT})"
# Of an estate built in phases: 阳光城3期12栋.
_PHASE = "[0-9一二三四五六七八九十]{1,2}期(?=[0-9A-Z一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座))"
_TAIL = re.compile(
    rf"(?:{_FILLED}{{1,9}}?(?:{_STRONG}|{_WEAK})+|[ ]?{_DASHED}|{_NUMBERED}|附{_NUMBER}号|[东南西北中]段|{_PHASE}"
    rf"|{_FILL}{{1,12}}?(?:{_DASHED}|[0-9]{{1,5}}(?:{_UNIT})))+{_ROOM}"
)
_EVIDENCE = re.compile(rf"{_NUMBERED}|{_DASHED}|(?:{_STRONG})")
_NUMBERED_PART = re.compile(rf"{_NUMBERED}|{_DASHED}")
# A cell that ends so names an organization, unless a house number stands in it.
_ORGANIZATION_CELL = (
    r"(?:法院|法庭|检察院|公司|集团|银行|支行|分行|信用社|营业部|营业室|营业厅|分理处|局|所|厅|处|学校|大学|学院|中学|小学|幼儿园|医院|卫生院"
    r"|诊所|药店|委员会|居委会|村委会|政府|公证处|事务所|仲裁委|中心|协会|商会|联合会|合作社|工厂|厂|店|商行|超市|酒店|部|组|科室|人民团体)"
    r"(?:[(（][^()（）]{1,20}[)）])?$"
)
# Numbers of deeds and of lawsuits name a town and a number: 川(2019)成都市不动产权第0012345号.
_OFFICIAL_NUMBER = r"产权第|[权产]证|字第|[民刑行执商][初终监申再异保]?字?第?[0-9]+号"
_DOCUMENT = r"""^[\[{]|["'] ?:"""
_OFFICIAL = re.compile(_OFFICIAL_NUMBER)
_HOUSE_NUMBER = r"[0-9一二三四五六七八九十百]+(?:号|號|栋|棟|幢|弄|单元|單元|室|组)|[0-9]+-[0-9]+"
_ANY_STRONG = "大道|胡同|小区|花园|公寓|大厦|广场|新村|家园|新城|街道|社区|路|街|巷|弄|村|镇|乡"
_PARTS = "号院|号楼|号|栋|幢|座|单元|室|楼|层|户|弄|组|队|门|房|號|棟|單元|樓|層"
_PLACE = "大道|路|街|道|巷|胡同|弄|村|屯|庄|小区|花园|花苑|苑|公寓|大厦|广场|新村|家园|新城|名城|雅苑|府|湾|庭|里|坊|园|城|组|社区|街道|镇|乡"
# The shapes without counted repeats, which cost RE2 a hundred times as much; the cell's length bounds them.
_CELL = (
    rf"^[^，。；！？\n]+(?:{_AREA})[^。；！？\n]+(?:{_PLACE}|{_PARTS})[^。；！？\n]*$"
    rf"|^[^，。；！？\n]+(?:{_PLACE})[^。；！？\n]*[0-9一二三四五六七八九十] ?(?:{_PARTS})[^。；！？\n]*$"
    r"|^[0-9A-Za-z一二三四五六七八九十东南西北]+ ?(?:号楼|号|栋|幢|座|楼)[^。；！？\n]?[0-9一二三四五六七八九十甲乙丙丁]+ ?单元[^。；！？\n]*[0-9][^。；！？\n]*$"
)
# What ends a sentence is in no address.
_ENDS = np.zeros(1 << 16, dtype=np.bool_)
_ENDS[[ord(character) for character in "。；！？"]] = True
# What tells that a cell is no address alone: so many characters around one that are no part of it.
_TOLD, _FEWEST_TOLD = re.compile("[\u3400-\u9fff]"), 4
_PART_OF_ONE = re.compile(rf"[0-9]|[一二三四五六七八九十](?:{_PARTS})|{_ANY_STRONG}|苑|厦|庄|屯|村")
_SUFFIX = re.compile("[省市区县旗州盟]")
# What stands behind the name of a province or city that names a street.
_STREET = re.compile("[东南西北中]?[一二三四五六七八九十]?(?:大?街|大?道|大?路)")


# Cities and counties of Taiwan, which the list of mainland regions does not have (ISO 3166-2:TW), and parts of Hong Kong.
_BEYOND = frozenset(
    "台北市 新北市 桃园市 台中市 台南市 高雄市 基隆市 新竹市 新竹县 苗栗县 彰化县 南投县 云林县 嘉义市 嘉义县 屏东县 宜兰县 花莲县 台东县 澎湖县 "
    "香港 香港岛 九龙 新界 澳门 氹仔".split()
)
_PARTS_OF_CITIES = frozenset("香港岛 九龙 新界 氹仔".split())


@cache
def _by_ending() -> dict[str, list[str]]:
    """Return the names of provinces, cities and counties by their last two characters, the longest first."""
    every = frozenset(regions.provinces()) | frozenset(regions.cities()) | regions.counties() | _BEYOND
    found: dict[str, list[str]] = {}
    for name in sorted(every, key=lambda each: (-len(each), each)):
        found.setdefault(name[-2:], []).append(name)
    return found


@cache
def _short_names() -> re.Pattern[str]:
    short = {regions.short_name(name) for name in (*regions.provinces(), *regions.cities())} | _PARTS_OF_CITIES
    return re.compile("|".join(sorted((name for name in short if len(name) >= 2), key=len, reverse=True)))


class Address(Recognizer):
    entity_type = "CN_ADDRESS"
    # A whole cell: parts of an address and no sentence.
    shapes = (
        Shape(
            "area and place",
            rf"[^，。；！？\n]{{2,20}}(?:{_AREA})[^。；！？\n]{{1,40}}(?:{_PLACE}|{_PARTS})[^。；！？\n]{{0,20}}",
            0.6,
        ),
        Shape("place and number", rf"[^，。；！？\n]{{1,16}}(?:{_PLACE})[^。；！？\n]{{0,10}}[0-9一二三四五六七八九十]+ ?(?:{_PARTS})[^。；！？\n]{{0,24}}", 0.5),
    )  # fmt: skip
    context = ("地址", "住址", "住在", "家住", "户籍", "寄", "address")
    priority = 30
    form = (0.6, 0.93)
    lengths = (12, 240)
    gate = rf"{_AREA}|{_PLACE}|[号栋幢座]|单元|[0-9]-[0-9]"
    uses_canonical = False

    def canonical(self, value: str) -> str:
        return re.sub(r"\s", "", trimmed(value))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.replace_substring_regex(column.trimmed.array, r"\s+", "")

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly an address; `valid` those with a house number or a road.

        The name of an organization is no valid address unless a house number stands in it.
        """
        view = column.trimmed
        if not view.every & HAN:
            none = np.zeros(len(column), dtype=np.bool_)
            return CellMatch(none, none)
        fits = (view.lengths >= self.lengths[0]) & (view.lengths <= self.lengths[1]) & (view.classes & HAN != 0)
        fits[view.rows_with(_ENDS)] = False
        shaped = np.zeros(len(column), dtype=np.bool_)
        rows = np.flatnonzero(fits)
        if len(rows):
            rows = rows[holding(view.array.take(pa.array(rows)), _CELL)]
            # With a telephone or an ID number in it, or in JSON, the cell is a text that holds an address.
            numbered = rf"{_DOCUMENT}|{_OFFICIAL_NUMBER}|[0-9]{{9}}|[0-9][ -]?[0-9]{{4}}[ -]?[0-9]{{4}}"
            shaped[rows] = ~holding(view.array.take(pa.array(rows)), numbered)
        valid = shaped.copy()
        rows = np.flatnonzero(shaped)
        if len(rows):
            subject = view.array.take(pa.array(rows))
            housed = holding(subject, _HOUSE_NUMBER)
            rows, subject = rows[~housed], subject.filter(pa.array(~housed))
            valid[rows] = holding(subject, _ANY_STRONG) & ~holding(subject, _ORGANIZATION_CELL)
        return CellMatch(shaped, valid)

    def sentence(self, cell: str) -> bool:
        """Return whether a cell that is valid tells more than where somebody lives: 外访文三路8号3栋，未遇. What stands around
        the address is no part of one then."""
        rest, done = "", 0
        for span in self.spans(cell):
            rest, done = rest + cell[done : span.start], span.end
        rest += cell[done:]
        return done > 0 and len(_TOLD.findall(rest)) >= _FEWEST_TOLD and not _PART_OF_ONE.search(rest)

    def spans(self, text: str) -> list[Span]:
        starts, numbers, distinct = placed_clauses(simplified(fold(text)))
        found = [_addresses_in(clause) for clause in distinct]
        held = np.fromiter(map(bool, found), np.bool_, len(found))
        rows = np.flatnonzero(held[numbers])
        return [
            Span(start + begin, start + end, self.entity_type, score)
            for start, number in zip(starts[rows].tolist(), numbers[rows].tolist(), strict=True)
            for begin, end, score in found[number]
        ]


@lru_cache(maxsize=1 << 16)
def _addresses_in(clause: str) -> tuple[tuple[int, int, float], ...]:
    """Return (start, end, score) of the addresses in a clause, in order."""
    joined, at = without_parting(clause)
    found = _addresses_of_joined(joined)
    return tuple((at[start], at[end - 1] + 1, score) for start, end, score in found) if at else found


def _addresses_of_joined(clause: str) -> tuple[tuple[int, int, float], ...]:
    found: list[tuple[int, int, float]] = []
    streets: set[int] = set()
    last = 0
    for start, end in _anchors(clause):
        if start < last:
            continue
        tail = _TAIL.match(clause, end)
        if tail and _EVIDENCE.search(clause, end, tail.end()):
            numbered = _NUMBERED_PART.search(clause, end, tail.end())
            last = tail.end()
            # A street in the name of a branch or an office is no address: 石家庄市人民路支行.
            official = _OFFICIAL.search(clause, start, last)
            if not official and (numbered or not _ORGANIZATION_BEHIND.match(clause, last)):
                found.append((start, last, 0.9 if numbered else 0.7))
                if _STREET.match(clause, end) and clause[end - 1] not in "省市区县":
                    streets.add(start)
    for begin, end, score in spoken_addresses(clause):
        overlapping = [place for place in found if place[0] < end and begin < place[1]]
        # 滨河南路 is no street 河南路.
        if all(begin < start in streets and stop <= end for start, stop, _ in overlapping):
            found = [place for place in found if place not in overlapping]
            found.append((begin, end, score))
    return tuple(sorted(found))


def _anchors(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of chains of place names: 广东省深圳市南山区, 北京朝阳区."""
    pieces: list[tuple[int, int]] = []
    for match in _SUFFIX.finditer(text):
        end = match.end()
        for name in _by_ending().get(text[end - 2 : end], ()):
            if text.endswith(name, 0, end):
                pieces.append((end - len(name), end))
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
