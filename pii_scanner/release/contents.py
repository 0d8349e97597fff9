"""Every byte of a file of a release as text: what a curious reader could find in it."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, cast

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives.streams import compression_of, open_stream
from pii_scanner.sources.encoding import detect_encoding, open_utf8
from pii_scanner.sources.registry import kinds

_CHUNK = 1 << 22
_OVERLAP = 256
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def contents(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (part of the file, text), in pieces that overlap, so that no value is cut in every one.

    Zip parts are unpacked, with and without their markup, and so are compressed files; other files are
    read as text or, if they are binary, as whatever of their bytes is text. What a kind packs is yielded
    unpacked too. Raises SourceError where a packed block is damaged.
    """
    with path.open("rb") as file:
        head = file.read(65536)
    if head.startswith(b"PK\x03\x04"):
        yield from _zipped(path)
    elif (compression := compression_of(head)) is not None:
        with open_stream(path, compression, path.name) as file:
            yield from (("", text) for text in _pieces(_chunks(file), wide=True))
    elif head.startswith((b"PAR1", b"ARROW1", b"SQLite format 3\x00", b"ORC", b"Obj\x01")) or head[8:12] == b"DUCK":
        yield from _binary(path)
    else:
        yield from _text(path)
    yield from _unpacked(path, head)


def _zipped(file: Path | IO[bytes]) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(file) as archive:
        for part in archive.namelist():
            yield part, part
            with archive.open(part) as opened:
                head = opened.read(16)
            if head.startswith(b"\x1f\x8b"):
                with archive.open(part) as opened, gzip.GzipFile(fileobj=opened) as plain:
                    yield from ((part, text) for text in _pieces(_chunks(cast("IO[bytes]", plain)), wide=True))
                continue
            if head.startswith(b"PK\x03\x04"):
                yield from ((part, text) for _, text in _zipped(io.BytesIO(archive.read(part))))
                continue
            with archive.open(part) as opened:
                for text in _pieces(_chunks(opened), wide=not part.endswith((".xml", ".rels"))):
                    yield part, text
                    bare = html.unescape(_TAG.sub("", text))
                    yield part, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), bare)


def _binary(path: Path) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        for text in _pieces(_chunks(file)):
            yield "", text


def _text(path: Path) -> Iterator[tuple[str, str]]:
    with open_utf8(path, detect_encoding(path)) as file:
        for text in _pieces(_chunks(file)):
            yield "", text


def _unpacked(path: Path, head: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the kind of a file keeps packed, as text."""
    kind = next((each for each in kinds() if each.recognizes(head, path)), None) if head else None
    if kind is None or kind.unpacked is None:
        return
    try:
        for part, pieces in groupby(kind.unpacked(path), key=itemgetter(0)):
            for text in _pieces(data for _, data in pieces):
                yield part, text
    except SourceError:
        raise
    except Exception as error:  # a block that cannot be unpacked could hold anything
        raise SourceError(
            tr("{name} is damaged inside: its packed blocks cannot be searched.", name=path.name)
        ) from error


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
