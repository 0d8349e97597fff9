"""The names of columns that are known (`configs/headers.yaml`), and how a name is taken apart to find one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate
from typing import Any, TypeAlias

from pii_scanner.presets import content_of, preset_path
from recognizers.traditional import simplified

_HAN = re.compile(r"[\u4e00-\u9fa5]")
_HAN_RUN = re.compile(r"[\u4e00-\u9fa5]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(（\[【「{<《]([^()（）\[\]【】「」{}<>《》]*)[)）\]】」}>》]")
_NUMBERING = re.compile(r"^[\s*#]*(?:[0-9]{1,3}[.、:：)）_ -]+|[(（]?[一二三四五六七八九十]{1,2}[)）、.]+)?")
_NOTES = re.compile(r"(?:备注|留言|附言|说明|描述|内容|意见|(?i:remarks?|notes?|memo|comments?|desc|description))\s*$")
# How well a name fits: it is the known one; it ends in it behind a known prefix, or behind other words; other words
# stand behind it.
_SAME, _PREFIXED, _ENDS, _INSIDE = 1.0, 0.95, 0.9, 0.4
_SHORT_ENDS = 0.6
# Whose, where or when it is may stand behind: address in China, phone of guarantor, age at diagnosis.
_OF_WHOM, _OF, _AT = frozenset(("of", "in", "for", "at")), 0.85, "at"
# Names of so many letters, and words that mean little alone, are known behind a known prefix only.
_SHORT = 2
_VAGUE = frozenset(
    "name nm code position contract company account cell location link nation contact contacts owner manager mgr supervisor assignee "
    "reporter requester author recipient sender buyer seller guest visitor tenant resident participant candidate insured nominee "
    "student member friend colleague employee agent first last called calling identification".split()
)
# Letters that say of what kind a field is (char, text, varchar, field, string, number), before a name of so many letters.
_KINDS, _LONG_WORD = frozenset("ctvfsn"), 6
_NUMBERED = ("编码", "代码", "代号")
# A name that is such a word may be anything's: a company's, a place's. One that ends in 人 or 员 is mostly a person's, one
# that ends in 客户 or 甲方 as often a company's.
_ALONE, _PARTY = 0.8, 0.7


# Where a known name stands in a column's, its entity types, and how well it fits.
_Match: TypeAlias = tuple[int, int, frozenset[str], float]


@dataclass(frozen=True)
class HeaderWords:
    """Known names, folded: Chinese ones and joined Latin ones, each with its entity types."""

    chinese: dict[str, frozenset[str]]
    latin: dict[str, frozenset[str]]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    remarks: frozenset[str]
    latin_prefixes: frozenset[str]
    latin_suffixes: frozenset[str]
    negative: frozenset[str] = field(default_factory=frozenset)
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def with_names(self, more: Mapping[str, Iterable[str]]) -> HeaderWords:
        """Return these words with more names for entity types."""
        chinese, latin = dict(self.chinese), dict(self.latin)
        for entity_type, names in more.items():
            for name in names:
                known, key = (chinese, _plain(name)) if _HAN.search(name) else (latin, "".join(latin_words(name)))
                known[key] = known.get(key, frozenset()) | {entity_type}
        return replace(self, chinese=chinese, latin=latin)


@cache
def shipped_words() -> HeaderWords:
    """Return the words of `configs/headers.yaml`."""
    content = _content()
    prefixes, suffixes = content["prefixes"], content["suffixes"]
    others = {name: frozenset[str]() for name in content["others"]}
    empty = HeaderWords(
        {_plain(name): none for name, none in others.items() if _HAN.search(name)},
        {"".join(latin_words(name)): none for name, none in others.items() if not _HAN.search(name)}, frozenset(prefixes["chinese"]), frozenset(suffixes["chinese"]),
        frozenset(word.lower() for word in content["remarks"]),
        frozenset(prefixes["latin"]), frozenset(suffixes["latin"]), frozenset(content["negative"]),
        {kind: tuple(words) for kind, words in content["endings"].items()}, content["abbreviations"],
        _types_by_code(content["codes"]),
    )  # fmt: skip
    return empty.with_names(header_names())


@cache
def header_names() -> dict[str, tuple[str, ...]]:
    """Return the known names of every shipped entity type, the usual ones first."""
    return {
        entity_type: tuple(name for group in groups.values() for name in group)
        for entity_type, groups in _content()["types"].items()
    }


def _types_by_code(codes: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    every = {code for of_type in codes.values() for code in of_type}
    return {code: frozenset(kind for kind, of_type in codes.items() if code in of_type) for code in every}


@cache
def _content() -> dict[str, Any]:
    return dict(content_of(preset_path("headers.yaml")))


def likeness(name: str, words: HeaderWords) -> dict[str, float]:
    """Return how well a column's name fits the names of entity types, in 0..1, for those it fits at all."""
    outer, inner = _readings(name, words)
    found: dict[str, float] = {}
    for text, weight in outer:
        for entity_type, value in _fitting(text, words).items():
            found[entity_type] = max(found.get(entity_type, 0.0), value * weight)
    told = max(found.values(), default=0.0)
    for text in inner:
        more = _fitting(text, words)
        if told < _ENDS:
            found.update({kind: max(value * _ENDS, found.get(kind, 0.0)) for kind, value in more.items()})
        elif found.keys() & more.keys():
            # 联系电话（手机）: what stands in brackets chooses among what the name may mean.
            found = {kind: value if kind in more else value * _ENDS for kind, value in found.items()}
    return found


