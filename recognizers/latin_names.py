"""Names in Latin letters: Li Ming, WANG XIAOMING, Zhang, Wei, David Wang, Maria Garcia.

The first or the last word is the pinyin of a surname. Where that word is English too (Sun, Long, Song),
the other words must be pinyin as well, so that Sun Life and Long Term are none. Of foreign names the first word is a
common given name or the last one a common family name; where it is a word too (Grace, Green), the other one must be known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from recognizers import names
from recognizers.cantonese_names import cantonese_names
from recognizers.resources import DATA

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
_JOINED_PLACES = tuple(_PLACES.replace(" ", "").split("|"))
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


# Given and family names that are words, colours, places or months too.
_WORDS = frozenset(
    "amber april art ashley austin berry bishop black blanc bell bill boyd brooks brown butler cameron carpenter carter chad "
    "chambers chandler chapman charlotte chelsea cole cook cooper craig crawford crystal dale dallas dawn dean don dong duke earl "
    "eden england fisher fletcher florence ford foster fowler fox france francis franco frank freeman fuller garcon gardner georgia "
    "gene goodman gordon grace grant gray green greene griffin guy hamilton harper hart hill holland holly hope hunt hunter iris "
    "islam israel ivy jack jackson jade jasmine jersey jordan joy june kent king knight lance lane laurel lime lincoln little long "
    "love lucky lynn madison mason marina mark marshall max may mercedes miles mills montgomery moon moore morgan north page palmer "
    "paris park parker penny pierce pin pink porter potter power price ray rain red reed reid rice rich richmond river rivers robin "
    "rock rod rosa rose ross ruby sage sally sandy santa scott sharp silver singer sky sol stanley star stella stephens sterling "
    "stone summer summers sun sydney taylor troy tucker turner van vega vera victor victoria viola violet virginia wade walker "
    "ward warren washington waters weaver webb wells west wheeler white will wolf wolfe wood woods worth young max marco polo mini "
    "nova luna nike alexis alba ava aria linda lola bonnie ella mia maya noel nova carol jean jess sue amy may ann da ng le do an".split()
)
_TITLED = re.compile(r"(?<![A-Za-z])(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? ?([A-Z][a-z]{1,15}(?:[ -][A-Z][a-z]{1,15}){0,2})")
_CAPITALIZED = re.compile(r"(?<![A-Za-z])[A-Z](?:[a-z]{1,15}|[A-Z]{1,15})?(?:['’][A-Z]?[a-z]+)?(?![a-z])")
_FAMILY = r"(?:[A-Z][a-z]{1,3}[-'])?(?:[A-Z][a-z]{3,20}|[A-Z]{4,20})(?:-[A-Z][A-Za-z]{2,20})?"
_FIRST_AND_LAST = re.compile(
    rf"(?<![A-Za-z])([A-Z][a-z]{{2,15}}|[A-Z]{{3,15}})(?:-[A-Za-z][a-z]+)? ({_FAMILY})(?![A-Za-z0-9])"
)
# What stands behind a given name and is no family name: of places, firms and letters.
_NO_FAMILY = frozenset(
    "street road avenue lane hotel hospital school college university bank beach bay park center centre city county church clinic club "
    "company corp group limited island international institute restaurant salon shop store studio tower building museum airport station "
    "please thanks thank hello dear regards best could would will said says called paid asked wants from with about this that there then "
    "here have been does just also when what where which room check order invoice payment loan card bank account service team office "
    "january february march april june july august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday today tomorrow yesterday".split()
)
# Words as names are written in running text.
_RUN = r"(?:[A-Z][a-z]+(?:[ ,'-]{1,2}[A-Z]?[a-z]+){1,2}|[A-Z]{2,}(?:[ ,'-]{1,2}[A-Z]{2,}){1,2})"


def _either(words: set[str] | frozenset[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def name_pattern() -> str:
    """Return the RE2 pattern of Latin names with a Chinese surname or a common foreign name."""
    plain = _either(names.pinyin_surnames() - _ENGLISH)
    return rf"(?i)^(?:{_pinyin()}|{plain}[ ,.'-].*|.*[ ,.'-]{plain}|{_foreign()})$"


@cache
def cell_pattern() -> str:
    """Return the RE2 pattern of cells that are a name as tickets and logins write it: ZHANG/WEI, zhang wei, SMITH/JOHN MR."""
    every = _either(names.pinyin_surnames() | (family_names() - _WORDS))
    given = _either(given_names() - _WORDS)
    word, title = "[a-z]{2,20}", "(?:mr|ms|mrs|miss|mstr|chd)"
    return rf"(?i)^\s*(?:{_pinyin()}|(?:{every}/{word}|{word}/{given}) ?{title}?|{word}/{word} {title})\s*$"


@cache
def lone_pattern() -> str:
    """Return the RE2 pattern of cells that are a name in pinyin without a space: zhangwei, OuyangXiaofeng."""
    return rf"(?i)^\s*{_either(names.pinyin_surnames())}{_syllable()}{{1,2}}\s*$"


@cache
def common_pattern() -> str:
    """Return the RE2 pattern of cells that are a common given or family name and no other word: James, GARCIA."""
    every = (given_names() | family_names()) - _WORDS
    return rf"^\s*{_either({word.capitalize() for word in every} | {word.upper() for word in every})}\s*$"


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
    """Return (start, end) of the names in pinyin that stand alone in a text (Wang Lei, ZHANG WEI), and of foreign names
    whose given and family name are common, or that a title stands before: Maria Garcia, Ms Kowalczyk."""
    run, name = _in_text()
    places = re.compile(place_pattern())
    found = cantonese_names(text)
    runs = (
        match.span()
        for match in run.finditer(text)
        if name.fullmatch(match.group()) and not places.match(match.group())
    )
    tickets = (match.span() for match in _on_tickets().finditer(text))
    for span in (
        *tickets,
        *runs,
        *_pinyin_in(text),
        *_foreign_in(text),
        *(match.span(1) for match in _TITLED.finditer(text)),
    ):
        if not any(start < span[1] and span[0] < end for start, end in found):
            found.append(span)
    return sorted(found)


@cache
def _on_tickets() -> re.Pattern[str]:
    """Return the pattern of names in pinyin as tickets write them, inside a text: ZHANG/WEI, LI/XIAOMING MS; HE/SHE is none."""
    plain = _either({name.upper() for name in names.pinyin_surnames() - _ENGLISH})
    return re.compile(rf"(?<![A-Z]){plain}/(?i:{_syllable()}){{1,3}}(?: ?(?:MR|MS|MRS|MISS|MSTR|CHD))?(?![A-Za-z])")


def doubtful_names_in(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of a common given name and a word with a capital behind it that may be a family name, though no
    common one: Priya Raghunathan, Oleksandr KOVALENKO. Street and Hospital are none."""
    found = []
    for match in _FIRST_AND_LAST.finditer(text):
        first, last = match[1].lower(), match[2].lower()
        # Jean is a word, Jean-Pierre is none.
        named = first in given_names() and (first not in _WORDS or text[match.end(1)] == "-")
        if named and not _NO_FAMILY.intersection(re.split("[-' ]", last)):
            found.append(match.span())
    return found


