"""Compressed files that hold one file: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from pii_scanner.errors import SourceError
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.archives.model import Member, copy_out

DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError)
MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
SUFFIXES = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
_TARS = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def compression_of(head: bytes) -> str | None:
    """Return how a file is compressed, by its first bytes."""
    return next((name for magic, name in MAGIC.items() if head.startswith(magic)), None)


def compression_of_name(name: str) -> str | None:
    return SUFFIXES.get(PurePosixPath(name).suffix.lower())


def inner_name(name: str) -> str:
    """Return what the file inside is called: the name without the ending of the compression."""
    path = PurePosixPath(name)
    if path.suffix.lower() in SUFFIXES and path.stem:
        return path.stem
    return path.stem + _TARS[path.suffix.lower()] if path.suffix.lower() in _TARS else path.name


def open_stream(path: Path, compression: str, name: str) -> IO[bytes]:
    """Return the uncompressed bytes; raises SourceError when the library for them is not installed."""
    result: IO[bytes] = _library(compression, name).open(path, "rb")
    return result


def new_stream(path: Path, compression: str, name: str) -> IO[bytes]:
    """Return a compressed file to write to; it holds neither a name nor a time of the source."""
    if compression == "gz":
        return cast("IO[bytes]", _GzipFile(path))
    result: IO[bytes] = _library(compression, name).open(path, "wb")
    return result


class _GzipFile(gzip.GzipFile):
    """A gzip file without a name and a time in its header, and not flushed piece by piece."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("wb")
        super().__init__(filename="", mode="wb", fileobj=self._out, mtime=0)

    def close(self) -> None:
        super().close()
        self._out.close()


def _library(compression: str, name: str) -> Any:
    libraries: dict[str, Any] = {"gz": gzip, "bz2": bz2, "xz": lzma}
    return libraries[compression] if compression in libraries else _zstd(name)


def _zstd(name: str) -> Any:
    try:
        from compression import zstd  # Python 3.14
    except ImportError:
        try:
            from backports import zstd
        except ImportError as error:
            raise SourceError(extra_missing(name, "backports.zstd", "archives")) from error
    return zstd


class StreamArchive:
    """A compressed file as an archive of one member."""

    def __init__(self, path: Path, compression: str, name: str) -> None:
        self._path, self._compression, self._name = path, compression, name

    def members(self) -> list[Member]:
        return [Member(inner_name(self._name), None, self._path.stat().st_size, None)]

    def unlock(self) -> None:
        """There is nothing to unlock in this kind of archive."""

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None:
        with open_stream(self._path, self._compression, self._name) as file:
            copy_out(file, target, most, name)

    def close(self) -> None:
        """Nothing is held open between members."""
