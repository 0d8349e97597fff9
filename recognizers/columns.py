"""A batch of one column as the recognizers see it: UTF-8 buffers, canonical forms, byte matrices."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checks import Bytes
from recognizers.text import FOLDED, NO_WIDTH, SEPARATORS, fold

# No identifier is longer than this many bytes, separators and full-width digits included.
LONGEST_CELL = 80
_SPACED = r"[0-9][ \-'`\"]|[ \-'`\"][0-9]|^[\s\v'`\"\x{2018}\x{2019}]|[\s\v\"'`\x{2018}\x{2019}]$"
# First bytes of the UTF-8 of what `NO_WIDTH` holds.
_LEADS_OF_NO_WIDTH = (0xE2, 0xEF)
# First or last bytes of cells that may stand for a space or a quote, the Chinese quotes in UTF-8 among them.
_FRAME = np.zeros(256, dtype=np.bool_)
_FRAME[[*b" \t\r\n\v\f'`\"", 0xE2, 0x98, 0x99]] = True


class TextColumn:
    """One batch of one column of strings; nulls count as empty.

    `array` has type string; everything else is derived from it once, when first asked for.
    """

    def __init__(self, array: pa.Array) -> None:
        if array.null_count:
            array = pc.fill_null(array, "")
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def offsets(self) -> npt.NDArray[np.int32]:
        """Byte offsets of the cells, shape (rows + 1,)."""
        buffer = self.array.buffers()[1]
        if buffer is None or not len(self.array):
            return np.zeros(len(self.array) + 1, dtype=np.int32)
        first = self.array.offset
        return np.frombuffer(buffer, dtype=np.int32)[first : first + len(self.array) + 1]

    @cached_property
    def data(self) -> Bytes:
        """All bytes of the buffer that `offsets` points into."""
        buffer = self.array.buffers()[2]
        return np.frombuffer(buffer, dtype=np.uint8) if buffer is not None else np.zeros(0, np.uint8)

    @cached_property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Length of each cell in bytes."""
        return np.diff(self.offsets)

    @cached_property
    def window(self) -> Bytes:
        """The bytes of this batch only."""
        return self.data[int(self.offsets[0]) : int(self.offsets[-1])]

    @cached_property
    def is_ascii(self) -> bool:
        return not len(self.window) or int(self.window.max()) < 128

    @cached_property
    def histogram(self) -> npt.NDArray[np.int64]:
        """Number of cells of each byte length, up to LONGEST_CELL; the last entry counts the longer ones."""
        return np.bincount(np.minimum(self.lengths, LONGEST_CELL), minlength=LONGEST_CELL + 1)

    def rows_of_length(self, length: int) -> npt.NDArray[np.int64]:
        return np.flatnonzero(self.lengths == length)

    def matrix(self, rows: npt.NDArray[np.int64], length: int) -> Bytes:
        """Return the bytes of cells of one length, shape (len(rows), length)."""
        starts = self.offsets[rows]
        total = len(self.window)
        if len(rows) * length == total:
            return self.window.reshape(len(rows), length)
        return np.asarray(self.data[starts[:, None] + np.arange(length, dtype=np.int32)])

    def contains_byte(self, byte: int) -> bool:
        return bool((self.window == byte).any())

    @cached_property
    def folded(self) -> TextColumn:
        """The cells with full-width characters, odd spaces and dashes as ASCII."""
        if self.is_ascii and not self.contains_byte(ord("\t")):
            return self
        odd = pc.match_substring_regex(self.array, FOLDED)
        if not pc.any(odd).as_py():
            return self
        changed = pa.array([fold(text) for text in self.array.filter(odd).to_pylist()], pa.string())
        return TextColumn(pc.replace_with_mask(self.array, odd, changed))

    @cached_property
    def bare(self) -> TextColumn:
        """The folded cells without characters of no width, wherever they stand: cells are compared whole."""
        if self.is_ascii or not any(map(self.contains_byte, _LEADS_OF_NO_WIDTH)):
            return self.folded
        marked = pc.match_substring_regex(self.array, NO_WIDTH)
        if not pc.any(marked).as_py():
            return self.folded
        changed = pc.replace_substring_regex(self.array.filter(marked), NO_WIDTH, "")
        return TextColumn(pc.replace_with_mask(self.array, marked, changed)).folded

    @cached_property
    def may_be_framed(self) -> bool:
        """Whether some cell may begin or end with a space or a quote."""
        filled = self.lengths > 0
        first, last = self.data[self.offsets[:-1][filled]], self.data[self.offsets[1:][filled] - 1]
        return bool((_FRAME[first] | _FRAME[last]).any())

    @cached_property
    def may_be_spaced(self) -> bool:
        """Whether some cell may hold a separator; plain ASCII digits and letters cannot."""
        return not self.is_ascii or bool((self.window <= ord("-")).any()) or self.contains_byte(ord("`"))

    @cached_property
    def trimmed(self) -> TextColumn:
        """The folded cells without the spaces and quotes around them."""
        if not self.bare.may_be_framed:
            return self.bare
        array = self.bare.array
        framed = pc.match_substring_regex(array, r"^[\s\v'`\"\x{2018}\x{2019}]|[\s\v'`\"\x{2018}\x{2019}]$")
        if not pc.any(framed).as_py():
            return self.bare
        changed = pc.utf8_trim(array.filter(framed), " \t\r\n\v\f'`\"\u2018\u2019")
        return TextColumn(pc.replace_with_mask(array, framed, changed))

    @cached_property
    def canonical(self) -> TextColumn:
        """The short cells as identifiers are compared: folded, without separators, upper case.

        Cells that are longer than any identifier become empty: they are text.
        A trailing `.0` that a spreadsheet added is removed.
        """
        array = self.bare.array
        lengths = self.bare.lengths
        if len(lengths) and int(lengths.max()) > LONGEST_CELL:
            array = pc.if_else(pa.array(lengths <= LONGEST_CELL), array, "")
        # A separator is removed beside a digit or a plate's dot only, so words keep their spaces.
        spaced = pc.match_substring_regex(array, _SPACED) if self.bare.may_be_spaced else None
        if spaced is not None and pc.any(spaced).as_py():
            changed = pc.replace_substring_regex(array.filter(spaced), SEPARATORS, "")
            array = pc.replace_with_mask(array, spaced, changed)
        if TextColumn(array).contains_byte(ord(".")):
            array = pc.replace_substring_regex(array, r"^([0-9]{7,})\.0+$", r"\1")
        window = TextColumn(array).window
        if ((window >= 97) & (window <= 122)).any():
            array = pc.ascii_upper(array)
        return self if array is self.array else TextColumn(array)
