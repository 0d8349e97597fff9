"""A text file of any encoding that is read as UTF-8 from any byte of that on, without reading what stands before."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import IO

from pii_scanner.sources.encoding import Encoding, Utf8Reader, open_utf8

_PIECE = 1 << 20
_FAR = 1 << 62


class Utf8File:
    """A file in an encoding; where in the file bytes of its UTF-8 come from is learned when it is read from the start."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self._path, self._encoding = path, encoding
        self._places: list[tuple[int, int]] = []

    @contextmanager
    def opened(self, begin: int = 0) -> Iterator[IO[bytes]]:
        """Yield the stream of UTF-8 bytes from the one at `begin` on."""
        at = bisect_right(self._places, (begin, _FAR)) - 1
        known, byte = self._places[at] if at >= 0 else (0, 0)
        with open_utf8(self._path, self._encoding, byte) as stream:
            _skip(stream, begin - known)
            yield stream
            raw = stream.raw if isinstance(stream, BufferedReader) else None
            if not self._places and isinstance(raw, Utf8Reader):
                self._places = raw.places


def _skip(stream: IO[bytes], count: int) -> None:
    """Pass over the first bytes of a stream."""
    if stream.seekable():
        stream.seek(count, os.SEEK_CUR)
        return
    while count > 0 and (passed := len(stream.read(min(count, _PIECE)))):
        count -= passed
