"""Names of people inside clauses of Chinese text.

Every stretch that could be a name is a candidate; a linear model weighs its characters, how well the dictionary
explains it as words, and what stands around it. Its weights are made by `training`, of text that this project writes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from recognizers import latin_names, names, regions
from recognizers.base import Span
from recognizers.called_names import (
    FAMILIAR,
    KIN,
    given_names,
    introduced_names,
    kin_names,
    may_be_spelt,
    spelt_names,
)
from recognizers.dotted_names import dotted_names, with_plain_dots
from recognizers.field_names import field_names
from recognizers.labelled_names import labelled_names, parted_names
from recognizers.mongolian_names import may_be_mongolian, mongolian_names
from recognizers.name_candidates import DOTTED, candidates
from recognizers.name_features import features
from recognizers.name_statistics import japanese_firsts
from recognizers.names_beside import with_what_stands_beside
from recognizers.ordinary_words import is_ordinary
from recognizers.plate import PROVINCES
from recognizers.resources import DATA
from recognizers.segmenter import is_word
from recognizers.words import Clauses, clauses_of

# The least score of a name for which more speaks than for words; how much less is still doubtful.
LEAST, _DOUBTFUL = 0.7, -1.0
# The most of a name, and of what is doubtful.
_MOST, _LESS = 0.95, 0.69
_LATIN, _LATIN_DOUBTFUL = 1.0, -0.2
_LABELLED, _WEAK = 1.0, 1.5
_LATIN_RUN = re.compile("[A-Za-z](?:[ ,'-]{1,2}|/)[A-Za-z]")
_BEHIND_LETTERS = [ord(each) for each in " ,'-/"]
_FAMILIAR = [ord(each) for each in FAMILIAR]
_INTRODUCING = [ord(each) for each in "叫名"]
_KIN = [ord(each) for each in (" ", *KIN)]
# Behind a label, and behind a field of a program.
_MARKS, _FIELD_MARKS = [ord(each) for each in ":："], [ord(each) for each in ":=>"]
_FIRST_HAN, _LAST_HAN = 0x3400, 0x9FFF
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_FIRST = "".join(sorted(names.text_surnames() | set(names.transliteration_characters()) | japanese_firsts()))
_CANDIDATE = re.compile(
    rf"[{_FIRST}](?= {{0,4}}[{_HAN}])|[{names.DOTS}]|[A-Za-z][ ,'/-]|[{_HAN}]{{2}}[{FAMILIAR}]|其[其木]格"
)
# Behind the name of a place: branches, offices and crossroads are called like people, 汤阴分公司, 宋庄支行.
_OFFICE = re.compile(
    "分公司|子公司|支行|分行|分理处|储蓄所|营业部|营业厅|派出所|街道办|分店|专卖店|旗舰店|专营店|门店|路口"
)
# Villages are called like people too: 张庄一组, 李寨五社.
_VILLAGES, _GROUP = (
    frozenset("庄寨屯湾沟坡村店桥岭塘坝铺营窑集堡"),
    re.compile("第?[0-9一二三四五六七八九十]{1,3}(?:村民)?[组社队]"),
)
# Medicines are spelt like foreign names; what kind they are of, their end tells: 阿莫西林, 利伐沙班.
_MEDICINE = re.compile(
    "(?:西林|沙班|他汀|洛尔|地平|沙坦|普利|霉素|环素|他滨|替尼|单抗|拉唑|康唑|沙星|洛芬|法林|匹林|双胍|列汀|列净|西泮|唑仑|卡因|米松|韦林|夫定|膦酸|立酮|太尼|泊酚|库铵|溴铵|咪酯|昔布|格雷|司琼|曲坦|替丁|洛韦|格列|平片|胶囊|口服液|颗粒)"
)
# Who somebody is, though it begins like a name: of 车主石文, 石文 is one.
_LABELS = frozenset("车主 岳父 岳母 原告 司机 保安 保洁 谢谢".split())
# A firm goes on behind what may be a name, and begins with it or with its city: 杭州万达信劳务派遣有限公司.
_FORMS = "(?:有限公司|有限责任公司|股份公司|集团公司|合伙企业|合作社|事务所)"
_FIRM = re.compile(
    rf"(?:(?![在是于系与和向对到为从给说称的把被由让叫跟就至往去任及做担有])[{_HAN}()（）]){{1,16}}?{_FORMS}"
)
_AFTER_CITY = re.compile(rf"[{_HAN}()（）]{{1,16}}?{_FORMS}")
# A plate begins with the character of a province: 车陕EB9010 is no Mr. 车.
_PLATE = re.compile(rf"[{PROVINCES}][A-HJ-NP-Z][ ·•.-]?[0-9A-HJ-NP-Z]{{5}}")
# Surnames that are far more often words of grammar.
_OF_THREE, _NEARLY, _GRAMMAR = 3, -2.5, frozenset("和从向由与及还都对给同为是有被把让要那能应时当全成单原现代将经于")
# With these no given name ends: of 邱志已沟通 and 黄岩误拿, the last belongs to what somebody did.
_NEVER_LAST = frozenset(
    "已未不没在被把将也都又还且但并就是的了着过吗呢吧啊给说称问答打接听拨催欠借贷付转取请误续核签退补拒拿收她他您哎嗯患缴疑泣速独报户"
)
# Families, and the villages that are called by them: 阚家, 裴庄.
_OF_FAMILY, _FAMILIES = 2, frozenset("家庄")
# Whose home it is: 韦霞家漏水.
_HOME = re.compile("家(?:漏|里|门|中|楼|厨|卫生间|阳台|水管|没人|有人|装修|渗水)")
# What the name of another party follows, of which a character would be taken for the last one of a name: 邓颖丙方.
_PARTIES_BEHIND = frozenset({"甲方", "乙方", "丙方", "丁方"})
# Words that stand right before a name and end like a surname: of 债务方吕杰, 方 belongs to the word before.
_PARTIES = (
    "对 对手 甲 乙 丙 丁 双 警 资 校 院 厂 官 我 贵 他 男 女 买 卖 第三 出借 借款 贷款 用款 担保 保证 委托 受托 代理 债务 债权 付款 "
    "收款 出租 承租 出让 受让 原告 被告 用人 用工 施工 供货 发货 收货 家属 患者 申请 投诉 患 医 劳 承包 发包 转让 监理 投资 合作 "
    "供应 采购 托运 承运 收养 送养 肇事 受害 过错 违约 守约"
)
_HEADED = (
    "护士 院 校 村 镇 乡 所 局 处 班 队 部 社 行 园 船 机 连 排 营 厂 楼 站 会 市 县 区 庭 检察 董事 理事 秘书 审判 学"
)
_WORDS_BEFORE = (
    *(f"{party}方" for party in _PARTIES.split()),
    *(f"{office}长" for office in _HEADED.split()),
    *"前任 现任 继任 城管 高管 面试官 考官 主考官 教官 法官 警官 检察官 审判官 长官 军官 打车 对应 相应 说明 注明 查明 证明 声明 经查 店长 组长 科长 家长 外公 会计 门卫 本金 租金 押金 定金 罚金 资金 现金".split(),
)
_ENDS_OF_WORDS = frozenset(word[-1] for word in _WORDS_BEFORE)


@cache
def _weights() -> npt.NDArray[np.float32]:
    with (DATA / "name_weights.npz").open("rb") as file, np.load(file) as stored:
        return stored["weights"].astype(np.float32)


def may_hold_name(clause: str) -> bool:
    """Return whether a clause is worth a closer look."""
    return _CANDIDATE.search(clause) is not None


# A clause, and where in it a stretch begins and ends.
Stretch = tuple[str, int, int]


def margins(stretches: Sequence[Stretch]) -> list[float]:
    """Return how much speaks for each stretch being a name (logarithm of the odds); -inf where nothing does."""
    rows = {clause: row for row, clause in enumerate(dict.fromkeys(clause for clause, _, _ in stretches))}
    if not rows:
        return []
    view = clauses_of(list(rows))
    found = candidates(view)
    numbers, _ = features(view, found)
    starts = view.starts[found.clause]
    columns = (found.clause, found.begin - starts, found.end - starts, _weights()[numbers].sum(axis=0))
    best: dict[tuple[int, int, int], float] = {}
    for clause, begin, end, margin in zip(*(column.tolist() for column in columns), strict=True):
        place = (clause, begin, end)
        best[place] = max(margin, best.get(place, margin))
    return [best.get((rows[clause], begin, end), float("-inf")) for clause, begin, end in stretches]


def names_in(clauses: Sequence[str], *, wary: bool = False) -> list[tuple[Span, ...]]:
    """Return the names in each of `clauses`, in order, without overlaps; `wary` also what may be a name, though a little
    more speaks for words: its score is less than `LEAST`."""
    written = [with_plain_dots(clause) for clause in clauses]
    made = _names_in([clause for clause, _ in written], _DOUBTFUL if wary else 0.0)
    for number, (_, at) in enumerate(written):
        if at:
            made[number] = tuple(
                Span(at[each.start], at[each.end], each.entity_type, each.score) for each in made[number]
            )
    return made


def _names_in(clauses: Sequence[str], least: float) -> list[tuple[Span, ...]]:
    view = clauses_of(clauses)
    found = candidates(view)
    numbers, _ = features(view, found)
    margin = _weights()[numbers].sum(axis=0)
    dotted = dotted_names(clauses, found, view.starts[found.clause], margin)
    margin = with_what_stands_beside(clauses, view, found, margin, _DOUBTFUL)
    likely = np.flatnonzero((margin > least) & (found.kind != DOTTED))
    likely = likely[np.argsort(-margin[likely], kind="stable")]
    starts = view.starts[found.clause[likely]]
    every: dict[int, list[tuple[float, int, int]]] = {}
    for clause in _with_letters(view):
        if _LATIN_RUN.search(clauses[clause]):
            told_ones = [(_LATIN, *place) for place in latin_names.names_in(clauses[clause])]
            if least < 0:
                guessed = latin_names.doubtful_names_in(clauses[clause])
                told_ones += [(_LATIN_DOUBTFUL, *place) for place in guessed if not _overlaps(place, told_ones)]
            every[clause] = told_ones
    for clause, told in dotted.items():
        every.setdefault(clause, []).extend(told)
    for clause in _of_places(view, may_be_mongolian(view.codes)):
        every.setdefault(clause, []).extend((_LABELLED, *place) for place in mongolian_names(clauses[clause]))
    none = names.no_names()
    columns = (found.clause[likely], margin[likely], found.begin[likely] - starts, found.end[likely] - starts)
    places: dict[int, set[int]] = {}
    near = np.flatnonzero((margin > _NEARLY) & (found.end - found.begin == _OF_THREE))
    for clause, begin in zip(
        found.clause[near].tolist(), (found.begin[near] - view.starts[found.clause[near]]).tolist(), strict=True
    ):
        places.setdefault(clause, set()).add(begin)
    for clause, score, begin, end in zip(*(column.tolist() for column in columns), strict=True):
        taken, text = every.setdefault(clause, []), clauses[clause]
        begin = _behind_word(text, begin, end)
        begin, end = _with_both_surnames(text, begin, end, places.get(clause, set()))
        end -= end - begin > 2 and text[end - 1] in _NEVER_LAST
        end -= end - begin > 2 and _HOME.match(text, end - 1) is not None
        end -= end - begin > 2 and text[end - 1 : end + 1] in _PARTIES_BEHIND
        name = text[begin:end]
        if _overlaps((begin, end), taken):
            continue
        if (
            name in none
            or (end - begin > 2 and name[:2] in _LABELS)
            or (score <= _WEAK and _is_of_firm(text, begin, end))
            or names.NO_GIVEN.intersection((name[1:], name[2:]))
            or name[-1] in names.NO_ENDS
            or (end - begin == _OF_FAMILY and name[-1] in _FAMILIES)
            or _OFFICE.match(text, end)
            or _is_medicine(text, begin, end)
            or (name[-1] in _VILLAGES and _GROUP.match(text, end))
            or (name[-1] in PROVINCES and _PLATE.match(text, end - 1))
            or (score <= 0 and _is_none(name, text[end - 1 : end + 1]))
        ):
            continue
        taken.append((score, begin, end))
    for places_of, names_of in (
        (np.isin(view.codes, _MARKS), labelled_names),
        (_behind_fields(view), field_names),
        (_with_blank_between(view), parted_names),
        (may_be_spelt(view.codes), spelt_names),
        (np.isin(view.codes, _FAMILIAR), given_names),
        (np.isin(view.codes, _INTRODUCING), introduced_names),
        (_at_start(view), kin_names),
    ):
        for clause in _of_places(view, places_of):
            for begin, end in names_of(clauses[clause]):
                taken = every.setdefault(clause, [])
                # A label tells more than what is doubtful, and where a name ends more than what is little more.
                taken[:] = [each for each in taken if each[0] > _WEAK or each[2] <= begin or end <= each[1]]
                if not _overlaps((begin, end), taken):
                    taken.append((_LABELLED, begin, end))
    result: list[tuple[Span, ...]] = [()] * len(clauses)
    for clause, taken in every.items():
        result[clause] = tuple(
            Span(begin, end, "PERSON", round(min(_MOST if score > 0 else _LESS, LEAST + 0.05 * score), 2))
            for score, begin, end in sorted(taken, key=lambda each: each[1])
        )
    return result


def _overlaps(place: tuple[int, int], taken: Sequence[tuple[float, int, int]]) -> bool:
    """Return whether a stretch shares a character with one that is taken."""
    return any(place[0] < end and begin < place[1] for _, begin, end in taken)


def _is_of_firm(clause: str, begin: int, end: int) -> bool:
    """Return whether what hardly is a name is a part of a firm's, which nothing but a city stands before."""
    before, after_city = clause[:begin], clause.startswith(_short_places(), begin, end)
    if not (_AFTER_CITY if after_city else _FIRM).match(clause, end):
        return False
    return not before or not "\u3400" <= before[-1] <= "\u9fff" or before.endswith(_short_places())