def _fitting(text: str, words: HeaderWords) -> dict[str, float]:
    if text.lower() in words.codes:
        return dict.fromkeys(words.codes[text.lower()], _SAME)
    if _HAN.search(text):
        return _best(_chinese(text, words))
    parts = latin_words(text)
    found = _best(_latin(parts, words))
    spelt = [words.abbreviations.get(part, part) for part in parts]
    if spelt == parts:
        return found
    # mbl_phn_no: the words that it is short for, where these say more.
    more = _best(_latin(spelt, words))
    return more if max(more.values(), default=0.0) > max(found.values(), default=0.0) else found


def _best(every: Iterable[_Match]) -> dict[str, float]:
    matches = list(every)
    found: dict[str, float] = {}
    for begin, end, types, value in matches:
        # 账号 inside 支付宝账号 is a part of a known name.
        if any(b <= begin and end <= e and e - b > end - begin for b, e, _, _ in matches):
            continue
        for entity_type in types:
            found[entity_type] = max(found.get(entity_type, 0.0), value)
    return found


def latin_words(text: str) -> list[str]:
    """Return the words of an English or pinyin name: jkr_sfzh2, idCardNo -> lower case, without numbers."""
    return [part.lower() for part in re.split(r"[^A-Za-z]+", _CAMEL.sub("_", text)) if part]


def speaks_against(name: str, words: HeaderWords) -> bool:
    """Return whether a name holds a word of what no identifier is: an order, a time, an amount, a flag. Notes on one
    (订单备注) may hold anything."""
    if _NOTES.search(name):
        return False
    plain, latin = _plain(name), latin_words(name)
    return any(word in plain if _HAN.search(word) else word in latin for word in words.negative)


def names_something_else(name: str, words: HeaderWords) -> bool:
    """Return whether a name is one of those that are no entity type's: 商品名称, product_name."""
    outer, _ = _readings(name, words)
    return any(
        words.chinese.get(_plain(text)) == frozenset()
        or words.latin.get("".join(latin_words(text))) == frozenset()
        or (
            _plain(text).endswith(words.endings.get("others", ()))
            and max(_fitting(text, words).values(), default=0) <= _INSIDE
        )
        for text, _ in outer
    )


def _readings(name: str, words: HeaderWords) -> tuple[list[tuple[str, float]], list[str]]:
    """Return a name as it may be meant, with weights, without brackets and remarks; and what stands in brackets."""
    text = simplified(_NUMBERING.sub("", name.strip(), count=1) or name)
    inner = [each.strip() for each in _BRACKETS.findall(text)]
    inner = [each for each in inner if each and each.lower() not in words.remarks]
    outer = _BRACKETS.sub(" ", text).strip(" \t\r\n:：*,，。")
    lines = [line.strip() for line in re.split(r"[\r\n]+", outer) if line.strip()]
    kept = [line for line in lines if line.lower() not in words.remarks]
    if not kept:
        return [(each, 1.0) for each in inner], []
    whole = " ".join(kept)
    # Groups above a name were joined with it; the last part is the column's own.
    own = whole.split()[-1]
    return [(whole, 1.0)] + ([(own, _PREFIXED)] if own != whole and _HAN.search(own) else []), inner


def _plain(text: str) -> str:
    return re.sub(r"[\s\d_()（）:：*#/、.\-—·|,，]", "", text).lower()


