"""TAR: plain; a compressed one is unpacked to a plain one first."""

from __future__ import annotations

import tarfile
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.sources.archives.model import (
    LINK,
    SPECIAL,
    Member,
    copy_out,
    numbered,
    refusal,
    refused_name,
)
from pii_scanner.sources.encoding import readable_name

DAMAGED = (tarfile.TarError,)


class TarArchive:
    """A tar file that is not compressed."""

    def __init__(self, path: Path) -> None:
        self._file = tarfile.open(path, "r:")  # noqa: SIM115 - closed by `close`

    def members(self) -> list[Member]:
        found = []
        for info in self._file:
            if info.isdir():
                continue
            name = readable_name(info.name).removeprefix("./")
            refused = refused_name(name)
            if info.issym() or info.islnk():
                refused = refused or LINK
            elif not info.isreg():
                refused = refused or SPECIAL
            found.append(Member(name, info.size, info.size, info, refused))
        return numbered(found)

    def unlock(self) -> None:
        """There is nothing to unlock in this kind of archive."""

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None:
        file = self._file.extractfile(member.key)
        if file is None:
            raise SourceError(refusal(LINK, name))
        with file:
            copy_out(file, target, most, name)
        if target.stat().st_size != member.size:
            raise tarfile.ReadError("cut off")

    def close(self) -> None:
        self._file.close()
