"""The container of Avro: a head with schema and codec, then packed blocks with a mark after each.

Apache Avro specification 1.11, "Object Container Files".
"""

from __future__ import annotations

import bz2
import json
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

import pyarrow as pa

from pii_scanner.sources.unpacking import bzip2, deflated, snappy, xz, zstandard

MAGIC = b"Obj\x01"
SYNC = 16
_LONGEST_HEAD = 1 << 26
_LONGEST_BLOCK = 1 << 30
# Values of no bytes at all: more of them than this in a block are meant to keep a reader busy for ever.
_MOST_EMPTY = 1 << 20


@dataclass(frozen=True)
class Head:
    """`schema` as JSON gives it; `others` are the keys of metadata that no reader needs; `start` is the first block."""

    schema: Any
    codec: str
    others: tuple[str, ...]
    sync: bytes
    start: int


def read_head(file: IO[bytes]) -> Head:
    """Return the head of a file; raises ValueError (or EOFError) when it is none."""
    if file.read(4) != MAGIC:
        raise ValueError("no Avro file")
    meta: dict[str, bytes] = {}
    while count := read_long(file):
        if count < 0:
            count = -count
            read_long(file)
        for _ in range(count):
            key = _bytes(file, _LONGEST_HEAD).decode("utf-8")
            meta[key] = _bytes(file, _LONGEST_HEAD)
    sync = _exactly(file, SYNC)
    codec = meta.get("avro.codec", b"null").decode("utf-8") or "null"
    others = tuple(key for key in meta if key not in ("avro.schema", "avro.codec"))
    return Head(json.loads(meta["avro.schema"]), codec, others, sync, file.tell())


def blocks(file: IO[bytes], head: Head) -> Iterator[tuple[int, bytes]]:
    """Yield (number of values, their bytes) block by block; raises ValueError when one is damaged or cut off."""
    unpack = CODECS[head.codec][0]
    file.seek(head.start)
    while file.read(1):
        file.seek(-1, 1)
        count = read_long(file)
        data = unpack(_bytes(file, _LONGEST_BLOCK))
        if _exactly(file, SYNC) != head.sync:
            raise ValueError("the mark after a block is not the file's")
        if count < 0 or count > max(len(data), _MOST_EMPTY):
            raise ValueError("a block cannot hold so many values")
        yield count, data


def head_bytes(schema: Any, codec: str, sync: bytes) -> bytes:
    """Return the head of a file."""
    meta: Mapping[str, bytes] = {
        "avro.codec": codec.encode("ascii"),
        "avro.schema": json.dumps(schema, ensure_ascii=False).encode("utf-8"),
    }
    entries = b"".join(_with_length(key.encode("ascii")) + _with_length(value) for key, value in meta.items())
    return MAGIC + long_bytes(len(meta)) + entries + b"\x00" + sync


def block_bytes(count: int, data: bytes, codec: str, sync: bytes) -> bytes:
    """Return a block, packed."""
    return long_bytes(count) + _with_length(CODECS[codec][1](data)) + sync


def read_long(file: IO[bytes]) -> int:
    value = shift = 0
    while True:
        byte = _exactly(file, 1)[0]
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1)
        if shift > 63:
            raise ValueError("a number is too long")


def long_bytes(value: int) -> bytes:
    value = (value << 1) ^ (value >> 63)
    made = bytearray()
    while value > 0x7F:
        made.append((value & 0x7F) | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)


def _with_length(data: bytes) -> bytes:
    return long_bytes(len(data)) + data


def _bytes(file: IO[bytes], most: int) -> bytes:
    length = read_long(file)
    if not 0 <= length <= most:
        raise ValueError("a length that no writer makes")
    return _exactly(file, length)


def _exactly(file: IO[bytes], length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise EOFError("cut off")
    return data


def _unsnappy(data: bytes) -> bytes:
    whole = snappy(data[:-4])
    if zlib.crc32(whole).to_bytes(4, "big") != data[-4:]:
        raise ValueError("a block does not have its checksum")
    return whole


def _snappy(data: bytes) -> bytes:
    packed = bytes(pa.compress(data, codec="snappy", asbytes=True)) if data else b"\x00"
    return packed + zlib.crc32(data).to_bytes(4, "big")


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


Step = Callable[[bytes], bytes]
# Unpacking and packing by codec.
CODECS: dict[str, tuple[Step, Step]] = {
    "null": (bytes, bytes),
    "deflate": (deflated, _deflate),
    "snappy": (_unsnappy, _snappy),
    "zstandard": (zstandard, lambda data: bytes(pa.compress(data, codec="zstd", asbytes=True))),
    "bzip2": (bzip2, bz2.compress),
    "xz": (xz, lzma.compress),
}
