"""Compound files (MS-CFB), in which XLS keeps its streams."""

from __future__ import annotations

import struct
from functools import cached_property

import numpy as np
import numpy.typing as npt

_LAST = 0xFFFFFFFA  # sectors from here on are marks
_ENTRY = 128
_SMALL = 64
_STREAM, _ROOT = 2, 5


class Compound:
    """The streams of a compound file by name, "" being the root's: (first sector, bytes). `table` has the sector behind
    each sector, `small_table` the same of small ones; `cut` tells that the list of the table's own sectors did not end.

    Raises ValueError, LookupError or struct.error for what is none.
    """

    def __init__(self, data: bytes) -> None:
        self._body = memoryview(data)
        self.sector = 1 << data[30]
        if self.sector not in (512, 4096) or 1 << data[32] != _SMALL:
            raise ValueError("no compound file")
        directory, self._cutoff, small, more = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60, 68))
        self.table, self.cut = self._tables(more)
        self.streams = self._entries(self.chained(directory))
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

    def _entries(self, entries: bytes) -> dict[str, tuple[int, int]]:
        if len(entries) % _ENTRY:
            raise ValueError("an entry that is cut off")
        found: dict[str, tuple[int, int]] = {}
        for at in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", entries, at + 64)
            if entries[at + 66] not in (_STREAM, _ROOT):
                continue
            name = entries[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
            found[name if entries[at + 66] != _ROOT else ""] = struct.unpack_from("<II", entries, at + 116)
        return found

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
        """Return the first of the streams that is there."""
        first, length = self.streams[next((name for name in names if name in self.streams), names[0])]
        if length >= self._cutoff:
            return self.chained(first)[:length]
        return self._chained(first, self.small_table, _SMALL, self._inner, 0)[:length]
