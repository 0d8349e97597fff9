"""Workbooks that were opened a moment ago: scan, known values and masking pass over one file, which is parsed once.

A file counts as the same while its place, inode, size and times do.
"""

from __future__ import annotations

import os
import struct
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any

from pii_scanner.errors import SourceError
from pii_scanner.memory import give_back
from pii_scanner.sources.excel.binary import texts_of_xls
from pii_scanner.sources.excel.book import Book, open_reader
from pii_scanner.sources.excel.compound import Compound
from pii_scanner.sources.excel.package import OLE, Package, damaged, read_package, too_far
from pii_scanner.sources.excel.protected import opened
from pii_scanner.sources.excel.reach import endless, reach_of_xls
from pii_scanner.sources.excel.unpacked import too_large
from pii_scanner.sources.properties import properties_of_sets, property_streams

# Bytes of all workbooks that wait together; one that has more is read again.
_MOST_KEPT = 64 << 20
_MOST_BOOKS = 32
# To read one of fewer bytes leaves little behind, and takes no time worth a thread.
_SMALL = 1 << 20
# In an XLS the storages of embedded objects are called so.
_EMBEDDED = ("MBD", "LNK")
_Key = tuple[str, str, tuple[int, ...]]


@dataclass(frozen=True)
class Workbook:
    """An open workbook, and what stands in its file outside the cells; `key` tells the file's state
    before it was opened."""

    book: Book
    package: Package
    key: _Key

    @property
    def nbytes(self) -> int:
        return self.book.nbytes + self.package.nbytes


# With the bytes of each.
_kept: OrderedDict[_Key, tuple[Workbook, int]] = OrderedDict()
_lock = Lock()


def workbook(path: Path, name: str) -> Workbook:
    """Return the workbook of a file, from the last pass if it did not change since; `name` is what users know it as.

    Raises SourceError when it is damaged, protected, or would unpack without end.
    """
    key = _key(path, name)
    with _lock:
        found = _kept.get(key)
    return found[0] if found is not None else _opened(path, name, key)


def keep(used: Workbook, path: Path) -> None:
    """Let a workbook wait for the next pass, unless its file changed meanwhile; the oldest make room for it."""
    used.book.close()
    size = used.nbytes
    with _lock:
        _kept.pop(used.key, None)
        if size <= _MOST_KEPT and used.key == _key(path, used.key[0]):
            _kept[used.key] = used, size
            while len(_kept) > _MOST_BOOKS or sum(each for _, each in _kept.values()) > _MOST_KEPT:
                _kept.popitem(last=False)
    if size > _SMALL:
        give_back()


def put_away() -> None:
    """Forget all workbooks that wait."""
    with _lock:
        _kept.clear()


def _opened(path: Path, name: str, key: _Key) -> Workbook:
    file_opened = opened(path, name)
    with file_opened.path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped and file_opened.path.stat().st_size > _SMALL:
        package, reader = _side_by_side(file_opened.path, name)
    else:
        package = read_package(file_opened.path, name) if zipped else _of_xls(file_opened.path.read_bytes(), name)
        reader = None
    if file_opened.texts is not None:
        package.texts = dict(file_opened.texts)  # of a workbook that was made nothing else is the source's
    return Workbook(Book(file_opened, name, reader), package, key)


def _side_by_side(path: Path, name: str) -> tuple[Package, Any]:
    """Return what stands outside the cells of a zip, which another thread reads, and its reader, which is opened meanwhile:
    it reads the shared strings without Python's lock.

    What the reader takes is freed whole only in the thread that began: others have heaps of their own.
    """
    tested = Event()
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(copy_context().run, read_package, path, name, tested.set)
        reading.add_done_callback(lambda _: tested.set())
        tested.wait()
        if reading.done() and reading.exception() is not None:
            reading.result()
        try:
            reader = open_reader(path, name)
        except SourceError:
            reading.result()  # what it says of the file comes first
            raise
        return reading.result(), reader


def _of_xls(data: bytes, name: str) -> Package:
    """Return what stands outside the cells; raises SourceError for what the reader of cells could not end."""
    if not data.startswith(OLE):
        return Package()
    try:
        file = Compound(data)
        book = file.stream("Workbook", "Book")
        ends = not endless(file, len(data))
        reach = reach_of_xls(book) if ends else 0
    except (struct.error, LookupError, ValueError):
        raise SourceError(damaged(name)) from None
    if not ends:
        raise SourceError(damaged(name))
    if too_large(reach, len(data)):
        raise SourceError(too_far(name))
    embedded = sum(storage.startswith(_EMBEDDED) for storage in file.storages)
    return Package(texts_of_xls(book) | _properties(file), embedded=embedded)


def _properties(file: Compound) -> dict[str, list[str]]:
    """Return the properties of a compound file by place; those that are damaged say nothing."""
    streams = {}
    for name in property_streams():
        if name in file.streams:
            try:
                streams[name] = file.stream(name)
            except (struct.error, LookupError, ValueError):
                continue
    return properties_of_sets(streams)


def _key(path: Path, name: str) -> _Key:
    state = path.stat()
    times = (state.st_mtime_ns, state.st_ctime_ns)
    return name, os.path.realpath(path), (state.st_dev, state.st_ino, state.st_size, *times)