def _pinyin_in(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of names in pinyin among the words of a sentence: Spoke with Zhang Wei on Monday.

    A surname stands first, which is no English word, and one or two more words with capitals behind it.
    """
    words = [match.span() for match in _CAPITALIZED.finditer(text)]
    surnames = names.pinyin_surnames() - _ENGLISH
    _, name = _in_text()
    places = re.compile(place_pattern())
    found: list[tuple[int, int]] = []
    for number, (start, end) in enumerate(words):
        if text[start:end].lower() not in surnames or (found and start < found[-1][1]):
            continue
        for size in (2, 1):
            behind = words[number + 1 : number + 1 + size]
            apart = [text[one[1] : other[0]] for one, other in pairwise([(start, end), *behind])]
            whole = text[start : behind[-1][1]] if len(behind) == size else ""
            if whole and set(apart) == {" "} and name.fullmatch(whole) and not places.match(whole):
                found.append((start, behind[-1][1]))
                break
    return [*found, *_given_first(text, words, found)]


def _given_first(text: str, words: list[tuple[int, int]], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of names whose given name stands first: Xiaoming Li; Beijing Li is none."""
    surnames = names.pinyin_surnames() - _ENGLISH
    _, name = _in_text()
    for (start, end), (begin, close) in pairwise(words):
        given = text[start:end].lower()
        if (
            text[end:begin] == " "
            and text[begin:close].lower() in surnames
            and given not in _ENGLISH
            and not text[start:close].replace(" ", "").lower().startswith(_JOINED_PLACES)
            and name.fullmatch(text[start:close])
            and not any(start < other_end and other < close for other, other_end in taken)
        ):
            yield start, close


def _foreign_in(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of the foreign names in a text: a common given name, perhaps an initial, a common family name."""
    words = [(match.group().lower(), *match.span()) for match in _CAPITALIZED.finditer(text)]
    # Who works for foreign firms often has a foreign given name and a Chinese family name: Kevin Liu.
    given, family = given_names(), family_names() | (names.pinyin_surnames() - _ENGLISH)
    found = []
    for place, (first, start, end) in enumerate(words):
        if first not in given:
            continue
        for last, begin, close in words[place + 1 : place + 3]:
            if not re.fullmatch(r"[ .-]{1,2}", text[end:begin]):
                break
            if last in family and not (first in _WORDS and last in _WORDS):
                found.append((start, close))
                break
            end = close
    return found


@cache
def given_names() -> frozenset[str]:
    """Return common given names of other countries, lower case."""
    return frozenset((DATA / "latin_given_names.txt").read_text(encoding="utf-8").split())


@cache
def family_names() -> frozenset[str]:
    """Return common family names of other countries, lower case."""
    return frozenset((DATA / "latin_family_names.txt").read_text(encoding="utf-8").split())


def _foreign() -> str:
    given, family = given_names(), family_names()
    initial = r"(?:[ .'-]{1,2}[a-z]\.?)?"
    return (
        rf"{_either(given - _WORDS)}[ ,.'-].*|.*[ ,.'-]{_either(family - _WORDS)}"
        rf"|{_either(given)}{initial}[ .'-]{{1,2}}{_either(family)}|{_either(family)}, ?{_either(given)}{initial}"
    )


def place_pattern() -> str:
    """Return the RE2 pattern of Latin cells that begin with a place or firm written like a name."""
    return rf"(?i)^(?:{_PLACES})(?:[^a-z]|$)"
