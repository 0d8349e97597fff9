"""Compound files (MS-CFB), in which XLS keeps its streams."""

from __future__ import annotations

import struct
from functools import cached_property

import numpy as np
import numpy.typing as npt

_LAST = 0xFFFFFFFA  # sectors from here on are marks
_ENTRY = 128
_SMALL = 64
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class Compound:
    """The streams of a compound file by name, "" being the root's: (first sector, bytes). `tops` are the names of what
    stands in no storage, `storages` those of all storages. `table` has the sector behind each sector, `small_table` the same of small
    ones; `cut` tells that the list of the table's own sectors did not end.

    Raises ValueError, LookupError or struct.error for what is none.
    """

    def __init__(self, data: bytes) -> None:
        self._body = memoryview(data)
        self.sector = 1 << data[30]
        if self.sector not in (512, 4096) or 1 << data[32] != _SMALL:
            raise ValueError("no compound file")
        directory, self._cutoff, small, more = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68))
        self.table, self.cut = self._tables(more)
        entries = self.chained(directory)
        tops = _tops(entries)
        self.tops = [_name(entries, number) for number in tops]
        self.streams, self.storages = self._entries(entries, frozenset(tops))
        self.small_table = np.frombuffer(self.chained(small), "<u4")

    def _tables(self, more: int) -> tuple[npt.NDArray[np.uint32], bool]:
        data, sector = self._body, self.sector
        listed = list(struct.unpack_from("<109I", data, 76))
        while more < _LAST and len(listed) < len(data) // sector:
            *found, more = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
            listed += found
        listed = [each for each in listed if each < _LAST]
        if listed and (max(listed) + 1) * sector >= len(data):
            raise ValueError("a sector behind the end")
        sectors = b"".join(data[(each + 1) * sector : (each + 2) * sector] for each in listed)
        return np.frombuffer(sectors[: len(sectors) // 4 * 4], "<u4"), more < _LAST

    def _entries(self, entries: bytes, tops: frozenset[int]) -> tuple[dict[str, tuple[int, int]], list[str]]:
        if len(entries) % _ENTRY:
            raise ValueError("an entry that is cut off")
        found: dict[str, tuple[int, int]] = {}
        storages: list[str] = []
        for number in range(len(entries) // _ENTRY):
            kind, name = entries[number * _ENTRY + 66], _name(entries, number)
            if kind == _STORAGE:
                storages.append(name)
            elif kind == _ROOT or (kind == _STREAM and (number in tops or name not in found)):
                # Documents inside have streams of the same names.
                found["" if kind == _ROOT else name] = struct.unpack_from("<II", entries, number * _ENTRY + 116)
        return found, storages

    def chained(self, first: int) -> bytes:
        """Return the bytes of a chain of sectors."""
        return self._chained(first, self.table, self.sector, self._body, self.sector)

    @staticmethod
    def _chained(first: int, table: npt.NDArray[np.uint32], size: int, content: memoryview, offset: int) -> bytes:
        pieces, left = [], len(table)
        while first < _LAST and left:
            if offset + first * size >= len(content):
                raise ValueError("a sector behind the end")
            pieces.append(content[offset + first * size : offset + (first + 1) * size])
            first, left = int(table[first]), left - 1
        return b"".join(pieces)

    @cached_property
    def _inner(self) -> memoryview:
        return memoryview(self.chained(self.streams[""][0]))

    def stream(self, *names: str) -> bytes:
        """Return the first of the streams that is there; capitals are as good as small letters (MS-CFB 2.6.4)."""
        there = {name.casefold(): name for name in self.streams}
        wanted = (there.get(name.casefold()) for name in names)
        first, length = self.streams[next(filter(None, wanted), names[0])]
        if length >= self._cutoff:
            return self.chained(first)[:length]
        return self._chained(first, self.small_table, _SMALL, self._inner, 0)[:length]


def _name(entries: bytes, number: int) -> str:
    at = number * _ENTRY
    (length,) = struct.unpack_from("<H", entries, at + 64)
    return entries[at : at + max(0, length - 2)].decode("utf-16-le", "replace")


def _tops(entries: bytes) -> list[int]:
    """Return the entries that stand in no storage: those under the root, each beside the next (MS-CFB 2.6.4)."""
    (first,) = struct.unpack_from("<I", entries, 76)
    waiting, seen = [first], {0: None}
    while waiting:
        number = waiting.pop()
        if number not in seen and (number + 1) * _ENTRY <= len(entries):
            seen[number] = None
            waiting += struct.unpack_from("<II", entries, number * _ENTRY + 68)
    return list(seen)[1:]
