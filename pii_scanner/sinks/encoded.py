"""Text of a copy in the encoding of its source."""

from __future__ import annotations

import codecs
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc


class Encoded:
    """Text in the source's encoding; what that cannot hold becomes a question mark."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file, self._utf8 = file, encoding == "utf-8"
        self._encoder = codecs.getincrementalencoder(encoding)("replace")

    def write(self, text: str) -> None:
        self._file.write(self._encoder.encode(text))

    def write_utf8(self, text: bytes) -> None:
        self._file.write(text if self._utf8 else self._encoder.encode(text.decode("utf-8")))

    def write_array(self, lines: pa.StringArray) -> None:
        if not len(lines):
            return
        whole = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(lines)], pa.int32()), lines), "")[0]
        if self._utf8:
            self._file.write(memoryview(whole.as_buffer()))
        else:
            self.write(whole.as_py())
