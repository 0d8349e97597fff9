"""Which encoding a text file has, decided over the whole file, and its bytes as UTF-8."""

from __future__ import annotations

import codecs
import io
import os
import re
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

_CHUNK = 1 << 22
_PIECE = 1 << 20
_WINDOW = 1 << 15
_LONGEST_LINE = 1 << 24
# Nanoseconds within which the clock of a file system may not tell two changes apart.
_FRESH = 3_000_000_000
# So many bytes of a line are hardly UTF-8 by chance: three Chinese characters.
_SURE = 9
_HIGH = bytes(range(0x80, 0x100))
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters but those that text files do hold: tab, line ends, form feed, the \x01 of Hive, \x1a of DOS, escape.
_STRANGE = re.compile("[\x02-\x08\x0e-\x19\x1c-\x1f\ufffd]")


@dataclass(frozen=True)
class Encoding:
    """`mark` is the byte order mark at the start; `damaged`: some bytes fit no Chinese encoding."""

    name: str
    mark: bytes = b""
    damaged: bool = False
    has_quotes: bool = True
    has_nuls: bool = False


@dataclass(frozen=True)
class _Utf8Check:
    valid: bool
    quotes: bool
    nuls: bool
    mostly: bool = True


def detect_encoding(path: Path) -> Encoding:
    """Return the encoding of a text file: marked, UTF-8, GB18030 (which covers GBK), UTF-16 or a guess.

    Every byte decides; of a file that did not change since it is remembered: a mask opens its source three times.
    """
    told = path.stat()
    if time.time_ns() - told.st_mtime_ns < _FRESH:
        return _decided(path)  # another change at once might show in nothing
    return _remembered(path, told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)


@lru_cache(maxsize=256)
def _remembered(path: Path, *_: int) -> Encoding:
    return _decided(path)


def _decided(path: Path) -> Encoding:
    with path.open("rb") as file:
        head = file.read(65536)
    mark = b""
    for each, name in _MARKS:
        if not head.startswith(each):
            continue
        if name == "utf-8":
            mark = each
            break
        if name == "utf-32-le" and not _decodes(path, name):
            continue  # UTF-16 whose first character is NUL begins alike
        return Encoding(name, each, damaged=not _decodes(path, name))
    if not mark and (wide := _utf16(head)) and _decodes(path, wide):
        return Encoding(wide)
    if _is_hz(head) and _decodes(path, "hz"):
        return Encoding("hz")
    utf8 = _check_utf8(path)
    if utf8.valid or utf8.mostly:
        return Encoding("utf-8", mark, not utf8.valid, utf8.quotes, utf8.nuls)
    if _is_big5(head) and _decodes(path, "big5"):
        return Encoding("big5", mark)
    if _decodes(path, "gb18030"):
        return Encoding("gb18030", mark)
    from charset_normalizer import from_bytes

    guess = from_bytes(head).best()
    if (
        guess is not None
        and guess.encoding.startswith(("big5", "cp950", "shift", "euc"))
        and _decodes(path, guess.encoding)
    ):
        return Encoding(guess.encoding, mark)
    return Encoding("gb18030", mark, damaged=True)


def _utf16(head: bytes) -> str | None:
    """Return which UTF-16 bytes without a mark are, told by where the zero bytes of ASCII stand."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    least = max(2, len(head) // 50)
    if odd >= least and even * 4 <= odd:
        return "utf-16-le"
    if even >= least and odd * 4 <= even:
        return "utf-16-be"
    return None


def _is_hz(head: bytes) -> bool:
    """Return whether ASCII holds Chinese between ~{ and ~} (HZ, RFC 1843)."""
    if b"~{" not in head or b"~}" not in head or not head.isascii():
        return False
    text = head[: head.rfind(b"~}") + 2].decode("hz", "ignore")
    return sum(1 for character in text if character >= "\u4e00") >= 2


def _is_big5(head: bytes) -> bool:
    """Return whether double bytes lie where the common characters of Big5 do; all of them are valid GBK too."""
    pairs = low = common = position = 0
    while position < len(head) - 1:
        lead, trail = head[position], head[position + 1]
        if lead < 0x80:
            position += 1
            continue
        pairs += 1
        low += 0x40 <= trail <= 0x7E
        common += 0xA1 <= lead <= 0xC9
        position += 2
    return pairs >= 20 and low > 0.2 * pairs and common > 0.9 * pairs


def _check_utf8(path: Path) -> _Utf8Check:
    """Check every byte; Arrow does it at memory speed."""
    import pyarrow as pa

    quotes = nuls = False
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            quotes = quotes or b'"' in chunk
            nuls = nuls or b"\x00" in chunk
            data = rest + chunk
            cut = _whole_characters(data)
            try:
                pa.array([data[:cut]], pa.binary()).cast(pa.string())
            except pa.ArrowInvalid:
                return _Utf8Check(False, True, True, _mostly_utf8(data[:cut]))
            rest = data[cut:]
    # A character cut off at the very end is damage, not another encoding.
    return _Utf8Check(not rest, quotes or bool(rest), nuls or bool(rest), not rest or _mostly_utf8(_last_bytes(path)))


def _last_bytes(path: Path) -> bytes:
    """Return the last bytes of a file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _WINDOW))
        return file.read()


