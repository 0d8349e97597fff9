"""Every byte of a file of a release as text: what a curious reader could find in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pii_scanner.sources.encoding import detect_encoding, open_utf8

_CHUNK = 1 << 22
_OVERLAP = 256
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def contents(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (part of the file, text), in pieces that overlap, so that no value is cut in every one.

    Zip parts are unpacked, with and without their markup; other files are read as text or, if
    they are binary, as whatever of their bytes is text.
    """
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"PK\x03\x04"):
        yield from _zipped(path)
    elif head.startswith((b"PAR1", b"ARROW1", b"SQLite format 3\x00")) or head[8:12] == b"DUCK":
        yield from _binary(path)
    else:
        yield from _text(path)


def _zipped(file: Path | IO[bytes]) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(file) as archive:
        for part in archive.namelist():
            yield part, part
            with archive.open(part) as opened:
                packed = opened.read(4) == b"PK\x03\x04"
            if packed:
                yield from ((part, text) for _, text in _zipped(io.BytesIO(archive.read(part))))
                continue
            with archive.open(part) as opened:
                for text in _pieces(_chunks(opened), wide=not part.endswith((".xml", ".rels"))):
                    yield part, text
                    plain = html.unescape(_TAG.sub("", text))
                    yield part, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), plain)


def _binary(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        for text in _pieces(_chunks(file)):
            yield "", text


def _text(path: Path) -> Iterator[tuple[str, str]]:
    with open_utf8(path, detect_encoding(path)) as file:
        for text in _pieces(_chunks(file)):
            yield "", text


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(_CHUNK), b"")


def _pieces(chunks: Iterator[bytes], *, wide: bool = False) -> Iterator[str]:
    """Yield chunks as text; `wide` also as UTF-16, beginning at either byte."""
    tail = b""
    for chunk in chunks:
        whole = tail + chunk
        yield whole.decode("utf-8", "ignore")
        if wide:
            yield whole.decode("utf-16-le", "ignore")
            yield whole[1:].decode("utf-16-le", "ignore")
        tail = whole[-_OVERLAP:]
