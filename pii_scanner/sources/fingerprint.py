"""The fingerprint of a file: while it is the same, the file is the same and need not be read again."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from pii_scanner.model.table import Location

# Bytes of the beginning and of the end that are looked at.
_EDGE = 1 << 14
_BLOCK = 1 << 20
# A file changed so few seconds ago may change again within the same tick of its clock.
_SETTLED = 2.0
# Files in which a database keeps its last changes.
_BESIDE = ("-wal", "-journal", ".wal")


def fingerprint(location: Location) -> str | None:
    """Return the fingerprint of a source that is a file or an object of a store, or a member of an archive that is
    one; else None.

    It is the BLAKE2b hash of the path, the size, the times of the last change of content and of metadata, and the
    first and last 16 KB, also of the journals of a database beside it. None too for a file that changed just now. Of an
    object it is the hash of its URL, its size and what the store says of its content; None where it says nothing.
    """
    if location.remote is not None and location.version:
        named = [location.remote, *location.inside, str(location.size), location.version]
        return hashlib.blake2b("\0".join(named).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    if location.path is None or location.remote is not None:
        return None
    told = hashlib.blake2b(digest_size=16)
    told.update("\0".join([os.path.realpath(location.path), *location.inside]).encode("utf-8", "surrogateescape"))
    try:
        for path in _files(location.path):
            _tell(told, path)
    except OSError:
        return None
    except _JustChangedError:
        return None
    return told.hexdigest()


def content_of(path: Path) -> str | None:
    """Return the BLAKE2b hash of all bytes of a file and of the journals of a database beside it; None where one cannot be
    read. It tells whether a file that changed just now has changed since."""
    told = hashlib.blake2b(digest_size=16)
    try:
        for each in _files(path):
            with each.open("rb") as file:
                while block := file.read(_BLOCK):
                    told.update(block)
            told.update(f"|{each.name}|".encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return told.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    yield path
    for ending in _BESIDE:
        beside = path.with_name(path.name + ending)
        if beside.is_file():
            yield beside


class _JustChangedError(Exception):
    pass


def _tell(told: hashlib.blake2b, path: Path) -> None:
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        if time.time() - max(state.st_mtime, state.st_ctime) < _SETTLED:
            raise _JustChangedError
        told.update(f"|{state.st_size}|{state.st_mtime_ns}|{state.st_ctime_ns}|".encode())
        told.update(file.read(_EDGE))
        if state.st_size > _EDGE:
            file.seek(max(_EDGE, state.st_size - _EDGE))
            told.update(file.read(_EDGE))
