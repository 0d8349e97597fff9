"""Known names that are words too (施展, 金星, 高兴): in texts they count only where the words around call somebody by name.

借款人施展已还款, 金星先生, 水灵 13800138000; not 施展开还款计划 or 态度高兴.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.code_points import Codes, codes_of, is_digit, plane
from pii_scanner.masking.places import NOWHERE, Places

Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_LENGTH = 2
_HAN = 0x3400
# How words end that stand right before a name, with a colon or a bracket between them or without.
CALLED = (
    "客户 客戶 款人 系人 络人 保人 偿人 证人 请人 租人 件人 货人 务人 权人 卡人 户人 行人 选人 同人 户名 姓名 本人 告人 被告 原告 上诉 患者 户主 业主 车主 丈夫 妻子 老公 老婆 爱人 配偶 "
    "父亲 母亲 儿子 女儿 哥哥 弟弟 姐姐 妹妹 其父 其母 其妻 其夫 其子 其女 同事 朋友 表哥 表弟 表姐 表妹 员工 经理 主管 组长 法官 律师 医生 名叫 叫做 我叫 甲方 乙方 丙方 对方 "
    "机主 保户 电人 三方 诉人 推人 荐人 理人 办人 用户 租客 房东 司机 导游 领队 教练 保安 保洁 护工 护士 术者 助手 老师 学员 学生 家长 师傅 店长 客服 判员 审员 记员 递员 务员 收员 勘员 解员 管员 格员 访员"
).split()
# What may stand right behind it there, besides what is no Chinese character.
_FOLLOWING = "已称表说来接于之名先女本和拒承同到代与跟失案诉转协反投巡民驾签系"
_BETWEEN = ":：（( "
# Behind a name only.
_TITLES = "先生 女士 小姐 本人 （男 （女 (男 (女".split()
# Before a telephone or an ID, at the beginning of a line: 水灵：13800138000.
_LEAST_DIGITS, _MOST_BETWEEN = 7, 3


def pairs_of(words: Iterable[str]) -> Indexes:
    """Return words of two characters as sorted numbers."""
    return np.array(sorted(ord(word[0]) << 32 | ord(word[1]) for word in words), dtype=np.int64)


def _table(characters: Iterable[str]) -> Flags:
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[[ord(each) for each in characters]] = True
    return table


_CALLING, _CALLING_ENDS = pairs_of(CALLED), _table(word[1] for word in CALLED)
_APART = _table(" \n\t:：,，-—/|｜、")
_BETWEENS, _FOLLOWS = _table(_BETWEEN), _table(_FOLLOWING)
_TITLE_PAIRS, _TITLE_BEGINS = pairs_of(_TITLES), _table(word[0] for word in _TITLES)


@dataclass
class NamePairs:
    """A set of names of two characters."""

    _pairs: Indexes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def numbers(self) -> Indexes:
        """Return all that was added, for `add_numbers` elsewhere."""
        return self._pairs

    def add_numbers(self, numbers: Indexes) -> None:
        self._pairs = np.union1d(self._pairs, numbers)


@dataclass
class WordNames(NamePairs):
    """A set of names of two characters that are words of the dictionary."""

    def add(self, names: Iterable[str]) -> None:
        self.add_numbers(pairs_of(names))

    def places(self, text: str) -> Places:
        """Return where one of the names is somebody's by the words around it."""
        if not len(self._pairs) or text.isascii():
            return NOWHERE
        codes = codes_of(text)
        flat = plane(codes)
        found = (_behind_calling(codes, flat), _before_titles(codes, flat), _opening(codes))
        begins = np.unique(np.concatenate(found))
        begins = begins[(begins >= 0) & (begins + _LENGTH <= len(codes))]
        begins = begins[np.isin(pair_at(codes, begins), self._pairs)]
        none = np.zeros(len(begins), dtype=np.int64)
        return Places(begins, begins + _LENGTH, none, ("PERSON",)) if len(begins) else NOWHERE


def pair_at(codes: Codes, at: Indexes) -> Indexes:
    """Return the two characters at each place as a number; 0 outside of the text."""
    inside = (at >= 0) & (at + 1 < len(codes))
    at = np.where(inside, at, 0)
    pairs = codes[at].astype(np.int64) << 32 | codes[np.minimum(at + 1, len(codes) - 1)].astype(np.int64)
    return np.where(inside, pairs, 0)


def _behind_calling(codes: Codes, flat: Codes) -> Indexes:
    """Return the places behind a word that calls somebody where a word of two characters may be all that follows."""
    ends = np.flatnonzero(_CALLING_ENDS[flat])
    ends = ends[np.isin(pair_at(codes, ends - 1), _CALLING)]
    at = np.minimum(ends + 1, len(codes) - 1)
    at = np.where(_BETWEENS[flat[at]], at + 1, at)
    behind = np.minimum(at + _LENGTH, len(codes) - 1)
    closed = (at + _LENGTH >= len(codes)) | (codes[behind] < _HAN) | (codes[behind] > 0x9FFF) | _FOLLOWS[flat[behind]]
    return at[closed]


def _before_titles(codes: Codes, flat: Codes) -> Indexes:
    titles = np.flatnonzero(_TITLE_BEGINS[flat])
    titles = titles[np.isin(pair_at(codes, titles), _TITLE_PAIRS)] - _LENGTH
    # Nothing but the name stands before: 对方向先生 names 向先生.
    before = np.maximum(titles - 1, 0)
    return titles[(titles >= 0) & ((titles == 0) | (codes[before] < _HAN) | (codes[before] > 0x9FFF))]


def _opening(codes: Codes) -> Indexes:
    """Return the places where a line begins with two characters and a long number behind them."""
    firsts = np.append(0, np.flatnonzero(codes == 0x0A) + 1)
    at = np.minimum(firsts + _LENGTH, len(codes) - 1)
    for _ in range(_MOST_BETWEEN):
        at = np.where(_APART[plane(codes[at])], np.minimum(at + 1, len(codes) - 1), at)
    last = at + _LEAST_DIGITS - 1
    digits = np.append(0, np.cumsum(is_digit(codes)))
    inside = last < len(codes)
    counted = digits[np.minimum(last + 1, len(codes))] - digits[at]
    return firsts[inside & (counted == _LEAST_DIGITS) & (at > firsts)]
