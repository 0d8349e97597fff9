"""Addresses and numbers that are spelled so that no program finds them: li(at)example.com, li#qq.com, 138_0013_8000, 1 3 8 0 0 …

They become what they mean: an address with its @, digits in the groups that the number's recognizer knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Indexes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
_BETWEEN = "_,，、·~～*|☀-➿🌀-🫿"
_LONG = "—–…"
_PART = rf"[ \t./{_LONG}{_BETWEEN}-]{{1,3}}"
_EDGE_BEFORE, _EDGE_BEHIND = r"(?<![0-9A-Za-z])(?<![0-9][.,])", r"(?![0-9A-Za-z])(?![.,][0-9])"
_MOBILE = re.compile(
    rf"{_EDGE_BEFORE}1(?:{_PART})?[3-9](?:(?:{_PART})?[0-9]){{9}}{_EDGE_BEHIND}",
)
_CARD = re.compile(
    rf"{_EDGE_BEFORE}[0-9]{{4}}(?:{_PART}[0-9]{{4}}){{2,3}}(?:{_PART}[0-9]{{1,3}})?{_EDGE_BEHIND}",
)
_RESIDENT_ID = re.compile(
    rf"{_EDGE_BEFORE}[1-8](?:(?:{_PART})?[0-9]){{16}}(?:{_PART})?[0-9Xx]{_EDGE_BEHIND}",
)
# How many digits stand together where people part a mobile number; other groups are several numbers.
_GROUPS_OF_MOBILE = {(3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 5, 3), (3, 3, 3, 2), (1, 2, 2, 2, 2, 2), (1,) * 11}
_ODD_GROUPS = (4, 3, 4)
_LENGTH_OF_ID = 18
# What the recognizers part for themselves.
_KNOWN_PARTS = {" ", "-"}
_PROVIDERS = "qq|163|126|139|189|sina|gmail|foxmail|hotmail|outlook|yeah|aliyun|sohu|icloud|yahoo|live|msn"
_IN_BRACKETS = r"[ ]?[(\[{<（【〔][ ]?(?:at|艾特|圈a|@)[ ]?[)\]}>）】〕][ ]?"
_DOT = r"[ ]?[(\[{<（【〔]?[ ]?(?:dot|点)[ ]?[)\]}>）】〕]?[ ]?"
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
    rf"(?:(?P<at>{_IN_BRACKETS}|[ ]?艾特[ ]?)[A-Za-z0-9-]{{1,63}}(?:(?:\.|{_DOT})[A-Za-z]{{2,18}}){{1,3}}"
    rf"|(?P<hash>#)(?:{_PROVIDERS})(?:\.[a-z]{{2,4}}){{1,2}}"
    rf"|(?P<word>[ ]at[ ])[A-Za-z0-9-]{{1,63}}(?:[ ]dot[ ][A-Za-z]{{2,18}}){{1,3}})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
# A number that is said group by group: 前面138中间0013最后8000.
_SAID = "然后|中间|后面|最后|接着|跟着|接下来|再来?|还有|呢|啊|嗯"
_SAID_PART = rf"[，,、 ]?(?:{_SAID}|前三位|中间四位|后四位|四位|三位|是|就是|那个){{1,3}}[，,、 ]?"
_SAID_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z])(1[3-9][0-9]){_SAID_PART}([0-9]{{4}}){_SAID_PART}([0-9]{{4}})(?![0-9A-Za-z])"
)
_SAID_ID = re.compile(
    rf"(?<![0-9A-Za-z])([1-8][0-9]{{5}}){_SAID_PART}([12][0-9]{{3}})(?:{_SAID_PART})?([0-9]{{4}}){_SAID_PART}([0-9]{{3}}[0-9Xx])(?![0-9A-Za-z])"
)
# What a text must hold that may have any (RE2): coarse, since it is asked for together with much else.
GATE = (
    rf"[0-9]{{3}}[{_BETWEEN}{_LONG}]+[0-9]{{4}}[{_BETWEEN}{_LONG}]|[0-9] [0-9] [0-9] [0-9] "
    rf"|[0-9]{{3}}[ -][0-9]{{3}}[ -][0-9]{{3}}[ -]|[0-9]{{4}}[./][0-9]{{3,4}}[./]|[0-9]{{6}}[./{_BETWEEN}{_LONG}][0-9]{{4}}"
    r"|[(\[{<（【〔] ?(?i:at|艾特|圈a|@) ?[)\]}>）】〕]|艾特|[A-Za-z0-9]#[A-Za-z0-9]{2,10}\.| at [0-9A-Za-z-]+ dot "
    rf"|[0-9]{{3}}[，,、 ]?(?:{_SAID})[^0-9]{{0,8}}[0-9]{{4}}"
)
# Of what is all in ASCII, texts that hold any hold one of these.
MARKS = (b"(at", b"(AT", b"[at", b"[AT", b"#", b" at ")


def spelled_out(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points, each with its first and last place in the text itself, with such values as they are meant."""
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    pieces: list[tuple[Codes, Indexes, Indexes]] = []
    done = 0
    for start, end, plain in sorted(_meant(text)):
        if start < done:
            continue
        pieces.append((codes[done:start], begins[done:start], ends[done:start]))
        made = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32)
        # Every character stands for the whole but where an end is asked for.
        places = np.linspace(start, end - 1, len(made)).astype(np.int64)
        pieces.append((made, begins[places], ends[places]))
        done = end
    if not pieces:
        return codes, begins, ends
    pieces.append((codes[done:], begins[done:], ends[done:]))
    one, other, third = zip(*pieces, strict=True)
    return np.concatenate(one), np.concatenate(other), np.concatenate(third)


