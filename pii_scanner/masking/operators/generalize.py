"""generalize: less precise, still useful: a date to its year, an address to its city, an amount to a step."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from recognizers import regions

_DATE = re.compile(r"^\s*(\d{4})\D?(\d{1,2})?\D?(\d{1,2})?")
# Characters of the longest short name of a province or city.
_LONGEST_AREA = 12
_LONGEST_AREAS = 20
_LOWER = ("区", "县")
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
            # Addresses share their beginnings, and no area's name is longer than these.
            begun = pc.dictionary_encode(pc.utf8_slice_codeunits(values, 0, _LONGEST_AREAS))
            areas = pa.array([self._area(value, to) for value in begun.dictionary.to_pylist()], pa.string())
            return areas.take(begun.indices)
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
    provinces, cities = _areas()
    province, rest = _beginning(value, provinces)
    city, behind = _beginning(rest, cities)
    if city and (behind[:1] in _LOWER or province not in {"", _province_of_city(city)}):
        city = ""  # 朝阳 in 北京市朝阳区 is a district, not the city
    if city and not province:
        province = _province_of_city(city)
    return province, city


@cache
def _areas() -> tuple[dict[str, str], dict[str, str]]:
    """Return (provinces, cities): short name -> full name."""
    return (
        {regions.short_name(name): name for name in regions.provinces()},
        {regions.short_name(name): name for name in regions.cities()},
    )


def _beginning(value: str, names: dict[str, str]) -> tuple[str, str]:
    """Return (full name of the area that a text begins with, the rest of the text)."""
    for length in range(min(_LONGEST_AREA, len(value)), 1, -1):
        full = names.get(value[:length])
        if full is not None:
            return full, value[len(full) if value.startswith(full) else length :]
    return "", value


@cache
def _province_of_city(city: str) -> str:
    code = next(code for code, name in regions.names_by_code().items() if name == city)
    return regions.names_by_code().get(code[:2] + "0000", "")
