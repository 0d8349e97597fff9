"""Surnames that stand alone in texts: 王女士, 张总, 老李, 姓刘, 张某, and what the source left of a name: 张*三.

They are no names; who masks texts may take the surname too. What could be a word is left: 于某日, 师姐, 小时.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from recognizers.names import RARE_SURNAMES, compound_surnames, no_names, surnames
from recognizers.segmenter import is_word, tagged

# A surname in a text, or what of a name is left between stars.
SURNAME, REMAINS = "surname", "remains"
# Surnames that are far more often words of grammar.
_GRAMMAR = frozenset("和向从由与及还都对给同为是有被把让要那能应时当全成单原现代将经")
_OFFICES = frozenset(
    "董事长 总经理 总监 经理 主任 主管 行长 科长 局长 所长 院长 校长 处长 队长 班长 组长 店长 厂长 村长 镇长 乡长 部长 书记 支书 助理 律师 法官 警官 警察 检察官 书记员 会计 出纳 医生 大夫 "
    "医师 护士 教授 老师 教师 师傅 老板 老板娘 工程师".split()
)
TITLES = _OFFICES.union(
    "女士 先生 小姐 太太 夫人 同志 阿姨 叔叔 伯伯 大爷 大妈 大娘 大叔 大哥 大姐 大嫂 奶奶 爷爷 姑娘".split()
)
_SHORT_TITLES = "总哥姐叔姨伯婶嫂爷工董某氏"
_MASKED = "*＊●○×"
# Behind 小 and 老 words rather than surnames: 小时, 小计, 老家.
_NO_ADDRESS = frozenset("时计于路车米应都全成官商池房费单包项井门卡公区康")
_AFTER_SURNAME_SAID = r"(?=[的，。；：！？、,;（()）\s]|男|女|叫|名叫|名字叫|单名|$)"
_NO_CERTAIN = frozenset("日月年时天个些种件次项地处人")
# Behind 于某: at some university, company or hospital.
_SOME = frozenset("大公医银学校单店厂工企高中小省市县区村酒饭商超机网平")
_BEFORE = [ord(character) for character in "老小姓"]
# A title of which the first character may belong to the word before, and what makes a firm of one.
_SPLIT, _FIRMS = frozenset({"主任", "主管"}), ("事务所", "工作室", "事務所")
# What is hardly the last character of a name.
_NO_REST = frozenset("已未不没在来说称表接拒要把被将又也都还于与和同因为到去是有从向本可能应该会再的了其系")
_HAN = "\u3400-\u9fff"


@cache
def _pattern() -> re.Pattern[str]:
    long = "|".join(sorted(compound_surnames(), key=len, reverse=True))
    one = f"(?:{long}|[{''.join(sorted((surnames() | set(RARE_SURNAMES)) - _GRAMMAR))}])"
    titles = "|".join(sorted(TITLES, key=len, reverse=True))
    return re.compile(
        rf"(?P<remains>{one}(?:[{_MASKED}]{{1,3}}[{_HAN}]?|[Xx×]{{2}}(?![0-9A-Za-z{_HAN}])))"
        rf"|(?<=姓)(?P<said>{one}){_AFTER_SURNAME_SAID}"
        rf"|(?<=[老小])(?P<addressed>{one})"
        rf"|(?P<titled>{one})(?=(?P<title>{titles}|[{_SHORT_TITLES}]))"
    )


@cache
def called_pattern() -> str:
    """Return the RE2 pattern of texts that may call somebody by surname and a title of courtesy."""
    return f"[{''.join(sorted(surnames() - _GRAMMAR))}](?:女士|先生|小姐|太太)"


def called_surnames(text: str) -> list[tuple[int, int, str]]:
    """Return (begin, end, SURNAME or REMAINS) for the surnames that stand alone in a text, in order."""
    found: list[tuple[int, int, str]] = []
    for place in _likely(text):
        match = _pattern().match(text, place)
        if match is None or (found and place < found[-1][1]):
            continue
        title = match["title"] or ""
        kind = "titled" if title else match.lastgroup or ""
        begin, end = match.span(kind)
        behind = text[end + len(title) : end + len(title) + 1]
        if title and text.startswith(_FIRMS, end + len(title)):
            continue  # 金苑律师事务所
        if kind == "remains":
            end -= _is_han(text[end - 1]) and _is_no_rest(match[kind], behind)
        if _counts(kind, text[max(0, begin - 2) : begin], match[kind], title, behind):
            found.append((begin, end, REMAINS if kind == "remains" else SURNAME))
    return found


def _likely(text: str) -> list[int]:
    """Return where a surname may stand that something calls: so few places are looked at closer."""
    first, behind = _tables()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = np.append(np.minimum(codes, 0xFFFF), np.zeros(2, dtype=np.uint32))
    called = behind[codes[1:-1]] | behind[codes[2:]]
    called[1:] |= _before()[codes[:-3]]
    return np.flatnonzero(first[codes[:-2]] & called).tolist()


@cache
def _before() -> npt.NDArray[np.bool_]:
    """Return by code point which address somebody by the surname behind."""
    before = np.zeros(1 << 16, dtype=np.bool_)
    before[_BEFORE] = True
    return before


@cache
def _tables() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return by code point which begin a surname, and which may stand right behind one."""
    first, behind = np.zeros((2, 1 << 16), dtype=np.bool_)
    first[[ord(surname[0]) for surname in (*surnames(), *RARE_SURNAMES, *compound_surnames())]] = True
    behind[[ord(each[0]) for each in (*TITLES, *_SHORT_TITLES, *_MASKED, *"Xx")]] = True
    return first, behind


@lru_cache(maxsize=1 << 14)
def _counts(kind: str, before: str, surname: str, title: str, behind: str) -> bool:
    """Return whether a surname is one, by the words that it could be a part of."""
    nearest = before[-1:]
    if kind in ("said", "addressed"):
        if _is_common(before) or surname in _NO_ADDRESS or before + surname in no_names():
            return False  # 百姓, 大小, 王老吉
        return kind == "said" or not _is_common(surname + behind)  # 小金额
    if _is_common(nearest + surname[0]) or (title and _is_common(surname + title)):
        return False
    if title == "某":
        return behind not in _NO_CERTAIN and not (surname == "于" and behind in _SOME)
    if surname == "任" and title in _OFFICES:
        return False  # 任总经理
    if title in _SPLIT and _is_common(surname + title[0]):
        return False  # 车主任晟: the owner of the car
    # 张总结 may be 周总结; of 总要 the second is a word of its own.
    return len(title) != 1 or behind == "要" or not _is_common(title + behind)


def _is_common(word: str) -> bool:
    """Return whether two characters or more are a word that names nobody."""
    if word in no_names():
        return True
    return len(word) > 1 and is_word(word) and not any(tag.startswith("nr") for _, tag in tagged(word))


def _is_no_rest(remains: str, behind: str) -> bool:
    """Return whether the last character belongs to the words behind: of 王*来电, 王**已还 a star is the last of the name."""
    stars = sum(each in _MASKED for each in remains)
    return stars > 1 or remains[-1] in _NO_REST or is_word(remains[-1] + behind)


def _is_han(character: str) -> bool:
    """Return whether one character is a Chinese one."""
    return "\u3400" <= character <= "\u9fff"
