"""Compressed blocks as their formats keep them, unpacked without more memory than a block may need."""

from __future__ import annotations

import bz2
import lzma
import zlib

import pyarrow as pa

# No writer makes larger blocks; a small one that swells beyond it is meant to fill the memory.
LARGEST = 1 << 30


def deflated(data: bytes, most: int = LARGEST) -> bytes:
    """Return raw deflate data unpacked; raises ValueError when it is damaged or longer than `most` bytes."""
    try:
        unpacker = zlib.decompressobj(-15)
        whole = unpacker.decompress(data, most)
    except zlib.error as error:
        raise ValueError("damaged deflate block") from error
    return _whole(whole, unpacker.eof)


def snappy(data: bytes, most: int = LARGEST) -> bytes:
    """Return a raw Snappy block unpacked; its length stands before it."""
    size = shift = 0
    for byte in data[:5]:
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return _exactly("snappy", data, size, most)


def zstandard(data: bytes, most: int = LARGEST) -> bytes:
    """Return a Zstandard frame unpacked."""
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
        whole = bytes(stream.read(most))
        return _whole(whole, not stream.read(1))


def bzip2(data: bytes, most: int = LARGEST) -> bytes:
    unpacker = bz2.BZ2Decompressor()
    return _whole(unpacker.decompress(data, most), unpacker.eof)


def xz(data: bytes, most: int = LARGEST) -> bytes:
    unpacker = lzma.LZMADecompressor()
    try:
        return _whole(unpacker.decompress(data, most), unpacker.eof)
    except lzma.LZMAError as error:
        raise ValueError("damaged xz block") from error


def lz4(data: bytes, most: int = LARGEST) -> bytes:
    """Return a raw LZ4 block unpacked; its length is the sum of those of its sequences."""
    size = position = 0
    while position < len(data):
        token = data[position]
        literals, position = _lz4_length(data, position + 1, token >> 4)
        size += literals
        position += literals + 2
        if position >= len(data):
            break
        match, position = _lz4_length(data, position, token & 15)
        size += match + 4
    return _exactly("lz4_raw", data, size, most)


def _lz4_length(data: bytes, position: int, length: int) -> tuple[int, int]:
    while length >= 15 and position < len(data):
        extra = data[position]
        length, position = length + extra, position + 1
        if extra < 255:
            break
    return length, position


def _exactly(codec: str, data: bytes, size: int, most: int) -> bytes:
    if size > most:
        raise ValueError("a block is longer than any writer makes it")
    if not size:
        return b""
    return bytes(pa.decompress(data, decompressed_size=size, codec=codec, asbytes=True))


def _whole(data: bytes, ended: bool) -> bytes:
    if not ended:
        raise ValueError("a block is cut off, or longer than any writer makes it")
    return data
