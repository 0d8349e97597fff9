"""shift: dates move by a keyed number of days, the same for all dates of a person, so that spans of time stay true.

With `by`, the number comes from the key and the value of a column that names the person, in whatever table it
stands. Without, it is one number for everything the recipient gets: who knows one true date then knows all.
A time of day stays. Of n persons, about n / (2 * days) share a number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from pii_scanner.masking.dates import Days, written_dates
from pii_scanner.masking.operators.base import Companion, Parameters, RowOperator, Step, Survey, Target
from pii_scanner.masking.permutation import keyed_numbers

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}


class ShiftParameters(Parameters):
    """How far dates move, and by whom."""

    by: str | None = Field(
        default=None,
        min_length=1,
        description="the column of the table that names the person; without it one shift for everything",
    )
    days: int = Field(default=365, ge=2, le=36_500, description="the most days a date moves, in either direction")
    unknown: str = Field(default="", description="what stands where a text is no date")


class Shift(RowOperator):
    name = "shift"
    summary = "move the dates of a person by the same keyed number of days"
    consistent = False
    shape_preserving = True
    needs_key = True
    key_name = "shift"
    needs_order = False
    parameters_model = ShiftParameters

    @property
    def by_row(self) -> bool:
        return self.parameters.by is not None

    @property
    def companions(self) -> tuple[str, ...]:
        return (self.parameters.by,) if self.parameters.by else ()

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        if self.by_row:  # a date inside a text: nothing says whose it is
            return pa.array([self.parameters.unknown] * len(values), pa.string())
        return self._moved(values, np.repeat(self._offsets([""], target), len(values)))

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        if self.by_row or not (pa.types.is_temporal(array.type) or pa.types.is_integer(array.type)):
            return None
        return self._moved(array, np.repeat(self._offsets([""], target), len(array)))

    def begin(self, target: Target, place: str, survey: Survey | None) -> Step:
        def step(array: pa.Array, others: Mapping[str, Companion]) -> pa.Array:
            # Rows that name nobody move together.
            people = pc.dictionary_encode(pc.fill_null(others[self.parameters.by].canonical, ""))
            offsets = self._offsets(people.dictionary.to_pylist(), target)
            return self._moved(array, offsets[people.indices.to_numpy(zero_copy_only=False)])

        return step

    def _offsets(self, people: list[str], target: Target) -> Days:
        """Return the days of each person: -days..-1 or 1..days."""
        assert target.key is not None
        most = self.parameters.days
        numbers = (keyed_numbers(people, target.key, 1)[:, 0] % np.uint64(2 * most)).astype(np.int64) - most
        return np.asarray(numbers + (numbers >= 0))

    def _moved(self, array: pa.Array, offsets: Days) -> pa.Array:
        """Return dates moved, in their type; what is no date becomes null, in texts `unknown`."""
        kind = array.type
        if pa.types.is_dictionary(kind):
            # There may be more values afterwards than its indices can count.
            return self._moved(array.dictionary_decode(), offsets)
        if pa.types.is_date32(kind):
            return pc.add(array.cast(pa.int32()), pa.array(offsets.astype(np.int32))).cast(kind)
        if pa.types.is_date64(kind):
            return pc.add(array.cast(pa.int64()), pa.array(offsets * _PER_DAY["ms"])).cast(kind)
        if pa.types.is_timestamp(kind):
            return pc.add(array.cast(pa.int64()), pa.array(offsets * _PER_DAY[kind.unit])).cast(kind)
        if pa.types.is_integer(kind):  # 20240105
            dates = written_dates(array.cast(pa.string()))
            return dates.rewritten(dates.days + offsets).cast(kind)
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            return pa.nulls(len(array), kind)
        texts = array.cast(pa.string())
        dates = written_dates(texts)
        moved = pc.fill_null(dates.rewritten(dates.days + offsets), self.parameters.unknown)
        blank = pc.fill_null(pc.match_substring_regex(texts, r"^\s*$"), True)
        return pc.if_else(blank, texts, moved).cast(kind)
