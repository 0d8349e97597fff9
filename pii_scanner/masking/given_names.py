"""Given names of people whose full names stand in any table of a package: 学员俊杰约课, 若曦妈妈来电.

A given name alone is short, and many are words; it counts where the words beside it say that somebody is called so, and
where it is no part of another word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.code_points import Codes, codes_of, plane
from pii_scanner.masking.own_given_names import is_somebody
from pii_scanner.masking.places import NOWHERE, Places
from pii_scanner.masking.word_names import CALLED, NamePairs, pair_at, pairs_of
from recognizers.called_names import CALLING
from recognizers.names import compound_surnames
from recognizers.segmenter import is_word, tagged

Indexes = npt.NDArray[np.int64]

_LENGTH, _AROUND = 2, 8
# Who somebody is, right before; those who are called by their given name alone at work among them.
_WHO = (*CALLING, *CALLED, *"学员 学生 家长 教练 导游 领队 客服 用户 管家 司机 顾问 顾客 会员 社工 网格员".split())
# To whom, with whom, of whom something is: words of two characters and more, and of one behind nothing else.
_TO_WHOM = tuple("联系不上 联系 致电 通知 告知 转告 询问 找到 派至 派给 转给 不是 交给".split())
_WITH_WHOM = "与和由找跟对给叫让祝"
# What stands right behind: who is called so, or whose somebody is.
_THEN = tuple(
    "本人 同学 教练 师傅 老师 经理 主任 医生 护士 妈妈 爸爸 父亲 母亲 爷爷 奶奶 外公 外婆 姥姥 姥爷 家长 家人 家属 妻子 丈夫 先生 女士 小姐 姐姐 哥哥 妹妹 弟弟".split()
)
_ENDS = frozenset(word[-1] for word in (*_WHO, *_TO_WHOM)) | frozenset(_WITH_WHOM)
_BEGINS = frozenset(word[0] for word in _THEN)
_BETWEEN = ":：（( "
# Behind it, it is the name of a place or a firm.
_PLACES = tuple(
    "路 街 道 镇 乡 村 县 市 区 小学 中学 公司 集团 超市 酒店 银行 小区 花园 大厦 广场 药店 医院 牌".split()
)
# Words of everyday that the dictionary does not know.
_BRANDS = frozenset("小红书 小红帽 小米粥".split())
# What may stand behind a given name that only 与 or 找 comes before.
_CLOSES = frozenset("说称表来接已未没不于在和跟与的达协沟联一处商谈生")


def _table(characters: Iterable[str]) -> npt.NDArray[np.bool_]:
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[[ord(each) for each in characters]] = True
    return table


_ENDING, _BEGINNING = _table((*_ENDS, *_BETWEEN)), _table(_BEGINS)


@dataclass
class GivenNames(NamePairs):
    """A set of given names of two characters."""

    def add(self, names: pa.Array) -> None:
        """Add the given names of full names (texts, none null)."""
        self.add_numbers(pairs_of(_given(names)))

    def places(self, text: str) -> Places:
        """Return where somebody is called by one of the given names alone."""
        if not len(self._pairs) or text.isascii():
            return NOWHERE
        codes = codes_of(text)
        starts = self._likely(codes)
        kept = [at for at in starts.tolist() if _stands_alone(text[max(0, at - _AROUND) : at], text[at : at + 2], text[at + 2 : at + 2 + _AROUND])]  # fmt: skip
        if not kept:
            return NOWHERE
        begins = np.array(kept, dtype=np.int64)
        begins = begins[np.append(True, np.diff(begins) >= _LENGTH)]
        return Places(begins, begins + _LENGTH, np.zeros(len(begins), dtype=np.int64), ("PERSON",))

    def _likely(self, codes: Codes) -> Indexes:
        """Return where one of the names stands beside the last or first character of a word that calls somebody."""
        flat = plane(codes)
        first, last = np.zeros((2, 1 << 16), dtype=np.bool_)
        first[self._pairs >> 32 & 0xFFFF], last[self._pairs & 0xFFFF] = True, True
        at = np.flatnonzero(first[flat[:-1]] & last[flat[1:]])
        beside = _ENDING[flat[np.maximum(at - 1, 0)]] & (at > 0)
        beside |= _BEGINNING[flat[np.minimum(at + _LENGTH, len(flat) - 1)]]
        at = at[beside]
        return at[np.isin(pair_at(codes, at), self._pairs)]


def _given(names: pa.Array) -> set[str]:
    """Return the given names of two characters among full names."""
    long = names.filter(pc.match_substring_regex(names, r"^\p{Han}{3,4}$"))
    sized = pc.utf8_length(long)
    compound = pc.is_in(pc.utf8_slice_codeunits(long, 0, 2), pa.array(sorted(compound_surnames())))
    three = pc.and_(pc.equal(sized, 3), pc.invert(compound))
    four = pc.and_(pc.equal(sized, 4), compound)
    found = [pc.utf8_slice_codeunits(long.filter(three), 1, 3), pc.utf8_slice_codeunits(long.filter(four), 2, 4)]
    return {given for each in found for given in pc.unique(each).to_pylist()}


@lru_cache(maxsize=1 << 14)
def _stands_alone(before: str, given: str, behind: str) -> bool:
    """Return whether a given name is somebody's by the words around it."""
    before, behind = before.rpartition("\n")[2], behind.partition("\n")[0]
    called = before.rstrip(_BETWEEN)
    told = called.endswith(_WHO)
    to_whom = called.endswith(_TO_WHOM)
    with_whom = called[-1:] != "" and called[-1:] in _WITH_WHOM
    then = behind.startswith(_THEN)
    if not (told or to_whom or with_whom or then):
        return False
    ordinary = is_word(given) and not any(tag.startswith("nr") for _, tag in tagged(given))
    if behind.startswith(_PLACES) or given + behind[:1] in _BRANDS:
        return False
    closed = not behind or not _is_han(behind[0]) or behind[0] in _CLOSES or then
    opened = not before or not _is_han(before[-1])
    if told:
        sure = closed or not ordinary
    elif to_whom:
        sure = closed
    elif with_whom:
        sure = closed and (then or not ordinary)
    else:
        sure = then and opened
    return sure and is_somebody(before, given, behind)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"