def _whole_characters(data: bytes) -> int:
    """Return the length of `data` without a character cut off at its end."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if back >= needed else len(data) - back
    return len(data)


def _mostly_utf8(data: bytes) -> bool:
    """Return whether bytes around the first fault are UTF-8 but for a few, or some of their lines are."""
    try:
        data.decode("utf-8")
        start = len(data)
    except UnicodeDecodeError as error:
        start = error.start
    around = data[max(0, start - _WINDOW) : start + _WINDOW]
    wide, faults = _wide_and_faults(around)
    return faults <= max(1 if wide > 2 else 0, 0.05 * wide) or _is_utf8_in_lines(around.split(b"\n"))


def _wide_and_faults(data: bytes) -> tuple[int, int]:
    """Return how many characters beyond ASCII bytes hold as UTF-8, and how many that are none."""
    text = data.decode("utf-8", "replace")
    faults = text.count("\ufffd")
    return sum(1 for character in text if character > "\x7f") - faults, faults


def _is_utf8_in_lines(lines: list[bytes]) -> bool:
    """Return whether a tenth of the lines with Chinese are UTF-8, as where files of two encodings were joined."""
    chinese = [line for line in lines if _high_bytes(line) >= _SURE]
    return 10 * sum(map(_is_utf8, chinese)) > len(chinese)


def _high_bytes(line: bytes) -> int:
    return len(line) - len(line.translate(None, _HIGH))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded_line(line: bytes, encoding: str) -> str:
    """Return a line of a damaged file in the Chinese encoding that it is written in."""
    if encoding == "utf-8" or _high_bytes(line) >= _SURE:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
    wide, faults = _wide_and_faults(line)
    if wide < 2 * faults:
        try:
            return line.decode("gb18030")
        except UnicodeDecodeError:
            pass
    return line.decode("utf-8" if wide >= 2 * faults else encoding, "replace")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except (UnicodeDecodeError, UnicodeError):
        return False
    return True


def decoded_head(head: bytes) -> str:
    """Return the first bytes of a file as text, whatever they are; what fits nothing becomes U+FFFD."""
    head = head.removeprefix(codecs.BOM_UTF8)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(name, "replace")
    if wide := _utf16(head):
        return head.decode(wide, "replace")
    cut = head[: _whole_characters(head)]
    try:
        return cut.decode("utf-8")
    except UnicodeDecodeError:
        if not _mostly_utf8(cut):
            return head.decode("gb18030", "replace")
        return "".join(_decoded_line(line, "utf-8") for line in cut.splitlines(keepends=True))


@lru_cache(maxsize=8)
def looks_like_text(head: bytes) -> bool:
    """Return whether the first bytes of a file are text in some encoding, not a picture or a program."""
    text = decoded_head(head).rstrip("\ufffd")
    written = text.replace("\x00", "")
    strange = len(_STRANGE.findall(written))
    return strange <= max(1, len(written) // 50) and len(text) - len(written) <= 0.55 * max(1, len(text))


class Utf8Reader(io.RawIOBase):
    """A file of any encoding as a stream of UTF-8 bytes, without its byte order mark and NUL characters.

    It begins with the byte of the file at `begin`; `places` tells of bytes of the stream where in the file they come from,
    so that another one may begin there.
    """

    def __init__(self, path: Path, encoding: Encoding, begin: int = 0) -> None:
        self._file: IO[bytes] = path.open("rb")
        self._file.seek(begin or len(encoding.mark))
        self.places: list[tuple[int, int]] = []
        self._made = 0
        self._encoding = encoding.name
        self._by_line = encoding.damaged and encoding.name in {"utf-8", "gb18030"}
        self._rest = b""
        self._decoder = codecs.getincrementaldecoder(encoding.name)("replace")
        self._ready = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready and not self._ended:
            self._note_place()
            chunk = self._file.read(_PIECE)
            self._ended = not chunk
            if self._by_line:
                text = self._line_by_line(chunk)
            else:
                text = self._decoder.decode(chunk, final=self._ended)
            text = text.replace("\x00", "")
            self._ready = memoryview(text.encode("utf-8", "replace"))
            self._made += len(self._ready)
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _note_place(self) -> None:
        waiting, state = self._decoder.getstate()
        if state == 0:  # no escape of HZ is open
            self.places.append((self._made, self._file.tell() - len(waiting) - len(self._rest)))

    def _line_by_line(self, chunk: bytes) -> str:
        data = self._rest + chunk
        end = len(data) if self._ended or len(data) > _LONGEST_LINE else data.rfind(b"\n") + 1
        self._rest = data[end:]
        if self._encoding == "utf-8" and _is_utf8(data[:end]):
            return data[:end].decode("utf-8")
        return "".join(_decoded_line(line, self._encoding) for line in data[:end].splitlines(keepends=True))

    def close(self) -> None:
        self._file.close()
        super().close()


def open_utf8(path: Path, encoding: Encoding, begin: int = 0) -> io.BufferedReader:
    """Return the file as a stream of UTF-8 bytes, read from after its byte order mark, or from its byte at `begin`, NUL
    characters left out."""
    if encoding.name == "utf-8" and not encoding.damaged and not encoding.has_nuls:
        file = path.open("rb")
        file.seek(begin or len(encoding.mark))
        return file
    return io.BufferedReader(Utf8Reader(path, encoding, begin), _PIECE)


def open_text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    """Return the file as text with its own line ends."""
    return io.TextIOWrapper(open_utf8(path, encoding), encoding="utf-8", errors="replace", newline="")


def readable_name(name: str) -> str:
    """Return a file's name as text that can be written; names made on a Chinese Windows are GBK bytes elsewhere."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
