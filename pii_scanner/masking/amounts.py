"""Numbers as whole units of their last decimal place, whatever their column's type, and back in the form they had.

Texts such as `1,234.50`, `￥-3` and `12 元` are numbers; `007` is a code and none. A number has at most 12 digits
before the point and 6 behind it; floats are rounded to 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
PLACES = 6
LARGEST = 10**12

_WRITTEN = (
    r"^(?P<head>\s*[¥￥$]?\s*)(?P<sign>[-+]?)(?P<whole>0|[1-9][0-9]{0,11}|[1-9][0-9]{0,2}(?:[,，][0-9]{3}){1,3})"
    r"(?:\.(?P<part>[0-9]{1,6})0*)?(?P<tail>\s*元?\s*)$"
)
_FIELDS = ("head", "sign", "whole", "part", "tail")


@dataclass(frozen=True)
class Amounts:
    """Numbers of one array: `units` of 10**-`decimals` each, meaningful where `found`."""

    units: Ints
    decimals: Ints
    found: Bools
    lowest: int
    highest: int
    _kind: pa.DataType
    _written: dict[str, pa.Array] | None = None

    def back(self, units: Ints, decimals: Ints) -> pa.Array:
        """Return other numbers in the form and type of the old ones, null where none was found."""
        missing = pa.array(~self.found)
        if pa.types.is_floating(self._kind):
            made = pa.array(units / 10.0**decimals)
        elif pa.types.is_integer(self._kind):
            made = pa.array(units)
        else:
            made = self._text(units, decimals)
        return pc.if_else(missing, pa.scalar(None, made.type), made).cast(self._kind, safe=False)

    def _text(self, units: Ints, decimals: Ints) -> pa.Array:
        assert self._written is not None
        digits = pa.array(np.abs(units)).cast(pa.string())
        whole, part = digits, pa.array([""] * len(units), pa.string())
        for places in np.unique(decimals[decimals > 0]).tolist():
            mine = pa.array(decimals == places)
            padded = pc.utf8_lpad(digits, places + 1, "0")
            whole = pc.if_else(mine, pc.utf8_slice_codeunits(padded, 0, -places), whole)
            behind = pc.binary_join_element_wise(".", pc.utf8_slice_codeunits(padded, -places), "")
            part = pc.if_else(mine, behind, part)
        old = self._written["whole"]
        grouped = pc.match_substring_regex(old, "[,，]")
        if pc.any(grouped).as_py():
            made = pa.array([f"{int(each):,}" for each in whole.filter(grouped).to_pylist()], pa.string())
            wide = pc.match_substring(old.filter(grouped), "，")
            made = pc.if_else(wide, pc.replace_substring(made, ",", "，"), made)
            whole = pc.replace_with_mask(whole, grouped, made)
        plus = pc.and_(pc.equal(self._written["sign"], "+"), pa.array(units >= 0))
        sign = pc.if_else(pa.array(units < 0), "-", pc.if_else(plus, "+", ""))
        return pc.binary_join_element_wise(self._written["head"], sign, whole, part, self._written["tail"], "")


def amounts_of(array: pa.Array) -> Amounts | None:
    """Return the numbers of an array of numbers or texts; None for other types."""
    kind = array.type
    if pa.types.is_integer(kind):
        limits = np.iinfo(kind.to_pandas_dtype())
        numbers = pc.fill_null(array, 0).cast(pa.int64(), safe=False).to_numpy(zero_copy_only=False)
        found = np.asarray(array.is_valid().to_numpy(zero_copy_only=False)) & (np.abs(numbers) < LARGEST)
        bounds = max(int(limits.min), -LARGEST), min(int(limits.max), LARGEST)
        return Amounts(np.where(found, numbers, 0), np.zeros(len(array), np.int64), found, *bounds, kind)
    if pa.types.is_floating(kind):
        return _of_floats(array)
    if pa.types.is_decimal(kind):
        most = 10 ** (kind.precision - kind.scale) - 1
        return _of_texts(array.cast(pa.string()), kind, min(most, LARGEST))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _of_texts(array.cast(pa.string()), kind, LARGEST)
    return None


def _of_floats(array: pa.Array) -> Amounts:
    # 0.1 of 32 bits is 0.1, not 0.10000000149: its own digits count.
    numbers = array.cast(pa.string()).cast(pa.float64()) if array.type != pa.float64() else array
    values = np.asarray(pc.fill_null(numbers, np.nan).to_numpy(zero_copy_only=False), dtype=np.float64)
    found = np.isfinite(values) & (np.abs(values) < LARGEST)
    values = np.where(found, values, 0.0)
    decimals = np.full(len(values), PLACES, dtype=np.int64)
    for places in range(PLACES - 1, -1, -1):
        decimals[np.rint(values * 10**places) / 10**places == values] = places
    units = np.rint(values * 10.0**decimals).astype(np.int64)
    return Amounts(units, decimals, found, -LARGEST, LARGEST, array.type)


def _of_texts(texts: pa.Array, kind: pa.DataType, most: int) -> Amounts:
    fields = pc.extract_regex(texts, _WRITTEN)
    written = {name: pc.fill_null(pc.struct_field(fields, name), "") for name in _FIELDS}
    found = np.asarray(fields.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    whole = pc.replace_substring_regex(written["whole"], "[,，]", "")
    digits = pc.binary_join_element_wise(whole, written["part"], "")
    units = pc.if_else(pc.equal(digits, ""), "0", digits).cast(pa.int64()).to_numpy(zero_copy_only=False)
    negative = np.asarray(pc.equal(written["sign"], "-").to_numpy(zero_copy_only=False))
    decimals = np.asarray(pc.utf8_length(written["part"]).to_numpy(zero_copy_only=False), dtype=np.int64)
    return Amounts(np.where(negative, -units, units), decimals, found, -most, most, kind, written)
