"""Characters as web pages and XML refer to them, &#24352; and &#x5F20; are 张, &nbsp; is a blank (XML 1.0, 4.1), and marks that
part a value only on the screen: <em>138</em>00138000.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

Indexes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
_NAMED = {"nbsp": 0x20, "ensp": 0x20, "emsp": 0x20, "thinsp": 0x20, "middot": 0xB7, "bull": 0x2022, "commat": 0x40}
_MARKS = r"</?(?:em|b|i|u|s|span|font|strong|mark|small|big|sub|sup)(?: [^<>]{0,200})?>"
# Bytes as mails write them.
_MAILED = "=[89A-Fa-f][0-9A-Fa-f]=[89A-Fa-f][0-9A-Fa-f]"
# What a text must hold that has any (RE2).
GATE = rf"{_MAILED}|&(?:#(?:[xX][0-9A-Fa-f]{{2,5}}|[0-9]{{2,6}})|{'|'.join(_NAMED)});|[0-9\p{{Han}}](?:{_MARKS})+[0-9\p{{Han}}]"
_REFERENCE = re.compile(
    rf"&(?:#(?:[xX](?P<hex>[0-9A-Fa-f]{{2,5}})|(?P<number>[0-9]{{2,6}}))|(?P<name>{'|'.join(_NAMED)}));"
)
_MARK = re.compile(rf"(?<=[0-9\u3400-\u9fff])(?:{_MARKS})+(?=[0-9\u3400-\u9fff])")
_SMALLEST, _HALVES, _LARGEST = 0x20, range(0xD800, 0xE000), 0x10FFFF


def resolved(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points, each with its first and last place in the text itself, with references as what they mean."""
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    if "&" not in text and "<" not in text:
        return codes, begins, ends
    made, last, kept = codes.copy(), ends.copy(), np.ones(len(codes), dtype=np.bool_)
    for match in _REFERENCE.finditer(text):
        value = _meant(match)
        if value < _SMALLEST or value in _HALVES or value > _LARGEST:
            continue
        start, end = match.span()
        made[start], last[start] = value, ends[end - 1]
        kept[start + 1 : end] = False
    for match in _MARK.finditer(text):
        kept[match.start() : match.end()] = False
    return made[kept], begins[kept], last[kept]


def _meant(reference: re.Match[str]) -> int:
    """Return the code point that a reference means."""
    if reference["name"]:
        return _NAMED[reference["name"]]
    return int(reference["hex"], 16) if reference["hex"] else int(reference["number"])
