"""7z by py7zr (extra `archives`): its members are packed together, so all are unpacked at once."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.sources.archives.missing import extra_missing
from pii_scanner.sources.archives.model import LINK, Member, numbered, refusal, refused_name, unpacks_to_more
from pii_scanner.sources.archives.passwords import password_missing, password_wrong, passwords
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
        except self._library.PasswordRequired as error:
            given = passwords(self._name)
            if not given:
                raise SourceError(password_missing(self._name)) from error
        for password in given:
            try:
                file = self._library.SevenZipFile(self._path, password=password)
            except Exception:  # noqa: S112 - a wrong password shows as damage of many forms
                continue
            self._password = password
            return file
        raise SourceError(password_wrong(self._name))

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None:
        if not self._unpacked:
            wanted = [each for each in self._members if not each.refused]
            refuse_no_room(self._folder, sum(each.size or 0 for each in wanted), self._name)
            self._unpack_all([each.key for each in wanted])
            self._unpacked = True
        there = self._folder / member.key
        if not there.resolve().is_relative_to(self._folder.resolve()) or there.is_symlink() or not there.is_file():
            raise SourceError(refusal(LINK, name))
        if there.stat().st_size > most:
            raise unpacks_to_more(most, name)
        shutil.copyfile(there, target)

    def _unpack_all(self, names: list[str]) -> None:
        """Unpack with the password if one is needed; what py7zr raises for a wrong one has many forms."""
        given = passwords(self._name)
        if self._protected and not given:
            raise SourceError(password_missing(self._name))
        for password in given if self._protected else [None]:
            self._password = password
            try:
                with self._open() as file:
                    file.extract(path=self._folder, targets=names)
            except Exception as error:
                if not self._protected or isinstance(error, SourceError):
                    raise
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir(mode=0o700)
                continue
            return
        raise SourceError(password_wrong(self._name))

    def close(self) -> None:
        """Nothing is held open between members; the folder belongs to the caller."""
