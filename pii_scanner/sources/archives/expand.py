"""From files to sources: an archive is as many sources as it has members, a compressed file is one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location, Problem
from pii_scanner.sources.archives.formats import archive_format, is_bomb, may_be_archive
from pii_scanner.sources.archives.members import members_of, put_away, unlock
from pii_scanner.sources.archives.model import LINK, Member, refusal, unpacks_to_more
from pii_scanner.sources.debris import is_debris
from pii_scanner.sources.reading import reading


@dataclass
class _Contents:
    """What was found in one outermost archive, and how much of its limits is used."""

    location: Location
    path: Path
    found: list[Location] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    members: int = 0
    size: int = 0

    def problem(self, name: str, message: str, severity: str = "error") -> None:
        problem = Problem(name, "", message, severity)
        if problem not in self.problems:
            self.problems.append(problem)


def expanded(locations: Iterable[Location]) -> tuple[list[Location], list[Problem]]:
    """Return sources with the members of archives in their place, and what could not be opened."""
    found: list[Location] = []
    problems: list[Problem] = []
    for location in locations:
        if location.path is None and not (location.remote and may_be_archive(location.name)):
            found.append(location)
            continue
        inside = _expanded(location)
        if inside is None:
            found.append(location)
        else:
            found += inside.found
            problems += inside.problems
    put_away()
    return found, problems


def _expanded(location: Location) -> _Contents | None:
    try:
        with _file_of(location) as path:
            if archive_format(path) is None:
                return None
            contents = _Contents(location, path)
            _add(contents, location.name, location.copy_name, ())
            if not contents.found and not contents.problems:
                contents.problem(location.name, tr("{name} holds no files to read.", name=location.name), "warning")
    except OSError:
        return None  # whoever opens it says why it cannot be read
    except SourceError as error:
        contents = _Contents(location, Path())
        contents.problem(location.name, str(error))
    return contents


def _file_of(location: Location) -> AbstractContextManager[Path]:
    if location.path is not None:
        return nullcontext(location.path)
    from pii_scanner.sources.stores.objects import fetched

    return fetched(location)


def _add(contents: _Contents, name: str, copy: str, inside: tuple[str, ...]) -> None:
    """Add the members of the archive at `inside`, and of those in it. Raises SourceError when it is none."""
    members = members_of(contents.path, name, inside)
    if members is None:
        _found(contents, name, copy, inside)
        return
    if len(members) == 1 and members[0].size is None:  # a compressed file
        _member(contents, name, copy, (*inside, members[0].name), members[0])
        return
    if _exceeds(contents, name, members):
        return
    if any(member.protected for member in members):
        try:
            unlock(contents.path, name, inside)
        except SourceError as error:  # said once, not for each of its members
            contents.problem(name, str(error))
            members = [member for member in members if not member.protected]
    for member in members:
        if member.refused or not any(map(is_debris, PurePosixPath(member.name).parts)):
            shown = f"{name}/{member.name.strip('/')}"
            _member(contents, shown, f"{copy}/{member.name}", (*inside, member.name), member)


def _exceeds(contents: _Contents, name: str, members: list[Member]) -> bool:
    limits = reading().archives
    contents.members += len(members)
    contents.size += sum(member.size or 0 for member in members)
    if contents.members > limits.most_members:
        message = tr(
            "{name} has more than {count} members, which is the limit (`archives` in the settings); it was not opened.",
            name=name,
            count=f"{limits.most_members:,}",
        )
        contents.problem(name, message)
        return True
    if contents.size > limits.most_bytes:
        contents.problem(name, str(unpacks_to_more(limits.most_bytes, name)))
        return True
    return False


def _member(contents: _Contents, name: str, copy: str, inside: tuple[str, ...], member: Member) -> None:
    if member.refused:
        severity = "warning" if member.refused == LINK else "error"
        contents.problem(name, refusal(member.refused, name), severity)
        return
    if is_bomb(member.size or 0, member.packed):
        ratio = reading().archives.most_ratio
        message = tr(
            "{name} unpacks to more than {ratio} times its packed size, as no ordinary file does; it was not read.",
            name=name,
            ratio=ratio,
        )
        contents.problem(name, message)
        return
    if not may_be_archive(inside[-1]) or (len(inside) > 1 and inside[-1] == inside[-2]):
        _found(contents, name, copy, inside, member)
        return
    if len(inside) >= reading().archives.deepest:
        depth = reading().archives.deepest
        message = tr("{name} is an archive inside {depth} others; those are not opened.", name=name, depth=depth)
        contents.problem(name, message)
        return
    try:
        _add(contents, name, copy, inside)
    except SourceError as error:
        contents.problem(name, str(error))


def _found(contents: _Contents, name: str, copy: str, inside: tuple[str, ...], member: Member | None = None) -> None:
    origin = contents.location
    archive = origin.copy_name if name != origin.name else ""
    other = copy if copy != name else ""
    size = origin.size if member is None else member.size
    protected = member is not None and member.protected
    contents.found.append(
        replace(origin, name=name, copy=other, inside=inside, archive=archive, size=size, protected=protected)
    )
