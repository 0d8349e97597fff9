"""Traditional characters as simplified ones: one in, one out, so offsets never move (陳志豪: 陈志豪).

Characters that simplified texts write too (乾, 昇, 甯) stay: they tell people apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

# From so many characters on, an array is faster than str.translate.
_LONG = 1000
_HAN = (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))
# Besides the characters of GB 2312.
_STAYING = frozenset("劄峯崑崙幷扞搧擡昇氾牴獃箚舖谿貍遶鉅陞龑")


@cache
def _pairs() -> dict[int, str]:
    """Return the simplified character of each traditional one, as OpenCC has them."""
    from opencc import OpenCC

    simple = OpenCC("t2s").convert("\n".join(map(chr, _HAN))).split("\n")
    return {
        code: there
        for code, there in zip(_HAN, simple, strict=True)
        if chr(code) != there and len(there) == 1 and ord(there) < 1 << 16 and not _stays(chr(code))
    }


def _stays(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return character in _STAYING
    return True


@cache
def simplified_codes() -> npt.NDArray[np.uint32]:
    """Return the code point that stands for each one of the basic plane."""
    codes = np.arange(1 << 16, dtype=np.uint32)
    codes[list(_pairs())] = [ord(character) for character in _pairs().values()]
    return codes


@cache
def _any_traditional() -> Callable[[str], object]:
    return re.compile(f"[{''.join(map(chr, _pairs()))}]").search


def simplified(text: str) -> str:
    """Return a text with simplified characters; its length does not change."""
    if text.isascii():
        return text
    if len(text) < _LONG:
        # Most texts hold none, which a class of characters tells many times sooner than `translate`.
        return text.translate(_pairs()) if _any_traditional()(text) else text
    table = simplified_codes()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    low = np.minimum(codes, len(table) - 1)
    changed = table[low]
    if np.array_equal(changed, low):
        return text
    return np.where(codes == low, changed, codes).tobytes().decode("utf-32-le", "surrogatepass")
