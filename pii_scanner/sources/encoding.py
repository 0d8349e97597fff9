"""Which encoding a text file has, decided over the whole file, and its bytes as UTF-8."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pyarrow as pa

_CHUNK = 1 << 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Encoding:
    """`mark` is the byte order mark at the start; `damaged`: some bytes fit no Chinese encoding."""

    name: str
    mark: bytes = b""
    damaged: bool = False
    has_quotes: bool = True


def detect_encoding(path: Path) -> Encoding:
    """Return the encoding of a text file: marked, UTF-8, GB18030 (which covers GBK), UTF-16 or a guess."""
    with path.open("rb") as file:
        head = file.read(65536)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, mark)
    if len(head) > 3 and head[1::2].count(0) > len(head) / 5:
        return Encoding("utf-16-le")
    if len(head) > 3 and head[0::2].count(0) > len(head) / 5:
        return Encoding("utf-16-be")
    utf8, quotes = _is_utf8(path)
    if utf8:
        return Encoding("utf-8", has_quotes=quotes)
    if _decodes(path, "gb18030"):
        return Encoding("gb18030")
    from charset_normalizer import from_bytes

    guess = from_bytes(head).best()
    if (
        guess is not None
        and guess.encoding.startswith(("big5", "cp950", "shift", "euc"))
        and _decodes(path, guess.encoding)
    ):
        return Encoding(guess.encoding)
    return Encoding("gb18030", damaged=True)


def _is_utf8(path: Path) -> tuple[bool, bool]:
    """Return (whether every byte is UTF-8, whether a double quote occurs); Arrow checks at memory speed."""
    quotes, rest = False, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            quotes = quotes or b'"' in chunk
            # A character may be cut at the end of a chunk: keep its bytes for the next.
            cut = len(chunk)
            while cut and len(chunk) - cut < 4 and chunk[cut - 1] >= 0x80:
                cut -= 1
            try:
                pa.array([rest + chunk[:cut]], pa.binary()).cast(pa.string())
            except pa.ArrowInvalid:
                return False, quotes
            rest = chunk[cut:]
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return False, quotes
    return True, quotes


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


class Utf8Reader(io.RawIOBase):
    """A file of any encoding as a stream of UTF-8 bytes, without its byte order mark."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._file: IO[bytes] = path.open("rb")
        self._file.seek(len(encoding.mark))
        errors = "replace" if encoding.damaged else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding.name)(errors)
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts, total = [self._ready], len(self._ready)
        while not self._ended and (size < 0 or total < size):
            chunk = self._file.read(1 << 20)
            self._ended = not chunk
            text = self._decoder.decode(chunk, final=self._ended).encode("utf-8", "replace")
            parts.append(text)
            total += len(text)
        ready = b"".join(parts)
        if size < 0:
            self._ready = b""
            return ready
        self._ready = ready[size:]
        return ready[:size]

    def close(self) -> None:
        self._file.close()
        super().close()


def open_utf8(path: Path, encoding: Encoding) -> IO[bytes]:
    """Return the file as a stream of UTF-8 bytes, read from after its byte order mark."""
    if encoding.name == "utf-8" and not encoding.damaged:
        file = path.open("rb")
        file.seek(len(encoding.mark))
        return file
    return Utf8Reader(path, encoding)  # type: ignore[return-value]
