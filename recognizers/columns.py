"""A batch of one column as the recognizers see it: UTF-8 buffers, canonical forms, byte matrices."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import exponents, forms
from recognizers.checks import Bools, Bytes
from recognizers.forms import CLASS_OF_BYTE, Form
from recognizers.matching import holding
from recognizers.ordered import distinct_of_sorted
from recognizers.text import FOLDED, NO_WIDTH, SEPARATORS, WIDTHLESS, fold

# No identifier is longer than this many bytes, separators and full-width digits included.
LONGEST_CELL = 80
_SPACED = r"[0-9][ \-'`\"]|[ \-'`\"][0-9]|^[\s\v'`\"\x{2018}\x{2019}]|[\s\v\"'`\x{2018}\x{2019}]$"
_WHOLE_NUMBER = r"^([0-9]{7,})\.0+$"
_BLANKS = np.zeros(256, dtype=np.bool_)
_BLANKS[[*b" \t\r\n\v\f'`\"", 0xE2]] = True
_QUOTE = np.zeros(1 << 16, dtype=np.bool_)
_QUOTE[[0x2018, 0x2019]] = True
# 1.3800138E10
_FOLDED_NUMBER = forms.Form(
    forms.DIGIT | forms.DOT | forms.UPPER | forms.LOWER | forms.MARK,
    forms.DIGIT | forms.DOT,
    exponents.SHORTEST,
    exponents.LONGEST,
    0,
)
_LETTERS = forms.UPPER | forms.LOWER
_NEITHER_ASCII = forms.HAN | forms.ODD | forms.FOREIGN


class _View:
    """A form of a column, made when first asked for. A column that is its own form does not hold itself: only the
    collector of garbage would free it, late, and its buffers with it."""

    def __init__(self, make: Callable[[TextColumn], TextColumn]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, column: TextColumn, owner: type | None = None) -> TextColumn:
        held = column.__dict__
        if self._name not in held:
            made = self._make(column)
            held[self._name] = None if made is column else made
        found: TextColumn | None = held[self._name]
        return column if found is None else found


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
    def classes(self) -> npt.NDArray[np.uint16]:
        """The classes of characters in each cell, as the bits of `recognizers.forms`."""
        if not len(self):
            return np.zeros(0, dtype=np.uint16)
        starts = self.offsets[:-1] - self.offsets[0]
        filled = starts < len(self.window)
        found = np.zeros(len(self), dtype=np.uint16)
        if filled.any():
            of_bytes = CLASS_OF_BYTE.take(self.window, mode="clip")
            found[filled] = np.bitwise_or.reduceat(of_bytes, starts[filled])
            found[self.lengths == 0] = 0
        return found

    @cached_property
    def kinds(self) -> npt.NDArray[np.int64]:
        """Every value that occurs in `classes`."""
        return np.flatnonzero(np.bincount(self.classes))

    @cached_property
    def every(self) -> int:
        """The classes of characters in any cell."""
        return int(np.bitwise_or.reduce(self.kinds)) if len(self) else 0

    def like(self, form: Form) -> Bools | None:
        """Return which cells have only classes that a form allows, and all that it needs; None when none has."""
        fits = ((self.kinds & ~form.allowed) == 0) & ((self.kinds & form.needed) == form.needed)
        if not fits.any():
            return None
        if fits.all():
            return np.ones(len(self), dtype=np.bool_)
        table = np.zeros(forms.EVERY + 1, dtype=np.bool_)
        table[self.kinds[fits]] = True
        return table[self.classes]

    @cached_property
    def is_ascii(self) -> bool:
        return not self.every & _NEITHER_ASCII

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
    def _odd(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint16]]:
        """Characters that begin with a byte of the class ODD, as (place of the first byte, code point) of each."""
        window = self.window
        places = np.flatnonzero((window == 0xEF) | (window == 0xE3) | (window == 0xE2) | (window == 0xC2))
        places += int(self.offsets[0])
        lead, second = self.data.take(places).astype(np.uint16), self.data.take(places + 1).astype(np.uint16) & 0x3F
        # The third byte is that of the next character where there are two only.
        third = self.data.take(np.minimum(places + 2, len(self.data) - 1)) & 0x3F
        codes = lead << 12 | second << 6 | third
        short = lead == 0xC2
        if short.any():
            codes[short] = 0x80 | second[short]
        return places, np.asarray(codes, dtype=np.uint16)

    def rows_with(self, table: Bools) -> npt.NDArray[np.int64]:
        """Return the cells with a character, beginning with a byte of the class ODD, that a table of code points has."""
        if not self.every & forms.ODD:
            return np.zeros(0, dtype=np.int64)
        places, codes = self._odd
        hits = places[table.take(codes)]
        return distinct_of_sorted(np.searchsorted(self.offsets, hits, side="right") - 1)

    @_View
    def folded(self) -> TextColumn:
        """The cells with full-width characters, odd spaces and dashes as ASCII."""
        rows = self.rows_with(FOLDED)
        if self.every & forms.BLANK and self.contains_byte(ord("\t")):
            tabs = pc.match_substring(self.array, "\t").to_numpy(zero_copy_only=False)
            rows = np.union1d(rows, np.flatnonzero(tabs))
        return self._with(rows, lambda cells: pa.array(map(fold, cells.to_pylist()), pa.string()))

    @_View
    def bare(self) -> TextColumn:
        """The folded cells without characters of no width, wherever they stand: cells are compared whole."""
        rows = self.rows_with(WIDTHLESS)
        if not len(rows):
            return self.folded
        return self._with(rows, lambda cells: pc.replace_substring_regex(cells, NO_WIDTH, "")).folded

    def _with(self, rows: npt.NDArray[np.int64], change: Callable[[pa.Array], pa.Array]) -> TextColumn:
        """Return the column with some cells changed."""
        if not len(rows):
            return self
        mask = np.zeros(len(self), dtype=np.bool_)
        mask[rows] = True
        changed = change(self.array.take(pa.array(rows)))
        return TextColumn(pc.replace_with_mask(self.array, pa.array(mask), changed))

    @cached_property
    def _may_be_spaced(self) -> Bools:
        """Which cells may hold a separator of groups, or a space or a quote around them."""
        may = self.classes & (forms.BLANK | forms.DASH) != 0
        may[self.rows_with(_QUOTE)] = True
        return np.asarray(may)

    @_View
    def trimmed(self) -> TextColumn:
        """The folded cells without the spaces and quotes around them."""
        bare = self.bare
        rows = np.flatnonzero(bare._may_be_spaced)
        first, last = bare.data[bare.offsets[:-1][rows]], bare.data[bare.offsets[1:][rows] - 1]
        rows = rows[_BLANKS[first] | _BLANKS[last] | (last >= 0x80)]
        return bare._with(rows, lambda cells: pc.utf8_trim(cells, " \t\r\n\v\f'`\"\u2018\u2019"))

    @_View
    def canonical(self) -> TextColumn:
        """The short cells as identifiers are compared: folded, without separators, upper case.

        Cells that are longer than any identifier become empty: they are text.
        A trailing `.0` that a spreadsheet added is removed, and what Java wrote with an exponent written out.
        """
        array = self.bare.array
        lengths = self.bare.lengths
        if len(lengths) and int(lengths.max()) > LONGEST_CELL:
            array = pc.if_else(pa.array(lengths <= LONGEST_CELL), array, "")
        # A separator is removed beside a digit or a plate's dot only, so words keep their spaces.
        rows = np.flatnonzero(self.bare._may_be_spaced & (lengths <= LONGEST_CELL))
        if len(rows):
            rows = rows[holding(array.take(pa.array(rows)), _SPACED)]
            unspaced = TextColumn(array)._with(rows, lambda cells: pc.replace_substring_regex(cells, SEPARATORS, ""))
            array = unspaced.array
        if self.bare.every & forms.DOT:
            column = TextColumn(array)
            rows = np.flatnonzero((column.lengths >= 9) & (column.classes == forms.DIGIT | forms.DOT))
            rows = rows[column.data[column.offsets[1:][rows] - 1] == ord("0")]
            array = column._with(rows, lambda cells: pc.replace_substring_regex(cells, _WHOLE_NUMBER, r"\1")).array
            array = _written_out(array)
        if self.bare.every & forms.LOWER:
            array = pc.ascii_upper(array)
        return self if array is self.array else TextColumn(array)


def _written_out(array: pa.Array) -> pa.Array:
    """Return cells with the numbers that kept all digits behind an exponent written out."""
    column = TextColumn(array)
    if not column.every & _LETTERS:
        return array
    like = column.like(_FOLDED_NUMBER)
    if like is None:
        return array
    few, most = exponents.SHORTEST, exponents.LONGEST
    rows = np.flatnonzero(like & (column.lengths >= few) & (column.lengths <= most) & (column.classes & _LETTERS != 0))
    rows = rows[column.data[column.offsets[:-1][rows] + 1] == ord(".")]
    if len(rows):
        rows = rows[exponents.with_exponent(array.take(pa.array(rows)))]
    return column._with(rows, exponents.whole_numbers).array
