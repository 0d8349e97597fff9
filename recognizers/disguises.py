"""Texts as they are meant: percent-encoded (RFC 3986), as mails (RFC 2045) and web pages encode them, escaped as in JSON, with characters that show nothing between digits, in other digits.

`一三八〇〇一三八〇〇〇`, `1<soft hyphen>38...`, `%E5%BC%A0`, `=E5=BC=A0`, `&#24352;`, `１` in mathematical or Arabic digits. What stands in the plain form is
found there, and its place told in the text itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import glued_numbers, references, spelled
from recognizers.columns import TextColumn
from recognizers.matching import holding
from recognizers.references import resolved
from recognizers.text import NO_WIDTH, WIDTHLESS

Indexes = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
_NUMERALS = "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖洞拐勾两"
_VALUES = (0, 0, *range(1, 10), 1, *range(1, 10), 0, 7, 9, 2)
_SHORTEST = 11
# As they are spoken, in groups: 幺三八 零零幺三 八零零零; and the X of an ID: 叉.
_GAP, _SPOKEN_X = "[ ，,、-]", "叉"
_AS_SPOKEN = {**{each: str(value) for each, value in zip(_NUMERALS, _VALUES, strict=True)}, _SPOKEN_X: "X"}
_NUMERAL_RUN = re.compile(rf"[{_NUMERALS}](?:{_GAP}?[{_NUMERALS}]){{{_SHORTEST - 1},}}(?:{_GAP}?[{_SPOKEN_X}])?")
# Where runs of ten digits begin; circled ones begin with one.
_TENS = (0x660, 0x6F0, 0x966, *(0x1D7CE + 10 * number for number in range(5)))
_CIRCLED = (0x2460, 0x2776, 0x2780, 0x278A)
_CIRCLED_ZERO = (0x24EA, 0x24FF)
_OTHER_DIGITS = r"\x{660}-\x{669}\x{6F0}-\x{6F9}\x{966}-\x{96F}\x{1D7CE}-\x{1D7FF}\x{2460}-\x{2468}\x{24EA}\x{24FF}\x{2776}-\x{2792}"
# Cyrillic and Greek letters and a sign that look like the X of an ID.
_LIKE_X = (0x425, 0x445, 0x3A7, 0x3C7, 0xD7)
# Letters in the place of digits, 13O01380000, in a run of a number's length; how many may be letters.
_LETTERED = r"(?:[1-9][0-9]*[OoIl]|[lI][0-9OoIl])[0-9OoIl]{5,}[Xx]?|[1-9][0-9]{5,}[OoIl][0-9OoIl]*[Xx]?"
_LETTERED_RUN = re.compile(rf"(?<![0-9A-Za-z])(?:{_LETTERED})(?![0-9A-Za-z])", re.ASCII)
_AS_DIGITS = str.maketrans("OoIl", "0011")
_MOST_LETTERS = 4
_MOBILES = r"1[3-9][0-9]{9}"
# What a text must hold before anybody looks for a plain form (RE2).
GATE = (
    rf"{references.GATE}|%[2-9A-Fa-f][0-9A-Fa-f]|\\u[0-9A-Fa-f]{{4}}|[0-9]{NO_WIDTH}+[0-9Xx]|[{_NUMERALS}](?:{_GAP}?[{_NUMERALS}]){{{_SHORTEST - 1}}}|[{_OTHER_DIGITS}]{{6}}"
    r"|[0-9][\x{425}\x{445}\x{3A7}\x{3C7}\x{D7}]|(?:[0-9]{3}[ \t]*\r?\n[ \t]*[0-9]{2}|[0-9]{9}[ \t]*\r?\n[ \t]*)[0-9]"
    rf"|(?:^|[^0-9A-Za-z]){_LETTERED}|{glued_numbers.GATE}|{spelled.GATE}"
)
# A number whose digits stand on two lines: in one run, or in groups with a line break in place of a blank.
_RUN = re.compile(r"(?<![0-9])([0-9]{3,15})([ \t]*\r?\n[ \t]*)([0-9]{1,15}[Xx]?)(?![0-9A-Za-z])", re.ASCII)
_GROUPS = re.compile(
    r"(?<=[0-9][ -][0-9]{4})[ \t]*\r?\n[ \t]*(?=[0-9]{4})|(?<=[0-9]{3})[ \t]*\r?\n[ \t]*(?=[0-9]{4}[ -][0-9]{4})",
    re.ASCII,
)
# In ASCII they are escapes, stand on two lines, have letters for digits, are spelled, or are several numbers.
_MARKS = (b"%", b"=", b"&", b"<", b"\\", b"\n", b"O", b"o", b"I", b"l", *spelled.MARKS)
_LENGTHS = frozenset({11, 16, 18, 19})
_TWICE = 2
_SMALLEST = 0x20


@dataclass(frozen=True)
class Disguised:
    """The plain forms of some texts: `rows` are these texts, `texts` what they mean. Of every character of the plain
    forms, one after the other with a character between two, `begins` and `ends` are its place in its own text."""

    rows: Indexes
    texts: pa.Array
    begins: Indexes
    ends: Indexes
    firsts: Indexes

    def placed(self, rows: Indexes, starts: Indexes, ends: Indexes) -> tuple[Indexes, Indexes, Indexes]:
        """Return places in plain forms (text among these, characters) as places in the texts themselves."""
        first = self.firsts[rows]
        return self.rows[rows], self.begins[first + starts], self.ends[first + ends - 1]


def disguised(texts: pa.Array) -> Disguised | None:
    """Return the plain forms of those strings, none null, that have another; None where none has."""
    if not _may_be_disguised(texts):
        return None
    rows = np.flatnonzero(holding(texts, GATE))
    if not len(rows):
        return None
    chosen = texts.take(pa.array(rows))
    whole = pa.ListArray.from_arrays(pa.array([0, len(chosen)], pa.int32()), chosen)
    text = str(pc.binary_join(whole, "\n")[0].as_py())
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    begins = np.arange(len(codes), dtype=np.int64)
    ends = begins + 1
    # Lines of the texts themselves are no ends of texts.
    lengths = np.asarray(pc.utf8_length(chosen).to_numpy(zero_copy_only=False), dtype=np.int64)
    edges = np.cumsum(lengths + 1) - 1
    codes = _with_digits(text, codes)
    codes, begins, ends = _on_one_line(text, codes, begins, ends, edges)
    codes, begins, ends = _apart(codes, begins, ends)
    for _ in range(_TWICE):
        codes, begins, ends = _decoded(codes, begins, ends)
    codes, begins, ends = _decoded(codes, begins, ends, mark="=", least=0x80)
    codes, begins, ends = resolved(codes, begins, ends)
    codes, begins, ends = _unescaped(codes, begins, ends)
    codes, begins, ends = spelled.spelled_out(*_shown(_in_digits(codes), begins, ends))
    breaks = np.flatnonzero(codes == 0x0A)
    breaks = breaks[np.isin(begins[breaks], edges)]
    plain = _split(codes, breaks)
    starts = np.concatenate([[0], edges[:-1] + 1]).astype(np.int64)
    number = np.searchsorted(breaks, np.arange(len(codes)), side="left")
    firsts = np.concatenate([[0], breaks + 1]).astype(np.int64)
    return Disguised(rows, pa.array(plain, pa.string()), begins - starts[number], ends - starts[number], firsts)


def _may_be_disguised(texts: pa.Array) -> bool:
    """Return whether some text is not all in ASCII or holds what all disguises in ASCII do; this is sooner told than that
    the gate is passed."""
    column = TextColumn(texts)
    window = bytes(column.window)
    if not window.isascii() or any(mark in window for mark in _MARKS):
        return True
    return int(column.lengths.max(initial=0)) >= glued_numbers.SHORTEST


def _split(codes: Codes, breaks: Indexes) -> list[str]:
    text = codes.tobytes().decode("utf-32-le", "surrogatepass").encode("utf-8", "replace").decode("utf-8")
    edges = [-1, *breaks.tolist(), len(codes)]
    return [text[one + 1 : other] for one, other in pairwise(edges)]


def _on_one_line(
    text: str, codes: Codes, begins: Indexes, ends: Indexes, edges: Indexes
) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with numbers that go on in the next line on one line."""
    runs = [m.span(2) for m in _RUN.finditer(text) if len(m[1]) + len(m[3]) in _LENGTHS and len(m[1]) < _SHORTEST]
    groups = [m.span() for m in _GROUPS.finditer(text)]
    closed = frozenset(edges.tolist())
    made, kept = codes.copy(), np.ones(len(codes), dtype=np.bool_)
    for start, stop in runs + groups:
        if closed.isdisjoint(range(start, stop)):
            kept[start:stop] = False
    for start, stop in groups:
        if not kept[start] and (start, stop) not in runs:
            made[start], kept[start] = 0x20, True
    return made[kept], begins[kept], ends[kept]


