"""What archives have in common: members that can be listed and brought out one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr

_PIECE = 1 << 20
# Why a member is not read.
LEADS_OUT, NAMELESS, LINK, SPECIAL = "leads out", "nameless", "link", "special"


@dataclass(frozen=True)
class Member:
    """A file in an archive; `size` is what the archive says it unpacks to, `packed` what it takes there.

    `refused` is why it is not read, empty if it is; `key` is how its archive knows it; `protected`: it needs a password.
    """

    name: str
    size: int | None
    packed: int | None
    key: Any
    refused: str = ""
    protected: bool = False


class Archive(Protocol):
    """An open archive. `unpack` writes one member to `target`, at most `most` bytes of it; users call it `name`.

    `unlock` raises SourceError when its protected members cannot be opened by any password at hand.
    """

    def members(self) -> list[Member]: ...

    def unlock(self) -> None: ...

    def unpack(self, member: Member, target: Path, most: int, name: str) -> None: ...

    def close(self) -> None: ...


def refused_name(name: str) -> str:
    """Return LEADS_OUT for a name that leads out of the folder it is unpacked to, NAMELESS for one that is none."""
    path = PurePosixPath(name)
    drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
    if name.startswith("/") or drive or ".." in path.parts:
        return LEADS_OUT
    return "" if name.strip("/") and "\x00" not in name else NAMELESS


def refusal(reason: str, name: str) -> str:
    """Return the sentence for a member that is not read, `name` with the archive before it."""
    if reason == LEADS_OUT:
        return tr("{name} has a name that leads out of its archive; it was not read.", name=name)
    if reason == LINK:
        return tr("{name} is a link inside an archive, which is not followed.", name=name)
    if reason == SPECIAL:
        return tr("{name} is no ordinary file (a pipe, device or socket); it was not opened.", name=name)
    return tr("{name} holds a member without a name that could be used; it was not read.", name=name)


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


def copy_out(file: IO[bytes], target: Path, most: int, name: str) -> None:
    """Copy a stream to a file; raises SourceError when it is longer than `most` bytes."""
    done = 0
    with target.open("xb") as out:
        while piece := file.read(_PIECE):
            done += len(piece)
            if done > most:
                raise unpacks_to_more(most, name)
            out.write(piece)


def unpacks_to_more(size: int, name: str) -> SourceError:
    return SourceError(
        tr(
            "{name} unpacks to more than {size} MB, which is the limit (`archives` in the settings); it was not read.",
            name=name,
            size=f"{size / (1 << 20):,.0f}",
        )
    )
