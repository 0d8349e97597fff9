"""Archives as they come: names in GBK, with passwords, links, names that lead out, bombs."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path


def zip_bytes(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip as Python writes it: names with the UTF-8 flag."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def raw_named_zip(path: Path, parts: Mapping[bytes, bytes]) -> Path:
    """Write a zip whose names are these bytes, without the UTF-8 flag, as a Chinese Windows does."""
    marks = {f"@{number:0{len(name) - 1}d}".encode(): name for number, name in enumerate(parts)}
    data = zip_bytes({mark.decode(): parts[name] for mark, name in marks.items()})
    for mark, name in marks.items():
        data = data.replace(mark, name)
    path.write_bytes(data)
    return path


def unicode_path_zip(path: Path, raw: bytes, name: str, content: bytes) -> Path:
    """Write a zip of one member: `raw` in the old field, `name` in the Info-ZIP Unicode path field."""
    info = zipfile.ZipInfo("@" * len(raw))
    data = name.encode("utf-8")
    info.extra = struct.pack("<HHBL", 0x7075, 5 + len(data), 1, zlib.crc32(raw)) + data
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, content)
    path.write_bytes(file.getvalue().replace(b"@" * len(raw), raw))
    return path


def zipcrypto_zip(path: Path, parts: Mapping[str, bytes], password: bytes) -> Path:
    """Write a zip encrypted as of old (PKWARE's APPNOTE 6.1), which Python reads but does not write."""
    data, headers = bytearray(), []
    for name, content in parts.items():
        raw, crc = name.encode("utf-8"), zlib.crc32(content)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        sealed = _encrypted(os.urandom(11) + bytes([crc >> 24]) + packed, password)
        fields = struct.pack("<HHHHHLLLHH", 20, 0x801, 8, 0, 0x21, crc, len(sealed), len(content), len(raw), 0)
        headers.append(b"PK\x01\x02\x14\x00" + fields + struct.pack("<HHHLL", 0, 0, 0, 0, len(data)) + raw)
        data += b"PK\x03\x04" + fields + raw + sealed
    listing = b"".join(headers)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(headers), len(headers), len(listing), len(data), 0)
    path.write_bytes(bytes(data) + listing + end)
    return path


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xEDB88320 if byte & 1 else 0)
    return byte


_TABLE = [_entry(byte) for byte in range(256)]


def _crc_step(crc: int, byte: int) -> int:
    return (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]


def _encrypted(plain: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = _crc_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = _crc_step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    sealed = bytearray()
    for byte in plain:
        mixed = keys[2] | 2
        sealed.append(byte ^ ((mixed * (mixed ^ 1)) >> 8) & 0xFF)
        update(byte)
    return bytes(sealed)


def tar_file(path: Path, parts: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> Path:
    """Write a tar, compressed as its name says, with symbolic links (name -> target)."""
    mode = {".gz": "w:gz", ".tgz": "w:gz", ".bz2": "w:bz2", ".xz": "w:xz"}.get(path.suffix, "w")
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return path
