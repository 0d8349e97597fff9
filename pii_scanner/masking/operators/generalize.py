"""generalize: less precise, still useful: a date to its year, an address to its city, an age to a band, an amount to a step."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, InvalidOperation
from itertools import pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from pii_scanner.masking.ages import ages_of
from pii_scanner.masking.areas import areas_of, county_of
from pii_scanner.masking.operators.base import Operator, Parameters, Target

# Years that dates have, 9999 for none among them: a telephone number does not begin with a year.
_DATE = re.compile(r"^\s*((?:1[6-9]|20|21)\d{2}|9999)(?:(?!\d)\D?(\d{1,2})?\D?(\d{1,2})?|(\d{2})(?!\d))")
_YEAR_LAST = re.compile(r"^\s*\d{1,2}[-/.]\d{1,2}[-/.]((?:18|19|20)\d{2})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# 01JAN1990, 5-May-1990, May 5, 1990.
_WORDED = re.compile(
    rf"^\s*(?:\d{{1,2}}[ ,./-]{{0,2}})?({'|'.join(_MONTHS)})[a-z]{{0,6}}\.?[ ,./-]{{0,2}}(?:\d{{1,2}}(?:st|nd|rd|th)?[ ,]{{1,3}})?((?:18|19|20)\d{{2}})(?!\d)",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"^\s*((?:18|19|20)\d{2})(0[1-9]|1[0-2])((?:0[1-9]|[12]\d|3[01]))(?=(?:\d{4}|\d{6})?(?!\d))")
# Characters of the longest province, city and county.
_LONGEST_AREAS = 40
_AREAS = {"province", "city", "county"}


class GeneralizeParameters(Parameters):
    """What becomes less precise, and how; what cannot be generalized becomes `unknown`, and so does all but an address
    where nothing is named."""

    to: Literal["year", "quarter", "month", "province", "city", "county", "band"] | None = Field(
        default=None,
        description="year, quarter or month of a date; province, city or county of an address; band of ages",
    )
    width: int = Field(default=5, ge=1, le=100, description="years of a band of ages: 35-39; 1: single years")
    at: date | None = Field(
        default=None,
        description="the day at which birth dates and resident IDs become ages; without it they are unknown",
    )
    step: float | None = Field(default=None, gt=0, description="amounts become multiples of it")
    rounding: Literal["down", "nearest"] = Field(default="down", description="how amounts are rounded to the step")
    bins: tuple[float, ...] | None = Field(
        default=None, min_length=1, description="amounts become intervals between these limits: [1000,5000)"
    )
    top: float | None = Field(
        default=None, description="larger amounts become it (top coding); higher ages a band: 90+"
    )
    bottom: float | None = Field(default=None, description="smaller amounts become it (bottom coding)")
    unknown: str = Field(default="", description="what stands where a value cannot be generalized")

    @model_validator(mode="after")
    def _fit(self) -> GeneralizeParameters:
        if sum(each is not None for each in (self.to, self.step, self.bins)) > 1:
            raise ValueError("name either `to` or `step` or `bins`, not both")
        if self.bins is not None and any(low >= high for low, high in pairwise(self.bins)):
            raise ValueError("`bins` must rise")
        if (self.top is not None or self.bottom is not None) and (self.bins or self.to not in (None, "band")):
            raise ValueError("`top` and `bottom` go with amounts and bands only")
        if self.to == "band" and self.bottom is not None:
            raise ValueError("`bottom` goes with amounts only")
        if self.top is not None and self.bottom is not None and self.top <= self.bottom:
            raise ValueError("`top` must be above `bottom`")
        return self

    @property
    def of_amounts(self) -> bool:
        return self.to is None and any(each is not None for each in (self.step, self.bins, self.top, self.bottom))


class Generalize(Operator):
    name = "generalize"
    summary = "make dates, addresses, ages or amounts less precise"
    slow = True
    parameters_model = GeneralizeParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        given = self.parameters
        to = given.to or ("city" if target.entity_type == "CN_ADDRESS" and not given.of_amounts else None)
        if to in _AREAS:
            # Addresses share their beginnings: no area's name is longer than these, or has a digit.
            begun = pc.utf8_slice_codeunits(values, 0, _LONGEST_AREAS)
            begun = pc.dictionary_encode(pc.replace_substring_regex(begun, "(?s)[0-9].*", ""))
            texts = begun.dictionary.to_pylist()
            told = zip(texts, areas_of(texts), strict=True)
            areas = pa.array([self._area(value, *area, to) for value, area in told], pa.string())
            return areas.take(begun.indices)
        if to == "band":
            return self._bands(values)
        if to is not None:
            return pa.array([self._date(value, to) for value in values.to_pylist()], pa.string())
        if not given.of_amounts:
            return pa.array([given.unknown] * len(values), pa.string())
        amounts = [_number(value) for value in values.to_pylist()]
        if given.bins is not None:
            numbers = np.array([np.nan if each is None else float(each) for each in amounts], dtype=np.float64)
            return pc.fill_null(self._binned(numbers), given.unknown)
        return pa.array([given.unknown if each is None else self._amount(each) for each in amounts], pa.string())

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Numbers keep their type when rounded to a step or cut off; bins and bands are texts."""
        kind, given = array.type, self.parameters
        number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
        if given.to == "band" and (number or pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
            return self._bands(array)
        if not number or not given.of_amounts:
            return None
        numbers = array.cast(pa.float64())
        if given.bins is not None:
            return self._binned(np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64))
        if given.step is not None:
            share = pc.divide(numbers, given.step)
            share = pc.floor(share) if given.rounding == "down" else pc.round(share, round_mode="half_to_even")
            numbers = pc.multiply(share, given.step)
        if given.top is not None:
            numbers = pc.if_else(pc.greater(numbers, given.top), given.top, numbers)
        if given.bottom is not None:
            numbers = pc.if_else(pc.less(numbers, given.bottom), given.bottom, numbers)
        return numbers.cast(kind, safe=False)

    def _bands(self, array: pa.Array) -> pa.Array:
        """Return the band of each age: 35-39, or 90+ from `top` on."""
        width, top = self.parameters.width, self.parameters.top
        ages = ages_of(array, self.parameters.at)
        known = ages >= 0
        low = np.where(known, ages // width * width, 0)
        labels = pa.array(
            [
                f"{first}-{first + width - 1}" if width > 1 else str(first)
                for first in range(0, int(low.max(initial=0)) + 1, width)
            ]
        )
        made = labels.take(pa.array(low // width))
        if top is not None:
            made = pc.if_else(pa.array(ages >= top), f"{top:g}+", made)
        made = pc.if_else(pa.array(known), made, self.parameters.unknown)
        return pc.if_else(array.is_valid(), made, pa.scalar(None, pa.string()))

    def _binned(self, numbers: np.ndarray) -> pa.Array:  # type: ignore[type-arg]
        """Return the interval of each number, null where there is none."""
        limits = self.parameters.bins
        names = [f"{limit:.15g}" for limit in limits]
        labels = [f"<{names[0]}", *(f"[{low},{high})" for low, high in pairwise(names)), f">={names[-1]}"]
        places = np.digitize(np.nan_to_num(numbers), limits)
        return pa.array(labels, pa.string()).take(pa.array(places, mask=np.isnan(numbers)))

    def _area(self, value: str, province: str, city: str, to: str) -> str:
        if to == "province" or not province:
            return province or self.parameters.unknown
        whole = city if city.startswith(province) else province + city
        return whole + county_of(value) if to == "county" else whole

    def _date(self, value: str, to: str) -> str:
        match = _COMPACT.match(value) or _DATE.match(value)
        # Which of the two numbers before the year is the month cannot be told.
        last = None if match or to != "year" else _YEAR_LAST.match(value)
        if last:
            return last.group(1)
        worded = None if match else _WORDED.match(value)
        if worded:
            year, month = worded.group(2), _MONTHS.index(worded.group(1).lower()) + 1
        elif match:
            year, month = match.group(1), int(match.group(2) or match.groups()[-1] or 0)
        else:
            return str(self.parameters.unknown)
        if to == "year" or not 1 <= month <= 12:
            return year
        return f"{year}-{month:02d}" if to == "month" else f"{year}Q{(month + 2) // 3}"

    def _amount(self, number: Decimal) -> str:
        """Return an amount rounded to a multiple of the step, exactly, and cut off at top and bottom."""
        given = self.parameters
        try:
            if given.step is not None:
                step = Decimal(str(given.step))
                rounding = ROUND_FLOOR if given.rounding == "down" else ROUND_HALF_EVEN
                number = (number / step).to_integral_value(rounding) * step
            if given.top is not None:
                number = min(number, Decimal(str(given.top)))
            if given.bottom is not None:
                number = max(number, Decimal(str(given.bottom)))
        except (InvalidOperation, OverflowError):
            return str(given.unknown)
        text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text


def _number(value: str) -> Decimal | None:
    """Return an amount written as text, None where it is none."""
    try:
        number = Decimal(re.sub(r"[,，¥￥\s]", "", value))
    except (InvalidOperation, OverflowError):
        return None
    return number if number.is_finite() else None