def _chinese(text: str, words: HeaderWords) -> Iterator[_Match]:
    plain = _plain(text)
    if plain.endswith(_NUMBERED) and plain not in words.chinese:
        # 员工编码 is the same as 员工编号.
        plain = plain[:-2] + "编号"
    latin = _HAN_RUN.sub(" ", text)
    if latin.strip():
        # 客户QQ, 共借人CVN2: the Latin words behind whose they are.
        owner = "".join(_HAN_RUN.findall(text))
        weight = _PREFIXED if owner in words.prefixes or owner in words.suffixes else _ENDS
        # They stand behind all Chinese ones, so that none is taken for a part of another.
        last = len(plain)
        yield from (
            (last + b, last + e, types, value * weight) for b, e, types, value in _latin(latin_words(latin), words)
        )
    for kind, endings in words.endings.items():
        size = max((len(ending) for ending in endings if plain.endswith(ending)), default=0)
        if size and kind != "others":
            yield len(plain) - size, len(plain), frozenset((kind,)), _PARTY if size > 1 else _ALONE
    for begin in range(len(plain)):
        for end in range(len(plain), begin, -1):
            known = words.chinese.get(plain[begin:end])
            # 姓 and 名 are names of columns alone or behind whose they are; 百姓 and 片名 are not.
            lone = end - begin == 1 and begin > 0 and plain[:begin] not in words.prefixes
            if known is not None and not lone:
                yield begin, end, known, _around(plain[:begin], plain[end:], words)


def _around(before: str, behind: str, words: HeaderWords) -> float:
    """Return how well a name fits that has other words before and behind the known one."""
    if behind and behind not in words.suffixes:
        return _INSIDE
    value = _SAME if not before else _PREFIXED if before in words.prefixes else _ENDS
    return value - 0.05 if behind else value


def _latin(parts: list[str], words: HeaderWords) -> Iterator[_Match]:
    ends = list(accumulate(map(len, parts), initial=0))
    every = list(_latin_matches(parts, ends, words))
    # When it was is not what it is: age at diagnosis, sex at birth.
    moment = ends[parts.index(_AT)] if _AT in parts else 0
    yield from [each for each in every if each[1] <= moment] or every


def _latin_matches(parts: list[str], ends: list[int], words: HeaderWords) -> Iterator[_Match]:
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            joined = "".join(parts[start:end])
            types = words.latin.get(joined)
            # X3b is no 性别.
            apart = end - start > 1 and all(len(part) == 1 for part in parts[start:end])
            if types is not None and not apart:
                yield ends[start], ends[end], types, _between(parts[:start], parts[end:], joined, words)
    if parts:
        yield from _glued("".join(parts), words)


def _between(before: list[str], behind: list[str], joined: str, words: HeaderWords) -> float:
    short, vague = len(joined) <= _SHORT, joined in _VAGUE
    if behind and behind[0] in _OF_WHOM and not vague and len(joined) > (_SHORT if behind[0] == _AT else 3):
        return _OF
    if behind and not all(part in words.latin_suffixes for part in behind):
        return 0.0 if short or vague else _INSIDE
    if not before:
        value = _ALONE if vague else _SAME
    elif all(part in words.latin_prefixes for part in before):
        value = _ENDS if short else _PREFIXED
    else:
        value = _INSIDE if vague else _SHORT_ENDS if short else _ENDS
    return value - 0.05 if behind else value


def _glued(whole: str, words: HeaderWords) -> Iterator[_Match]:
    """Yield what a name says that ends in a known one right behind known prefixes, or behind the letter of a kind:
    jkrsfzh, usergender, cmobile."""
    for begin in range(2, len(whole) - 1):
        types = words.latin.get(whole[begin:])
        if types is not None and _all_prefixes(whole[:begin], words.latin_prefixes):
            yield begin, len(whole), types, _ENDS
    own = whole[1:]
    if whole[:1] in _KINDS and len(own) >= _LONG_WORD and own not in _VAGUE and own in words.latin:
        yield 1, len(whole), words.latin[own], _ENDS


def _all_prefixes(text: str, prefixes: frozenset[str]) -> bool:
    """Return whether a text is made of prefixes of two letters or more."""
    return text in prefixes or any(
        text[:cut] in prefixes and _all_prefixes(text[cut:], prefixes) for cut in range(2, len(text) - 1)
    )
