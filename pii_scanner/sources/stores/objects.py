"""Objects of a store: listed below a prefix or by a glob, fetched one at a time into a private folder."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location
from pii_scanner.sources.debris import is_debris
from pii_scanner.sources.scratch import file_name, refuse_no_room, scratch
from pii_scanner.sources.stores.filesystem import open_store, scheme_of, shown, tried

# Key, bytes, and what changes with the content.
Found = list[tuple[str, int | None, str]]
# What stores call a hash of an object's content or the number of its version, and when it was written.
_HASHES = ("ETag", "etag", "VersionId", "md5Hash", "md5", "crc32c", "content_settings_md5", "generation")
_TIMES = ("LastModified", "last_modified", "updated", "mtime", "modified", "modification_time", "modifiedTime")


class _Kept:
    """The archive last fetched: its members need it one after the other."""

    remote: str = ""
    path: Path | None = None
    closing: ExitStack | None = None


def objects_of(url: str) -> list[Location]:
    """Return the objects that a URL names: one, all below a prefix, or those of a glob, in order.

    Raises SourceError in one sentence when the store cannot be listed or holds nothing there.
    """
    system, path = open_store(url)
    found, below = tried(url, lambda: _listed(system, path))
    kept = [each for each in found if not is_debris(PurePosixPath(each[0]).name)]
    if not kept:
        raise SourceError(tr("{name} holds no objects: check the bucket and the path.", name=shown(url)))
    plain = shown(url)
    return [
        Location(
            shown(_url(url, system, key)),
            argument=plain,
            remote=_url(url, system, key),
            copy=_relative(key, below),
            size=size,
            version=version,
        )
        for key, size, version in sorted(kept)
    ]


def _listed(system: Any, path: str) -> tuple[Found, str]:
    """Return ((key, bytes) of the objects, the folder that their copies are named below)."""
    if glob.has_magic(path) and not system.exists(path):
        found = system.glob(path, detail=True)
        fixed = [part for part in path.split("/") if part]
        wild = next(index for index, part in enumerate(fixed) if glob.has_magic(part))
        return _files(found), "/".join(fixed[:wild])
    info = system.info(path)
    if info["type"] == "file":
        return [(path, _size(info), _version(info))], str(PurePosixPath(path).parent)
    return _files(system.find(path, detail=True)), path.rstrip("/")


def _files(found: dict[str, dict[str, Any]]) -> Found:
    # An object whose name ends in a slash is a console's way to show an empty folder.
    return [
        (key, _size(info), _version(info))
        for key, info in found.items()
        if info.get("type", "file") == "file" and not key.endswith("/")
    ]


def _size(info: dict[str, Any]) -> int | None:
    size = info.get("size")
    return int(size) if isinstance(size, (int, float)) else None


def _version(info: dict[str, Any]) -> str:
    """Return what a store says of an object's content, empty where it says nothing that changes with it."""
    hashes = [str(info[name]) for name in _HASHES if info.get(name)]
    times = [str(info[name]) for name in _TIMES if info.get(name)]
    return "|".join([*hashes, *times])


def _url(asked: str, system: Any, key: str) -> str:
    """Return the URL of an object, with the account of the one that was asked for."""
    scheme = scheme_of(asked)
    if scheme in {"http", "https"}:
        return key
    authority = asked.partition("://")[2].partition("/")[0]
    if scheme in {"sftp", "ssh", "ftp", "smb", "hdfs", "webhdfs", "webdav"}:
        return f"{asked.partition('://')[0]}://{authority}/{key.lstrip('/')}"
    return f"{asked.partition('://')[0]}://{key.lstrip('/')}"


def _relative(key: str, folder: str) -> str:
    path = PurePosixPath("/", key.partition("?")[0].lstrip("/"))
    base = PurePosixPath("/", folder.lstrip("/"))
    return path.relative_to(base).as_posix() if path.is_relative_to(base) and path != base else path.name


@contextmanager
def fetched(location: Location) -> Iterator[Path]:
    """Yield an object as a file in a private folder, removed afterwards; an archive stays for its next member.

    Raises SourceError in one sentence when it cannot be read.
    """
    remote = location.remote or ""
    if _Kept.remote == remote and _Kept.path is not None and _Kept.path.is_file():
        yield _Kept.path
        return
    with ExitStack() as stack:
        folder = stack.enter_context(scratch(location.name))
        path = _fetch(location, remote, folder)
        if location.inside:
            put_away()
            _Kept.remote, _Kept.path, _Kept.closing = remote, path, stack.pop_all()
        yield path


def _fetch(location: Location, remote: str, folder: Path) -> Path:
    system, key = open_store(remote)
    target = folder / file_name(PurePosixPath(key.partition("?")[0]).name)
    if not location.inside:
        refuse_no_room(folder, location.size or 0, location.name)

    def fetch() -> None:
        target.unlink(missing_ok=True)
        system.get_file(key, str(target))

    tried(remote, fetch)
    return target


def put_away() -> None:
    """Remove the archive that was kept."""
    closing, _Kept.closing, _Kept.path, _Kept.remote = _Kept.closing, None, None, ""
    if closing is not None:
        closing.close()
