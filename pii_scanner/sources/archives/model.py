"""What archives have in common: members that can be listed and brought out one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr

_PIECE = 1 << 20


@dataclass(frozen=True)
class Member:
    """A file in an archive; `size` is what the archive says it unpacks to, `packed` what it takes there.

    `refused` is why it is not read; `key` is how its archive knows it; `protected`: it needs a password.
    """

    name: str
    size: int | None
    packed: int | None
    key: Any
    refused: str = ""
    protected: bool = False


class Archive(Protocol):
    """An open archive. `unpack` writes one member to `target`, at most `most` bytes of it."""

    def members(self) -> list[Member]: ...

    def unpack(self, member: Member, target: Path, most: int) -> None: ...

    def close(self) -> None: ...


def refused_name(name: str) -> str:
    """Return why a member's name is refused: it would lead out of the folder it is unpacked to."""
    path = PurePosixPath(name)
    drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
    if name.startswith("/") or drive or ".." in path.parts:
        return tr("Its name leads out of the archive; it was not read.")
    return "" if name.strip("/") and "\x00" not in name else tr("It has no name that can be used; it was not read.")


def link_refused() -> str:
    return tr("It is a link inside an archive, which is not followed.")


def numbered(members: Iterable[Member]) -> list[Member]:
    """Return members with names that tell them apart: the second of one name is called `name (2)`."""
    seen: dict[str, int] = {}
    result = []
    for member in members:
        count = seen[member.name] = seen.get(member.name, 0) + 1
        if count > 1:
            path = PurePosixPath(member.name)
            name = str(path.with_name(f"{path.stem} ({count}){path.suffix}")) if path.name else member.name
            member = replace(member, name=name)
        result.append(member)
    return result


def copy_out(file: IO[bytes], target: Path, most: int, too_large: Callable[[], SourceError]) -> None:
    """Copy a stream to a file; raises what `too_large` gives when it is longer than `most` bytes."""
    done = 0
    with target.open("xb") as out:
        while piece := file.read(_PIECE):
            done += len(piece)
            if done > most:
                raise too_large()
            out.write(piece)


def unpacks_to_more(size: int) -> SourceError:
    return SourceError(
        tr(
            "It unpacks to more than {size} MB, which is the limit (`archives` in the settings); it was not read.",
            size=f"{size / (1 << 20):,.0f}",
        )
    )
