"""Every byte of a file of a release as text: what a curious reader could find in it."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives.streams import compression_of, open_stream
from pii_scanner.sources.encoding import detect_encoding, open_utf8
from pii_scanner.sources.registry import kinds

_CHUNK = 1 << 22
_OVERLAP = 256
_TAG = re.compile(r"<[^>]*>")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Around what a cell of a sheet holds: its place, style and type. Most of a sheet is that, and no value fits in.
_CELL = (
    r"(?:</t></is></c>|</v></c>)?"
    r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,5}")?(?: t="(?:s|n|b|e|d|str|inlineStr)")?/?>'
    r"(?:<is><t>|<v>)?"
)
_UNUSED = b"<si><t/></si>"


def contents(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (part of the file, text), in pieces that overlap, so that no value is cut in every one.

    Zip parts are unpacked, with and without their markup, and so are compressed files; of cells of a sheet
    only an empty tag is left. Other files are
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
                is_xml = part.endswith((".xml", ".rels"))
                for text in _pieces(_chunks(opened), wide=not is_xml, shorten=_without_places if is_xml else None):
                    yield part, text
                    bare = html.unescape(_TAG.sub("", text if "<!" in text else text.replace("<>", "")))
                    yield part, _ESCAPED.sub(lambda match: chr(int(match[1], 16)), bare)


def _without_places(xml: bytes) -> bytes:
    """Return a piece of XML with an empty tag in place of every cell's own; as it is where it holds more than elements,
    in which what looks like a tag may be none."""
    if b"<!" in xml or (b'<c r="' not in xml and _UNUSED not in xml):
        return xml
    cells = pc.replace_substring_regex(pa.scalar(xml.replace(_UNUSED, b"<>"), pa.binary()), _CELL, "<>")
    return cast("bytes", cells.as_py())


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


def _pieces(
    chunks: Iterator[bytes], *, wide: bool = False, shorten: Callable[[bytes], bytes] | None = None
) -> Iterator[str]:
    """Yield chunks as text, shortened if asked for; `wide` also as UTF-16, beginning at either byte."""
    tail = b""
    for chunk in chunks:
        whole = tail + chunk
        yield (shorten(whole) if shorten is not None else whole).decode("utf-8", "ignore")
        if wide:
            yield whole.decode("utf-16-le", "ignore")
            yield whole[1:].decode("utf-16-le", "ignore")
        tail = whole[-_OVERLAP:]
