"""The streams of an ORC file, unpacked: values, dictionaries, statistics, metadata, as bytes.

Layout and field numbers: Apache ORC specification v1, "File Tail", "Stripes", "Compression".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from pii_scanner.sources.unpacking import deflated, lz4, snappy, zstandard

_UNPACK: dict[int, Callable[[bytes, int], bytes]] = {1: deflated, 2: snappy, 4: lz4, 5: zstandard}
_TAIL = 256
_BLOCK = 1 << 18

Field = tuple[int, int, bytes]


def streams(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (place in the file, unpacked bytes); raises ValueError when the file is no whole ORC."""
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        mark = _numbers(tail[-1 - tail[-1] : -1])
        unpack = _Unpacker(mark.get(2, 0), mark.get(3, _BLOCK))
        footer_at = size - 1 - tail[-1] - mark.get(1, 0)
        footer = b"".join(unpack.pieces(file, footer_at, mark.get(1, 0)))
        yield "footer", footer
        statistics = mark.get(5, 0)
        for piece in unpack.pieces(file, footer_at - statistics, statistics):
            yield "statistics", piece
        for number, (_, _, stripe) in enumerate(each for each in _fields(footer) if each[0] == 3):
            yield from _stripe(file, _numbers(stripe), f"stripe {number + 1}", unpack)


def _stripe(file: IO[bytes], place: dict[int, int], name: str, unpack: _Unpacker) -> Iterator[tuple[str, bytes]]:
    at = place.get(1, 0)
    length = place.get(2, 0) + place.get(3, 0)
    footer = b"".join(unpack.pieces(file, at + length, place.get(4, 0)))
    for tag, _, stream in _fields(footer):
        if tag == 1:
            size = _numbers(stream).get(3, 0)
            for piece in unpack.pieces(file, at, size):
                yield name, piece
            at += size


class _Unpacker:
    """Unpacks a stream chunk by chunk: each has a head of three bytes, its length and whether it is packed."""

    def __init__(self, codec: int, block: int) -> None:
        if codec and codec not in _UNPACK:
            raise ValueError("unknown compression")
        self._unpack = _UNPACK.get(codec)
        self._block = block

    def pieces(self, file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
        position, end = start, start + length
        while position < end:
            file.seek(position)
            if self._unpack is None:
                piece = file.read(min(_BLOCK, end - position))
                position += len(piece)
            else:
                head = int.from_bytes(file.read(3), "little")
                piece = file.read(head >> 1)
                position += 3 + len(piece)
                piece = piece if head & 1 else self._unpack(piece, self._block)
            if not piece:
                return
            yield piece


def _fields(message: bytes) -> Iterator[Field]:
    """Yield (number, value, bytes) of the fields of a protocol buffer."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        value, content = 0, b""
        if key & 7 == 0:
            value, position = _varint(message, position)
        elif key & 7 == 2:
            length, position = _varint(message, position)
            content, position = message[position : position + length], position + length
        elif key & 7 in (1, 5):
            position += 8 if key & 7 == 1 else 4
        else:
            raise ValueError("no protocol buffer")
        yield key >> 3, value, content


def _numbers(message: bytes) -> dict[int, int]:
    return {number: value for number, value, content in _fields(message) if not content}


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(message):
            raise ValueError("cut off")
        byte = message[position]
        value |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
        if byte < 0x80:
            return value, position
