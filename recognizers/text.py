"""Folding of characters for checking: one character in, one character out, so offsets never move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from recognizers.exponents import whole_number

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: ord(" ") for code in (*range(0x2000, 0x200E), 0x3000, 0xA0, 0x202F, 0x2060, 0xFEFF, 0x09)}
_FOLD |= {code: ord("-") for code in (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212)}
# Brackets and punctuation keep their Chinese form: patterns name both.
for _kept in "（），。：；！？":
    _FOLD.pop(ord(_kept), None)

_CHANGES = re.compile("[" + "".join(re.escape(chr(code)) for code in _FOLD) + "]")

# From so many characters on, an array is faster than str.translate.
_LONG = 1000
_FOLDED_CODES = np.arange(1 << 16, dtype=np.uint32)
_FOLDED_CODES[list(_FOLD)] = list(_FOLD.values())

# Which code points `fold` changes, those of ASCII left out.
FOLDED = np.arange(1 << 16) != _FOLDED_CODES
FOLDED[:128] = False

# Characters that show nothing: zero-width spaces and joiners, soft hyphens, marks of direction and variation, the byte
# order mark.
_UNSEEN = ((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069),
           (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF))  # fmt: skip
NO_WIDTH = "[" + "".join(f"\\x{{{low:X}}}-\\x{{{high:X}}}" for low, high in _UNSEEN) + "]"
WIDTHLESS = np.zeros(1 << 16, dtype=np.bool_)
for _low, _high in _UNSEEN:
    WIDTHLESS[_low : _high + 1] = True
_NO_WIDTH = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _UNSEEN) + "]")


# What may stand inside a written number: groups, quotes a spreadsheet put in front, zero-width marks.
SEPARATORS = r"^[\s\v\-'`\"\x{2018}\x{2019}]+|[\s\v\-'`\"\x{2018}\x{2019}]+$|[ \-'`\"\x{2018}\x{2019}]+"
_SEPARATORS = re.compile(r"^[ \t\r\n\f\v\-'`\"\u2018\u2019]+|[ \t\r\n\f\v\-'`\"\u2018\u2019]+$|[ \-'`\"\u2018\u2019]+")
_QUOTES = " \t\r\n\v\f'`\"\u2018\u2019"
_WHOLE_FLOAT = re.compile(r"([0-9]{7,})\.0+")


# Numbers that no bank, office or register gave a person: of orders, of the ledger, of parcels.
OTHER_NUMBERS = tuple(
    "流水 流水号 交易流水 订单 订单号 订单编号 参考号 交易号 交易参考号 工单 工单号 单号 运单号 快递单号 合同号 合同编号 借据号 批次号 凭证号 "
    "案号 发票号 发票号码 票据号 序列号 批号 追踪号 跟踪号 受理号 申请号 order trace serial ref txn uuid batch".split()
)

_ENDS_CLAUSE = "，。；！？,;!?\n"
_CLAUSE_END = re.compile(f"[{_ENDS_CLAUSE}]")
# A text without any mark is cut up, so that the work stays proportional to its length.
LONGEST_CLAUSE = 240
_GAP = re.compile("[^\u3400-\u9fff]+")
# In UTF-8 the bytes of digits are digits only.
_SAME_DIGIT = bytes.maketrans(b"123456789", b"0" * 9)


@cache
def clause_ends() -> npt.NDArray[np.bool_]:
    """Return a table of 65,536 flags by code point: does a clause end before it."""
    table = np.zeros(1 << 16, dtype=np.bool_)
    table[[ord(each) for each in _ENDS_CLAUSE]] = True
    return table


def with_same_digit(text: bytes) -> bytes:
    """Return UTF-8 with every digit as 0."""
    return text.translate(_SAME_DIGIT)


def clauses(text: str) -> Iterator[tuple[int, str]]:
    """Yield (where it begins, clause) for the clauses of folded text, every digit as 0.

    Notes repeat their clauses but for dates and amounts, so what is found in one can be remembered.
    """
    same = with_same_digit(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    start = 0
    for clause in _CLAUSE_END.split(same):
        if len(clause) > LONGEST_CLAUSE:
            yield from _pieces(start, clause)
        elif clause:
            yield start, clause
        start += len(clause) + 1


def _pieces(start: int, clause: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of what is too long for a clause, cut where no Chinese character stands if there is a place."""
    while clause:
        end = LONGEST_CLAUSE
        if len(clause) > end:
            gap = _GAP.search(clause, end // 2, end)
            end = gap.end() if gap else end
        yield start, clause[:end]
        start, clause = start + end, clause[end:]


def compact(text: str) -> str:
    """Return a written number as it is compared: folded, without separators, upper case, without a float's `.0` or exponent."""
    if text.isascii() and text.isalnum():
        return text.upper()
    bare = _SEPARATORS.sub("", fold(_NO_WIDTH.sub("", text))).upper()
    whole = _WHOLE_FLOAT.fullmatch(bare)
    return whole.group(1) if whole else whole_number(bare)


def trimmed(text: str) -> str:
    """Return `text` folded, without the spaces and quotes around it."""
    return fold(_NO_WIDTH.sub("", text)).strip(_QUOTES)


def fold(text: str) -> str:
    """Return `text` with full-width letters and digits, odd spaces and dashes as ASCII.

    The length does not change: a span found in the folded text is a span of the text.
    """
    if not _CHANGES.search(text):
        return text
    if len(text) < _LONG:
        return text.translate(_FOLD)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    low = np.minimum(codes, len(_FOLDED_CODES) - 1)
    return np.where(codes == low, _FOLDED_CODES[low], codes).tobytes().decode("utf-32-le", "surrogatepass")
