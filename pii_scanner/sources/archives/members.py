"""Bringing one member out of an archive, and keeping the archives on the way to it open meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.archives.formats import archive_format, failure, most_of_stream, open_archive
from pii_scanner.sources.archives.model import Archive, Member
from pii_scanner.sources.scratch import file_name, refuse_no_room, scratch

Key = tuple[str, int, int, tuple[str, ...]]


@dataclass
class _Open:
    key: Key
    path: Path
    archive: Archive
    members: dict[str, Member]
    closing: ExitStack


# The archives that lead to the member last asked for, the outermost first: its neighbours need them again.
_OPEN: list[_Open] = []


def members_of(source: Path, name: str, inside: tuple[str, ...] = ()) -> list[Member] | None:
    """Return what the archive at `inside` of a file holds, None when there is no archive.

    Raises SourceError in one sentence when it cannot be opened.
    """
    opened = _opened(source, name, inside)
    return None if opened is None else list(opened.members.values())


def unlock(source: Path, name: str, inside: tuple[str, ...]) -> None:
    """Find the password of the archive at `inside` of a file; raises SourceError when none fits."""
    opened = _opened(source, name, inside)
    try:
        if opened is not None:
            opened.archive.unlock()
    except Exception as error:  # whatever a library raises over damaged bytes
        raise failure(error, name) from error


@contextmanager
def unpacked(source: Path, name: str, inside: tuple[str, ...]) -> Iterator[Path]:
    """Yield a member as a file of its own in a private folder, removed afterwards.

    Raises SourceError in one sentence when it cannot be brought out.
    """
    with scratch(name) as folder:
        yield _brought_out(source, name, inside, folder)


def put_away() -> None:
    """Close all archives and remove what they unpacked."""
    while _OPEN:
        _OPEN.pop().closing.close()


def _brought_out(source: Path, name: str, inside: tuple[str, ...], folder: Path) -> Path:
    opened = _opened(source, name, inside[:-1])
    member = opened.members.get(inside[-1]) if opened is not None else None
    if opened is None or member is None:
        raise SourceError(tr("{name} changed while it was read; it was left out. Run again.", name=name))
    target = folder / file_name(inside[-1])
    most = most_of_stream(member.packed or 0) if member.size is None else member.size
    try:
        refuse_no_room(folder, member.size or 0, name)
        opened.archive.unpack(member, target, most, name)
    except Exception as error:  # whatever a library raises over damaged bytes
        raise failure(error, name, inside[-1]) from error
    return target


def _opened(source: Path, name: str, inside: tuple[str, ...]) -> _Open | None:
    """Return the open archive at `inside` of a file; those that do not lead to it are closed."""
    try:
        state = source.stat()
    except OSError as error:
        raise failure(error, name) from error
    start = (str(source), state.st_mtime_ns, state.st_size)
    way = [(*start, inside[:depth]) for depth in range(len(inside) + 1)]
    while _OPEN and _OPEN[-1].key not in way:
        _OPEN.pop().closing.close()
    if _OPEN and _OPEN[-1].key == way[-1]:
        return _OPEN[-1]
    with ExitStack() as closing:
        path = source
        if inside:
            folder = closing.enter_context(scratch(name))
            path = _brought_out(source, name, inside, folder)
        try:
            kind = archive_format(path)
            if kind is None:
                return None
            archive = open_archive(path, inside[-1] if inside else name, kind, closing)
            members = {member.name: member for member in archive.members()}
        except Exception as error:  # whatever a library raises over damaged bytes
            raise failure(error, name) from error
        _OPEN.append(_Open(way[-1], path, archive, members, closing.pop_all()))
    return _OPEN[-1]