def _with_digits(text: str, codes: Codes) -> Codes:
    """Return code points with digits for the letters in runs that are as long as a number and mostly digits."""
    made = codes
    for match in _LETTERED_RUN.finditer(text):
        run = match[0].translate(_AS_DIGITS)
        letters = sum(map(str.isalpha, match[0].rstrip("Xx")))
        if 0 < letters <= _MOST_LETTERS and (len(run) in _LENGTHS - {_SHORTEST} or re.fullmatch(_MOBILES, run)):
            made = codes.copy() if made is codes else made
            made[match.start() : match.end()] = [ord(character) for character in run]
    return made


def _apart(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with a blank between numbers that nothing parts."""
    between = list(glued_numbers.seams(codes.tobytes().decode("utf-32-le", "surrogatepass")))
    if not between:
        return codes, begins, ends
    places = np.array(between, dtype=np.int64)
    blank = np.full(len(places), 0x20, dtype=np.uint32)
    made = np.insert(codes, places, blank)
    return made, np.insert(begins, places, begins[places]), np.insert(ends, places, begins[places])


def _decoded(
    codes: Codes, begins: Indexes, ends: Indexes, *, mark: str = "%", least: int = _SMALLEST
) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with bytes written as %XX, or as =XX in mails, in their place, where they are UTF-8 and show
    something."""
    at = np.flatnonzero(codes[:-2] == ord(mark)) if len(codes) > 2 else np.zeros(0, np.int64)
    high, low = (_hexadecimal(codes[at + offset]) for offset in (1, 2))
    value = high * 16 + low
    right = (high >= 0) & (low >= 0) & (value >= least)
    at, value = at[right], value[right]
    if not len(at):
        return codes, begins, ends
    kept = np.ones(len(codes), dtype=np.bool_)
    kept[at + 1] = kept[at + 2] = False
    # Bytes stand for the time being as half surrogates, as Python writes bytes that are no text.
    made, last = codes.copy(), ends.copy()
    made[at] = np.where(value < 0x80, value, 0xDC00 + value)
    last[at] = ends[at + 2]
    return _united(*_from_gbk(made[kept], begins[kept], last[kept]))


def _from_gbk(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with runs of bytes that are no UTF-8 but Chinese characters in GBK as these: %D5%C5."""
    lone = (codes >= 0xDC80) & (codes <= 0xDCFF)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lone, [False]]).astype(np.int8)))
    data = (codes & 0xFF).astype(np.uint8).tobytes()
    kept, made, last = np.ones(len(codes), dtype=np.bool_), codes, ends
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        text = _gbk(data[start:stop])
        if text:
            if made is codes:
                made, last = codes.copy(), ends.copy()
            made[start:stop:2] = [ord(character) for character in text]
            last[start:stop:2] = ends[start + 1 : stop : 2]
            kept[start + 1 : stop : 2] = False
    return made[kept], begins[kept], last[kept]


@lru_cache(maxsize=1 << 14)
def _gbk(data: bytes) -> str:
    """Return the characters of two bytes each that some bytes are in GBK; nothing where they are UTF-8 or neither."""
    if len(data) % 2:
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("gbk", "replace")
        return text if len(text) == len(data) // 2 and "\ufffd" not in text else ""
    return ""


def _unescaped(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with characters written as \\uXXXX, as in JSON, in their place."""
    at = np.flatnonzero((codes[:-5] == 0x5C) & (codes[1:-4] == 0x75)) if len(codes) > 5 else np.zeros(0, np.int64)
    digits = np.stack([_hexadecimal(codes[at + offset]) for offset in range(2, 6)])
    value = digits.T @ np.array([4096, 256, 16, 1])
    right = (digits >= 0).all(axis=0) & (value >= _SMALLEST) & ((value < 0xD800) | (value > 0xDFFF))
    at, value = at[right], value[right]
    if not len(at):
        return codes, begins, ends
    kept = np.ones(len(codes), dtype=np.bool_)
    kept[at[:, None] + np.arange(1, 6)] = False
    made, last = codes.copy(), ends.copy()
    made[at], last[at] = value, ends[at + 5]
    return made[kept], begins[kept], last[kept]


def _hexadecimal(codes: Codes) -> npt.NDArray[np.int64]:
    """Return what hexadecimal digits are worth, below zero for other characters."""
    number = codes.astype(np.int64)
    digit = np.where((number >= 0x30) & (number <= 0x39), number - 0x30, -99)
    letter = (number | 0x20) - 0x61
    return np.where((letter >= 0) & (letter <= 5), letter + 10, digit)


def _united(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points with bytes put together to characters; bytes that make none stay unreadable."""
    data = codes.tobytes().decode("utf-32-le", "surrogatepass").encode("utf-8", "surrogateescape")
    text = data.decode("utf-8", "surrogateescape")
    made = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    sizes = _bytes_of(codes)
    # The code point that each byte comes from, and the first and last byte of each character made.
    origin = np.repeat(np.arange(len(codes)), sizes)
    stop = np.cumsum(_bytes_of(made))
    return made, begins[origin[stop - _bytes_of(made)]], ends[origin[stop - 1]]


def _bytes_of(codes: Codes) -> npt.NDArray[np.int64]:
    lone = (codes >= 0xDC80) & (codes <= 0xDCFF)
    sizes = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
    return np.where(lone, 1, sizes)


def _in_digits(codes: Codes) -> Codes:
    """Return code points with other digits, and numerals in runs as long as a number, as ASCII."""
    made = codes.copy()
    for first in _TENS:
        made = np.where((codes >= first) & (codes < first + 10), 0x30 + codes - first, made)
    for first in _CIRCLED:
        made = np.where((codes >= first) & (codes < first + 9), 0x31 + codes - first, made)
    made = np.where(np.isin(codes, _CIRCLED_ZERO), 0x30, made)
    for match in _NUMERAL_RUN.finditer(codes.tobytes().decode("utf-32-le", "surrogatepass")):
        start, end = match.span()
        made[start:end] = [ord(_AS_SPOKEN.get(each, each)) for each in match[0]]
    made = made.astype(np.uint32)
    behind_digit = np.concatenate([[False], (made[:-1] >= 0x30) & (made[:-1] <= 0x39)])
    return np.where(behind_digit & np.isin(codes, _LIKE_X), ord("X"), made).astype(np.uint32)


def _shown(codes: Codes, begins: Indexes, ends: Indexes) -> tuple[Codes, Indexes, Indexes]:
    """Return code points without those that show nothing."""
    kept = ~(WIDTHLESS[np.minimum(codes, 0xFFFF)] & (codes <= 0xFFFF))
    return codes[kept], begins[kept], ends[kept]
