"""The cells of one sheet as text, column by column, as a person reads them: whole numbers without `.0`, dates in
ISO form, TRUE and FALSE as `true` and `false`; errors (`#N/A`) are empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

# A spreadsheet keeps 15 digits of a number: the rest were zeros, or are lost.
EXACT_DIGITS = 15
# Days are counted from here: a time alone is read as one of these dates.
_MIDNIGHT = " 00:00:00"
_TIME_ALONE = r"^1899-12-3[01][ T]([0-9]{2}:[0-9]{2}:[0-9]{2})"
# A cell that is a date and a time, not a line of a log that begins with one.
_DATE_TIME = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)$"
_ALL: dict[str, Any] = {"header_row": None, "skip_rows": 0}
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """Rows and columns count from A1; the columns left of the first filled one are left out.

    texts: one string array a column, null where a cell is empty, all of length `rows`.
    numbers: for each column, True where a cell holds a number (or a truth value) and no text or date; None when that
    was not read. sums: rows with a formula that sums cells above it, where formulas are visible.
    """

    left: int
    rows: int
    texts: tuple[pa.Array, ...]
    numbers: tuple[Mask, ...] | None
    sums: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Return the number of columns from A on."""
        return self.left + len(self.texts)

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.texts) + sum(mask.nbytes for mask in self.numbers or ())

    def column(self, index: int) -> pa.Array:
        """Return the texts of a column that counts from A."""
        return self.texts[index - self.left] if index >= self.left else pa.nulls(self.rows, pa.string())

    def are_numbers(self, index: int) -> Mask:
        """Return which cells of a column that counts from A hold a number, as far as it was read."""
        if self.numbers is None or index < self.left:
            return np.zeros(self.rows, np.bool_)
        return self.numbers[index - self.left]

    def row(self, index: int) -> list[str]:
        """Return the texts of one row from A on, empty cells as ""."""
        return [""] * self.left + [array[index].as_py() or "" for array in self.texts]

    def filled(self) -> Mask:
        """Return a matrix of rows x columns (the first is `left`): True where a cell holds something."""
        result = np.zeros((self.rows, len(self.texts)), np.bool_)
        for index, array in enumerate(self.texts):
            result[:, index] = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else True
        return result


def grid_of(reader: Any, name: str, with_numbers: bool = True) -> Grid:
    """Return the cells of a sheet of a fastexcel reader, down to the last row with a filled cell.

    Numbers are told from texts by a second reading; without it there must be none of more than 15 digits.
    """
    sheet = reader.load_sheet(name, dtypes="string", **_ALL)
    if not sheet.width or not sheet.height:
        return Grid(0, 0, (), ())
    left = sheet.selected_columns[0].absolute_index
    texts = [_without_empty(array) for array in sheet.to_arrow().columns]
    del sheet
    rows = _last_filled(texts)
    texts = [_readable(text.slice(0, rows)) for text in texts]
    grid = Grid(left, rows, tuple(texts), None)
    return with_types(reader, name, grid) if with_numbers else grid


def with_types(reader: Any, name: str, grid: Grid) -> Grid:
    """Return the cells with what is a number among them."""
    if grid.numbers is not None or not grid.texts:
        return grid
    # As truth values only numbers are there.
    truths = reader.load_sheet(name, dtypes="boolean", **_ALL).to_arrow().columns
    numbers = [truth.is_valid().to_numpy(zero_copy_only=False)[: grid.rows] for truth in truths]
    texts = []
    for text, number in zip(grid.texts, numbers, strict=True):
        long = longer_than_kept(text, number)
        texts.append(_with_zeros(text, long) if long.any() else text)
    return Grid(grid.left, grid.rows, tuple(texts), tuple(numbers))


def _without_empty(texts: pa.Array) -> pa.Array:
    """Return a column whose empty texts are null; formulas may give such."""
    empty = _lengths(texts) == 0
    if not empty.any():
        return texts
    return pc.if_else(pa.array(empty), pa.scalar(None, pa.string()), texts)


def _lengths(texts: pa.Array) -> npt.NDArray[np.int32]:
    """Return the bytes of each text; of a null any number."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32, len(texts) + 1, 4 * texts.offset)
    return np.diff(offsets)


def _last_filled(columns: list[pa.Array]) -> int:
    """Return the number of rows down to the last with a filled cell."""
    last = 0
    for column in columns:
        tail = column.slice(last)
        if tail.null_count < len(tail):
            there = tail.is_valid().to_numpy(zero_copy_only=False)
            last += int(np.flatnonzero(there)[-1]) + 1
    return last


def _readable(texts: pa.Array) -> pa.Array:
    if pc.any(pc.ends_with(texts, _MIDNIGHT)).as_py():
        texts = pc.replace_substring_regex(texts, r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00$", r"\1")
    if pc.any(pc.starts_with(texts, "1899-12-3")).as_py():
        texts = pc.replace_substring_regex(texts, _TIME_ALONE, r"\1")
    if pc.any(pc.match_substring_regex(texts, _DATE_TIME)).as_py():
        texts = pc.replace_substring_regex(texts, _DATE_TIME, r"\1 \2")
    return texts


def longer_than_kept(texts: pa.Array, numbers: Mask) -> Mask:
    """Return which cells hold a whole number of more digits than a spreadsheet keeps."""
    if not numbers.any():
        return np.zeros(len(texts), np.bool_)
    # A minus is no digit, hence one byte more at first.
    long = pc.fill_null(pc.greater(pc.binary_length(texts), EXACT_DIGITS), False)
    found = numbers & long.to_numpy(zero_copy_only=False)
    if found.any():
        whole = pc.match_substring_regex(texts.filter(pa.array(found)), rf"^-?[0-9]{{{EXACT_DIGITS + 1},}}$")
        found[found] = whole.to_numpy(zero_copy_only=False)
    return found


def _with_zeros(texts: pa.Array, long: Mask) -> pa.Array:
    """Return long numbers as a spreadsheet shows them: zeros in place of the digits that it did not keep, which the
    binary number would show as digits that nobody wrote."""
    chosen = pa.array(long)
    written = texts.filter(chosen).cast(pa.float64()).cast(pa.string())
    parts = pc.extract_regex(written, r"^(?P<sign>-?)(?P<whole>[0-9]+)\.?(?P<rest>[0-9]*)e\+(?P<exponent>[0-9]+)$")
    sign, whole, rest, exponent = (pc.struct_field(parts, index) for index in range(4))
    digits = pc.binary_join_element_wise(whole, rest, "")
    for size in pc.unique(exponent).to_pylist():
        if size is not None:
            padded = pc.utf8_rpad(digits, int(size) + 1, "0")
            digits = pc.if_else(pc.fill_null(pc.equal(exponent, size), False), padded, digits)
    shown = pc.coalesce(pc.binary_join_element_wise(sign, digits, ""), written)
    return pc.replace_with_mask(texts, chosen, shown)
