"""generalize: less precise, still useful: a date to its year, an address to its city, an amount to a step."""

from __future__ import annotations

import re
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from recognizers import regions

_DATE = re.compile(r"^\s*(\d{4})\D?(\d{1,2})?\D?(\d{1,2})?")
_COMPACT = re.compile(r"^\s*((?:18|19|20)\d{2})(\d{2})(\d{2})")


class GeneralizeParameters(Parameters):
    """`to`: year, quarter or month of a date; province or city of an address. `step`: amounts are
    rounded down to a multiple of it. What cannot be generalized becomes `unknown`."""

    to: Literal["year", "quarter", "month", "province", "city"] | None = None
    step: float | None = Field(default=None, gt=0)
    unknown: str = ""

    @model_validator(mode="after")
    def _one(self) -> GeneralizeParameters:
        if self.to is not None and self.step is not None:
            raise ValueError("name either `to` or `step`, not both")
        return self


class Generalize(Operator):
    name = "generalize"
    summary = "make dates, addresses or amounts less precise"
    parameters_model = GeneralizeParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        to = self.parameters.to or ("city" if target.entity_type == "CN_ADDRESS" else None)
        if to in {"province", "city"}:
            return pa.array([self._area(value, to) for value in values.to_pylist()], pa.string())
        if to is not None:
            return pa.array([self._date(value, to) for value in values.to_pylist()], pa.string())
        return pa.array([self._amount(value) for value in values.to_pylist()], pa.string())

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Numbers keep their type when rounded to a step."""
        kind, step = array.type, self.parameters.step
        if step is None or not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
            return None
        rounded = pc.multiply(pc.floor(pc.divide(array.cast(pa.float64()), step)), step)
        return rounded.cast(kind, safe=False)

    def _area(self, value: str, to: str) -> str:
        province, city = area_of(value)
        if to == "province" or not city:
            return province or self.parameters.unknown
        return city if city.startswith(province) else province + city

    def _date(self, value: str, to: str) -> str:
        match = _COMPACT.match(value) or _DATE.match(value)
        if not match:
            return str(self.parameters.unknown)
        year, month = match.group(1), int(match.group(2) or 0)
        if to == "year" or not 1 <= month <= 12:
            return year
        return f"{year}-{month:02d}" if to == "month" else f"{year}Q{(month + 2) // 3}"

    def _amount(self, value: str) -> str:
        step = self.parameters.step or 1000.0
        try:
            number = float(value.replace(",", "").strip("¥￥ "))
        except ValueError:
            return str(self.parameters.unknown)
        rounded = number // step * step
        return str(int(rounded)) if rounded.is_integer() else f"{rounded:g}"


def area_of(value: str) -> tuple[str, str]:
    """Return (province, city) that an address begins with, by their full names, or empty strings."""
    province = next((p for p in regions.provinces() if value.startswith(regions.short_name(p))), "")
    rest = value.removeprefix(province).removeprefix(regions.short_name(province)) if province else value
    city = next((c for c in regions.cities() if rest.startswith(regions.short_name(c))), "")
    if city and not province:
        code = next(code for code, name in regions.names_by_code().items() if name == city)
        province = regions.names_by_code().get(code[:2] + "0000", "")
    return province, city
