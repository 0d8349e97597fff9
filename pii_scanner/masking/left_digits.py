"""Digits that the source left of numbers: 138****8000, 6222********1234, 手机尾号8000, 身份证后六位12003X.

Beside a masked value they give back a part of it. Where what a policy does to a type shows digits itself (truncate, mask),
they stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.places import NOWHERE, Joined, Places
from recognizers.matching import holding

# What they are called among entity types.
LEFT_DIGITS = "#digits left"
_SHOWING = frozenset(("keep", "truncate", "mask"))
_CARD, _MOBILE, _ID = "CN_BANK_CARD", "CN_MOBILE", "CN_RESIDENT_ID"
_STARS = "*＊●×xX"
_ENDS = r"尾号|[后末]{1,2}[3-8三四五六七八]个?(?:位|数)(?:数字?|号码?)?|最后[3-8三四五六七八]个?位(?:数字?)?"
_GATE = rf"[0-9][{_STARS}]{{3}}|(?:{_ENDS})[^0-9]{{0,4}}[0-9]{{3}}"
_HALF = re.compile(
    rf"(?<![0-9A-Za-z{_STARS}])([1-9][0-9]{{2,9}})([{_STARS}]{{3,14}})([0-9]{{2,5}}[0-9Xx])(?![0-9A-Za-z{_STARS}])"
)
_SAID = re.compile(
    rf"(?:{_ENDS})(?:的|是|为|分别)?(?:手机|电话|卡)?[ :：(（【\[]{{0,2}}([0-9]{{3,8}}|[0-9]{{3,7}}[Xx])(?![0-9A-Za-z])"
)
# Whose last digits they are, by the words before in the same clause and behind; of orders and engines they are nobody's.
_AROUND = 12
_CLAUSE = re.compile(r"[\n，。；,;]")
_NOBODYS = re.compile(
    r"[订运工]单|[快单][递号]|合同|借据|保单|发票|票[据号]|车架|发动机|车牌|批次|流水|案号|序列|编[号码]|产品|型号|期号"
)
_WORDS = (
    (_ID, re.compile(r"身份|证件|公民|证号")),
    (_CARD, re.compile(r"卡|[账帐户]|银行")),
    (_MOBILE, re.compile(r"手机|电话|机主|[来致去]电|号码|[打拨]|[主副]号|短信|机号|座机")),
)
_TELEPHONE_BEHIND = re.compile(r"(?:的?(?:手机|电话|号码)|关机|停机|空号|无人|未接|占线|拒接|接通|接听)")
_TOTAL_OF_MOBILE, _TOTALS_OF_ID, _TOTALS_OF_CARD = 11, (15, 18), (16, 19)
_CARDS_BEGIN = ("62", "4", "5", "60", "95")


def left_digits(joined: Joined, operator_of: Callable[[str], str]) -> Places:
    """Return where texts hold digits that were left of numbers whose type `operator_of` hides."""
    rows = np.flatnonzero(holding(joined.texts, _GATE))
    if not len(rows):
        return NOWHERE
    found: list[tuple[int, int]] = []
    for begin, text in zip(joined.begins[rows].tolist(), joined.texts.take(pa.array(rows)).to_pylist(), strict=True):
        found += [
            (begin + start, begin + end)
            for start, end, kind in _in_text(text)
            if operator_of(kind) not in _SHOWING
        ]  # fmt: skip
    if not found:
        return NOWHERE
    places = np.array(sorted(found), dtype=np.int64)
    return Places(places[:, 0], places[:, 1], np.zeros(len(places), dtype=np.int64), (LEFT_DIGITS,))


def without_digits(values: pa.Array) -> pa.Array:
    """Return what stands in the place of such digits: as many stars."""
    return pc.replace_substring_regex(values, rf"[0-9{_STARS}]", "*")


def _in_text(text: str) -> list[tuple[int, int, str]]:
    half = [(*match.span(), _half_of(*match.groups())) for match in _HALF.finditer(text)]
    said = [(*match.span(1), _told(text, match.start(), match.end())) for match in _SAID.finditer(text)]
    return [(start, end, kind) for start, end, kind in half + said if kind]


def _half_of(first: str, stars: str, last: str) -> str:
    """Return the type of a number of which so much is left; empty where it is no person's."""
    total = len(first) + len(stars) + len(last)
    if total == _TOTAL_OF_MOBILE and first[0] == "1" and last.isdigit():
        return _MOBILE
    if total in _TOTALS_OF_ID and not first.startswith("62"):
        return _ID
    if (
        last.isdigit()
        and first.startswith(_CARDS_BEGIN)
        and (_TOTALS_OF_CARD[0] <= total <= _TOTALS_OF_CARD[1] or (len(first) in (4, 6) and len(last) == 4))
    ):
        return _CARD
    return ""


def _told(text: str, start: int, end: int) -> str:
    """Return the type that the words around last digits tell: a card's where none does."""
    before = _CLAUSE.split(text[max(0, start - _AROUND) : start])[-1]
    if _NOBODYS.search(before):
        return ""
    spoken = [(match.end(), kind) for kind, words in _WORDS for match in words.finditer(before)]
    if spoken:
        return max(spoken)[1]
    return _MOBILE if _TELEPHONE_BEHIND.match(text, end) else _CARD