@cache
def _short_places() -> tuple[str, ...]:
    places = (*regions.provinces(), *regions.cities())
    return tuple({*places, *map(regions.short_name, places)})


def _is_medicine(clause: str, begin: int, end: int) -> bool:
    """Return whether a stretch is a medicine or a part of one; who is called 张地平 is none."""
    told = _MEDICINE.search(clause, begin, end + 3)
    if told is None or told.start() > end or told.end() < end:
        return False
    return told.span() != (begin + 1, end) or clause[begin] not in names.surnames()


def _with_letters(view: Clauses) -> list[int]:
    """Return the clauses in which a Latin letter and a mark or blank of a name stand behind each other."""
    letter = ((view.codes | 0x20) >= ord("a")) & ((view.codes | 0x20) <= ord("z"))
    letter[:-1] &= np.isin(view.codes[1:], _BEHIND_LETTERS)
    return _of_places(view, letter)


def _with_blank_between(view: Clauses) -> npt.NDArray[np.bool_]:
    """Return where a blank stands behind a single Chinese character: names whose characters are parted have one."""
    blank, han = view.codes == ord(" "), (view.codes >= _FIRST_HAN) & (view.codes <= _LAST_HAN)
    found = np.zeros(len(blank), dtype=np.bool_)
    found[2:] = blank[2:] & han[1:-1] & ~han[:-2]
    return found


