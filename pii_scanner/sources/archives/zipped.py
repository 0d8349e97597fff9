"""ZIP: names in UTF-8 or as a Chinese Windows wrote them, ZipCrypto by the standard library, AES by pyzipper."""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives.locked import locked
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.archives.model import (
    LINK,
    Member,
    copy_out,
    numbered,
    refused_name,
)
from pii_scanner.sources.passwords import passwords, remember
from pii_scanner.sources.scratch import scratch

_UTF8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075
_AES = 99
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, struct.error, NotImplementedError, OSError)


class ZipArchive:
    """A zip file; `name` is what users call it."""

    def __init__(self, path: Path, name: str) -> None:
        self._path, self._name = path, name
        self._file: Any = zipfile.ZipFile(path)
        self._aes: Any = None
        self._password: bytes | None = None

    def members(self) -> list[Member]:
        infos = [info for info in self._file.infolist() if not info.filename.endswith(("/", "\\"))]
        names = _names(infos)
        found = []
        for info, name in zip(infos, names, strict=True):
            is_link = stat.S_ISLNK(info.external_attr >> 16)
            refused = refused_name(name) or (LINK if is_link else "")
            protected = bool(info.flag_bits & _ENCRYPTED)
            found.append(Member(name, info.file_size, info.compress_size, info, refused, protected))
        return numbered(found)

    def unlock(self) -> None:
        sealed = [info for info in self._file.infolist() if info.flag_bits & _ENCRYPTED]
        if sealed:
            smallest = min(sealed, key=lambda info: info.file_size)
            with scratch(self._name) as folder:
                self._unsealed(smallest, folder / "member", smallest.file_size, self._name)

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None:
        info = member.key
        if info.flag_bits & _ENCRYPTED:
            self._unsealed(info, target, most, name)
            return
        with self._file.open(info) as file:
            copy_out(file, target, most, name)

    def _unsealed(self, info: Any, target: Path, most: int, name: str) -> None:
        """Unpack a protected member; raises SourceError when no password at hand fits."""
        if self._password and self._tried(info, self._password, target, most, name):
            return
        tried = False
        for password in passwords(self._name):
            tried = True
            for written in _bytes(password):
                if self._tried(info, written, target, most, name):
                    self._password = written
                    remember(password)
                    return
        raise locked(self._name, tried=tried)

    def _tried(self, info: Any, password: bytes, target: Path, most: int, name: str) -> bool:
        """Unpack with a password; return whether it was the right one."""
        try:
            with self._opened(info, password) as file:
                copy_out(file, target, most, name)
        except NotImplementedError:
            raise
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            # One wrong password in 256 passes the first check and fails at the checksum.
            target.unlink(missing_ok=True)
            return False
        return True

    def _opened(self, info: Any, password: bytes) -> Any:
        if info.compress_type != _AES:
            return self._file.open(info, pwd=password)
        if self._aes is None:
            try:
                import pyzipper
            except ImportError as error:
                raise SourceError(extra_missing(self._name, "pyzipper", "archives")) from error
            self._aes = pyzipper.AESZipFile(self._path)
        (same,) = [each for each in self._aes.infolist() if each.header_offset == info.header_offset]
        return self._aes.open(same, pwd=password)

    def close(self) -> None:
        self._file.close()
        if self._aes is not None:
            self._aes.close()


def _bytes(password: str) -> list[bytes]:
    """Return the bytes a password may stand for: UTF-8, and GBK where it is Chinese."""
    return list(dict.fromkeys([password.encode("utf-8"), password.encode("gb18030")]))


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names as they were meant: what says that it is Unicode is; the others in one encoding together."""
    raw = {
        index: info.orig_filename.encode("cp437", "replace")
        for index, info in enumerate(infos)
        if not info.flag_bits & _UTF8
    }
    marked = {index: name for index in raw if (name := _unicode_path(infos[index], raw[index])) is not None}
    rest = [data for index, data in raw.items() if index not in marked]
    encoding = next((each for each in ("utf-8", "gb18030", "big5") if _all_decode(rest, each)), "cp437")
    names = []
    for index, info in enumerate(infos):
        name = info.orig_filename
        if index in raw:
            name = marked[index] if index in marked else raw[index].decode(encoding)
        # Some programs on Windows write backslashes; only after decoding, as GBK has such bytes inside characters.
        names.append(name.replace("\\", "/").removeprefix("./"))
    return names


def _unicode_path(info: zipfile.ZipInfo, raw: bytes) -> str | None:
    """Return the name of the Info-ZIP field 0x7075, if it belongs to this name (by its CRC-32)."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        data, extra = extra[4 : 4 + size], extra[4 + size :]
        if kind == _UNICODE_PATH and len(data) > 5 and data[0] == 1:
            if struct.unpack("<L", data[1:5])[0] != zlib.crc32(raw):
                return None
            try:
                return data[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
    return None


def _all_decode(names: list[bytes], encoding: str) -> bool:
    try:
        for name in names:
            name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def damaged(name: str) -> str:
    return tr("{name} is not a whole archive: it is cut off or damaged. Copy it again from where it came.", name=name)