def _meant(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, what is meant) of the values that are spelled."""
    for match in _MAIL.finditer(text):
        at = next(kind for kind in ("at", "hash", "word") if match[kind])
        local, domain = text[match.start() : match.start(at)], text[match.end(at) : match.end()]
        yield match.start(), match.end(), f"{local}@{re.sub(_DOT, '.', domain, flags=re.IGNORECASE)}"
    for match in _MOBILE.finditer(text):
        groups, parts = _taken_apart(match[0])
        told = parts in ({"."}, {"/"}) or parts <= _KNOWN_PARTS
        sizes = tuple(map(len, groups))
        fits = (
            len(parts) == 1 and sizes in _GROUPS_OF_MOBILE and not (told and len(groups) == 3 and sizes != _ODD_GROUPS)
        )
        if fits and not _goes_on(text, match, *parts):
            digits = "".join(groups)
            yield match.start(), match.end(), f"{digits[:3]}.{digits[3:7]}.{digits[7:]}"
    for match in _SAID_MOBILE.finditer(text):
        yield match.start(), match.end(), ".".join(match.groups())
    for match in _SAID_ID.finditer(text):
        yield match.start(), match.end(), "".join(match.groups())
    for match in _CARD.finditer(text):
        groups, parts = _taken_apart(match[0])
        if len(parts) == 1 and not parts <= _KNOWN_PARTS:
            yield match.start(), match.end(), " ".join(groups)
    for match in _RESIDENT_ID.finditer(text):
        groups, parts = _taken_apart(match[0])
        one_by_one = len(groups) == _LENGTH_OF_ID and not _goes_on(text, match, *parts)
        if len(parts) == 1 and (one_by_one or all(len(group) > 1 for group in groups[:-1])):
            yield match.start(), match.end(), "".join(groups)


def _goes_on(text: str, match: re.Match[str], part: str) -> bool:
    """Return whether more digits stand before or behind that are parted alike: a list of numbers."""
    before, behind = (
        text[max(0, match.start() - len(part) - 1) : match.start()],
        text[match.end() : match.end() + len(part) + 1],
    )
    return (before.endswith(part) and before[-len(part) - 1 : -len(part)].isdigit()) or (
        behind.startswith(part) and behind[len(part) :].isdigit()
    )


def _taken_apart(written: str) -> tuple[list[str], set[str]]:
    """Return the groups of digits, and what parts them."""
    places = [match.span() for match in re.finditer("[0-9Xx]+", written)]
    return [written[start:end] for start, end in places], {
        written[one[1] : other[0]] for one, other in pairwise(places)
    }