def _behind_fields(view: Clauses) -> npt.NDArray[np.bool_]:
    """Return where behind a letter, at most two quotes or blanks further, a mark stands as between a field and its value."""
    mark = np.isin(view.codes, _FIELD_MARKS)
    found = np.zeros(len(mark), dtype=np.bool_)
    if not mark.any():
        return found
    letter = ((view.codes | 0x20) >= ord("a")) & ((view.codes | 0x20) <= ord("z"))
    for step in (1, 2, 3):
        found[step:] |= mark[step:] & letter[:-step]
    return found


def _at_start(view: Clauses) -> npt.NDArray[np.bool_]:
    """Return where a clause begins with a character that says of what kin somebody is."""
    found = np.zeros(len(view.codes), dtype=np.bool_)
    found[view.starts] = np.isin(view.codes[view.starts], _KIN)
    return found


def _of_places(view: Clauses, chosen: npt.NDArray[np.bool_]) -> list[int]:
    """Return the clauses in which chosen characters stand, in order."""
    rows = np.searchsorted(view.starts, np.flatnonzero(chosen), side="right") - 1
    return np.unique(rows).tolist()


def _is_none(name: str, cut: str) -> bool:
    """Return whether what is doubtful is a word, a surname before a title, 欧阳女士, or has a part of one, `cut` off at
    its end."""
    return name in names.compound_surnames() or cut in names.NO_GIVEN or is_ordinary(name)


