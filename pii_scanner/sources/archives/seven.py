"""7z by py7zr (extra `archives`): its members are packed together, so all are unpacked at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.sources.archives.locked import locked
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.archives.model import LINK, Member, numbered, refusal, refused_name, unpacks_to_more
from pii_scanner.sources.passwords import passwords, remember
from pii_scanner.sources.scratch import refuse_no_room

MAGIC = b"7z\xbc\xaf\x27\x1c"


class SevenArchive:
    """A 7z file. `folder`, private and empty, takes its members when the first is asked for."""

    def __init__(self, path: Path, name: str, folder: Path) -> None:
        try:
            import py7zr
        except ImportError as error:
            raise SourceError(extra_missing(name, "py7zr", "archives")) from error
        self._library = py7zr
        self._path, self._name, self._folder = path, name, folder
        self._password: str | None = None
        self._protected = False
        self._members = self._list()
        self._unpacked = False

    def members(self) -> list[Member]:
        return self._members

    def _list(self) -> list[Member]:
        with self._open() as file:
            self._protected = bool(file.needs_password())
            listed = [info for info in file.list() if not info.is_directory]
        found = []
        for info in listed:
            name = str(info.filename).replace("\\", "/").removeprefix("./")
            is_link = bool(getattr(info, "is_symlink", False))
            refused = refused_name(name) or (LINK if is_link else "")
            found.append(Member(name, int(info.uncompressed), None, str(info.filename), refused, self._protected))
        return numbered(found)

    def _open(self) -> Any:
        """Return the open archive; with encrypted names a password is needed already here."""
        try:
            return self._library.SevenZipFile(self._path, password=self._password)
        except self._library.PasswordRequired:
            tried = False
        for password in passwords(self._name):
            tried = True
            try:
                file = self._library.SevenZipFile(self._path, password=password)
            except Exception:  # noqa: S112 - a wrong password shows as damage of many forms
                continue
            self._password = password
            remember(password)
            return file
        raise locked(self._name, tried=tried)

    def unlock(self) -> None:
        if self._protected:
            self._unpack_all()

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None:
        self._unpack_all()
        there = self._folder / member.key
        if not there.resolve().is_relative_to(self._folder.resolve()) or there.is_symlink() or not there.is_file():
            raise SourceError(refusal(LINK, name))
        if there.stat().st_size > most:
            raise unpacks_to_more(most, name)
        shutil.copyfile(there, target)

    def _unpack_all(self) -> None:
        """Unpack all members once, with a password if one is needed."""
        if self._unpacked:
            return
        wanted = [each for each in self._members if not each.refused]
        refuse_no_room(self._folder, sum(each.size or 0 for each in wanted), self._name)
        names = [each.key for each in wanted]
        if self._protected and self._password is None:
            self._password = self._fitting(names)
        else:
            self._extract(names, self._password)
        self._unpacked = True

    def _fitting(self, names: list[str]) -> str:
        """Unpack with the first password that fits, and return it."""
        tried = False
        for password in passwords(self._name):
            tried = True
            try:
                self._extract(names, password)
            except Exception:  # what py7zr raises for a wrong password has many forms
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir(mode=0o700)
                continue
            remember(password)
            return password
        raise locked(self._name, tried=tried)

    def _extract(self, names: list[str], password: str | None) -> None:
        with self._library.SevenZipFile(self._path, password=password) as file:
            file.extract(path=self._folder, targets=names)

    def close(self) -> None:
        """Nothing is held open between members; the folder belongs to the caller."""
