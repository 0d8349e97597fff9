"""noise: a keyed number within bounds is added to every number; equal numbers get equal noise, zero and signs stay.

With `keep_sum`, the noise of a column adds up to nothing, exactly in its decimal places. Its sum S over the table
is taken back in proportion to the room each number has: of rows with room r1, r2, ... row i gives back
floor(S * (r1 + ... + ri) / R) - floor(S * (r1 + ... + r(i-1)) / R), R being all room. So no bound is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from pii_scanner.masking.amounts import Amounts, Ints, amounts_of
from pii_scanner.masking.operators.base import Companion, Parameters, RowOperator, Step, Survey, Target
from pii_scanner.masking.permutation import keyed_bits


class NoiseParameters(Parameters):
    """How far numbers move."""

    percent: float | None = Field(
        default=None,
        gt=0,
        le=100,
        description="the most a number moves, in percent of itself (10, unless amount is given)",
    )
    amount: float | None = Field(default=None, gt=0, le=1e12, description="the most a number moves, in its own unit")
    keep_sum: bool = Field(default=False, description="the sum of the column over the table stays exactly the same")
    unknown: str = Field(default="", description="what stands where a text is no number")

    @model_validator(mode="after")
    def _one(self) -> NoiseParameters:
        if self.percent is not None and self.amount is not None:
            raise ValueError("name either `percent` or `amount`, not both")
        return self


class Drawn(NamedTuple):
    """The noise of numbers, and the least and most it may be, all in their own units."""

    noise: Ints
    low: Ints
    high: Ints


class Noise(RowOperator):
    name = "noise"
    summary = "add keyed noise to numbers, with bounds, and with their sum kept if asked"
    consistent = False
    shape_preserving = True
    needs_key = True
    parameters_model = NoiseParameters

    @property
    def by_row(self) -> bool:
        return bool(self.parameters.keep_sum)

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        return self._noisy(values, target)

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        kind = array.type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self._noisy(array, target)
        return None

    def _noisy(self, array: pa.Array, target: Target) -> pa.Array:
        amounts = amounts_of(array)
        if amounts is None:
            return pa.nulls(len(array), array.type)
        return self._known(array, amounts.back(amounts.units + self.drawn(amounts, target).noise, amounts.decimals))

    def _known(self, array: pa.Array, made: pa.Array) -> pa.Array:
        """Return the result with `unknown` where a filled text was no number."""
        if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
            return made
        blank = pc.fill_null(pc.match_substring_regex(array, r"^\s*$"), True)
        return pc.if_else(blank, array, pc.fill_null(made, self.parameters.unknown))

    def drawn(self, amounts: Amounts, target: Target) -> Drawn:
        """Return the noise of each number; no number changes its sign or leaves the range of its type."""
        assert target.key is not None
        units, scale = amounts.units, 10**amounts.decimals
        if self.parameters.amount is not None:
            most = np.floor(self.parameters.amount * scale)
        else:
            most = np.floor(np.abs(units) * (self.parameters.percent or 10.0) / 100)
        # So that something moves: one unit of the last place, but nothing where there is nothing.
        bound = np.maximum(np.minimum(most, 10.0**18), 1).astype(np.int64) * ((units != 0) & amounts.found)
        low = np.where(units >= 0, -np.minimum(bound, units), -bound)
        high = np.where(units >= 0, bound, np.minimum(bound, -units))
        low, high = np.maximum(low, amounts.lowest * scale - units), np.minimum(high, amounts.highest * scale - units)
        low, high = np.minimum(low, 0), np.maximum(high, 0)
        share = self._shares(amounts, target.key)
        noise = np.minimum(low + np.floor(share * (high - low + 1)).astype(np.int64), high)
        return Drawn(noise, low, high)

    @staticmethod
    def _shares(amounts: Amounts, key: bytes) -> np.ndarray:  # type: ignore[type-arg]
        """Return a keyed number of 0 to 1 for each; 5 and 5.00 are one number."""
        units, decimals = amounts.units.copy(), amounts.decimals.copy()
        for _ in range(int(decimals.max(initial=0))):
            round_ = (decimals > 0) & (units % 10 == 0)
            units[round_] //= 10
            decimals[round_] -= 1
        bits = np.zeros(len(units), dtype=np.uint64)
        for places in np.unique(decimals).tolist():
            mine = decimals == places
            bits[mine] = keyed_bits(units[mine].view(np.uint64), key, f"noise {places}")
        return bits.astype(np.float64) / 2.0**62

    def survey(self, target: Target) -> Survey:
        return Sums(self, target)

    def begin(self, target: Target, place: str, survey: Survey | None) -> Step:
        sums = survey if isinstance(survey, Sums) else Sums(self, target)
        places, excess, room = sums.places, sums.excess, sums.room
        passed = 0

        def step(array: pa.Array, others: Mapping[str, Companion]) -> pa.Array:
            nonlocal passed
            if pa.types.is_dictionary(array.type):
                array = array.dictionary_decode()  # there are more values than the index type may count
            amounts = amounts_of(array)
            if amounts is None:
                return pa.nulls(len(array), array.type)
            drawn = self.drawn(amounts, target)
            scale = 10 ** np.maximum(places - amounts.decimals, 0)
            units = (amounts.units + drawn.noise) * scale
            if excess:
                free = (drawn.noise - drawn.low if excess > 0 else drawn.high - drawn.noise) * scale
                ends = list(accumulate(free.tolist(), initial=passed))
                given = np.array([abs(excess) * end // room for end in ends], dtype=object)
                back = np.diff(given).astype(np.int64)
                units = units - back if excess > 0 else units + back
                passed = ends[-1]
            return self._known(array, amounts.back(units, np.maximum(amounts.decimals, places)))

        return step


class Sums(Survey):
    """The sums of a column's noise and of the room in both directions, by decimal places."""

    def __init__(self, noise: Noise, target: Target) -> None:
        self._noise, self._target = noise, target
        self._by_places: dict[int, tuple[int, int, int]] = {}

    def add(self, array: pa.Array) -> None:
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        amounts = amounts_of(array)
        if amounts is None:
            return
        drawn = self._noise.drawn(amounts, self._target)
        for places in np.unique(amounts.decimals).tolist():
            mine = (amounts.decimals == places) & amounts.found
            noise, low, high = (sum(each[mine].tolist()) for each in drawn)
            before = self._by_places.get(places, (0, 0, 0))
            self._by_places[places] = (before[0] + noise, before[1] + noise - low, before[2] + high - noise)

    @property
    def places(self) -> int:
        """The decimal places of the column."""
        return max(self._by_places, default=0)

    @property
    def excess(self) -> int:
        """The sum of the noise, in units of the column's last place."""
        return self._total(0)

    @property
    def room(self) -> int:
        """By how much the numbers together may move back."""
        return self._total(1 if self.excess > 0 else 2)

    def _total(self, which: int) -> int:
        return sum(each[which] * 10 ** (self.places - places) for places, each in self._by_places.items())
