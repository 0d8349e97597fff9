"""Chinese names in Latin letters: Li Ming, WANG XIAOMING, Zhang, Wei, David Wang.

The first or the last word is the pinyin of a surname. Where that word is English too (Sun, Long, Song),
the other words must be pinyin as well, so that Sun Life and Long Term are none.
"""

from __future__ import annotations

import re
from functools import cache

from recognizers import names

_ENGLISH = frozenset(
    "ai an ban bin bing bo can chow ding dong e fan fang fu gan gang gong han hang he long man mang men mi mo ou pan pang "
    "pi ping ran sang she song sun tan tang tie tong wan wen wo xi yin you".split()
)
# Places and firms that are written like a name.
_PLACES = (
    "hong kong|bei jing|shang hai|tian jin|chong qing|he nan|hu nan|shan dong|shan xi|jiang su|jiang xi|guang dong|guang xi"
    "|fu jian|xin jiang|hai nan|he bei|hu bei|ning xia|yun nan|nan jing|shen zhen|ping an|hua xia|min sheng|hang seng|xi an"
    "|wu han|su zhou|hang zhou|guang zhou|gui zhou|zheng zhou|fu zhou|si chuan|da lian|nan chang|ji nan|cheng du|mai tai"
    "|kung fu|ding dong"
)
_FINALS = {
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u", "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u", "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an ang eng ong i ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ü",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ü",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un", "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u uo ui uan un", "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un", "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "y": "a o e ao ou an ang ong i in ing u ue uan un", "w": "a o ai ei an en ang eng u", "": "a e ai ao ou an en ang er",
}  # fmt: skip


# Words as names are written in running text.
_RUN = r"(?:[A-Z][a-z]+(?:[ ,'-]{1,2}[A-Z]?[a-z]+){1,2}|[A-Z]{2,}(?:[ ,'-]{1,2}[A-Z]{2,}){1,2})"


def _either(words: set[str] | frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def name_pattern() -> str:
    """Return the RE2 pattern of Latin names with a Chinese surname."""
    plain = _either(names.pinyin_surnames() - _ENGLISH)
    return rf"(?i)^(?:{_pinyin()}|{plain}[ ,.'-].*|.*[ ,.'-]{plain})$"


@cache
def cell_pattern() -> str:
    """Return the RE2 pattern of cells that are a name in pinyin as tickets and logins write it: ZHANG/WEI, zhang wei."""
    every = _either(names.pinyin_surnames())
    return rf"(?i)^\s*(?:{_pinyin()}|{every}/(?:[a-z]{{2,20}}) ?(?:mr|ms|mrs|miss|mstr|chd)?)\s*$"


@cache
def lone_pattern() -> str:
    """Return the RE2 pattern of cells that are a name in pinyin without a space: zhangwei, OuyangXiaofeng."""
    return rf"(?i)^\s*{_either(names.pinyin_surnames())}{_syllable()}{{1,2}}\s*$"


def _syllable() -> str:
    return _either({initial + final for initial, finals in _FINALS.items() for final in finals.split()})


@cache
def _pinyin() -> str:
    syllable = _syllable()
    given = rf"{syllable}{{1,2}}(?:[ '-]{{1,2}}{syllable}{{1,2}})?"
    every = _either(names.pinyin_surnames())
    return rf"{every}[ ,.'-]{{1,2}}{given}|{given}[ ,.'-]{{1,2}}{every}"


@cache
def _in_text() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return (a run of capitalized words, what is a name among them: a surname and a given name in pinyin)."""
    return re.compile(rf"(?<![A-Za-z]){_RUN}(?![A-Za-z])"), re.compile(f"(?i)(?:{_pinyin()})")


def names_in(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the names in pinyin that stand alone in a text: Wang Lei, ZHANG WEI."""
    run, name = _in_text()
    places = re.compile(place_pattern())
    return [
        match.span()
        for match in run.finditer(text)
        if name.fullmatch(match.group()) and not places.match(match.group())
    ]


def place_pattern() -> str:
    """Return the RE2 pattern of Latin cells that begin with a place or firm written like a name."""
    return rf"(?i)^(?:{_PLACES})(?:[^a-z]|$)"