def _with_both_surnames(clause: str, begin: int, end: int, places: set[int]) -> tuple[int, int]:
    """Return where a name begins and ends of which the surnames of both parents may be a part, 江李思雨: the first three
    and the last three of its characters nearly are names too; `places` is where such begin."""
    if end - begin == _OF_THREE:
        for first in (begin, begin - 1):
            behind = first + _OF_THREE + 1
            if {first, first + 1} <= places and _could_be_both(clause, first, behind):
                return first, behind
    return begin, end


def _could_be_both(clause: str, begin: int, end: int) -> bool:
    both = names.surnames() - _GRAMMAR
    return (
        both.issuperset(clause[begin : begin + 2])
        and names.given_characters().issuperset(clause[begin + 2 : end])
        and not (end < len(clause) and is_word(clause[end - 1 : end + 1]))
        and not (begin and is_word(clause[begin - 1 : begin + 1]))
        and not clause.endswith(_WORDS_BEFORE, 0, begin + 1)
    )


def _behind_word(clause: str, begin: int, end: int) -> int:
    """Return where a name begins of which the first character may be the last one of the word before: 对方吕杰."""
    shorter = clause[begin] in _ENDS_OF_WORDS and end - begin > 2 and clause[begin + 1] in names.text_surnames()
    return begin + 1 if shorter and clause.endswith(_WORDS_BEFORE, 0, begin + 1) else begin
