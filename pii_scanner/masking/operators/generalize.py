"""generalize: less precise, still useful: a date to its year, an address to its city, an amount to a step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from functools import cache
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, model_validator

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from recognizers import regions

_DATE = re.compile(r"^\s*(\d{4})\D?(\d{1,2})?\D?(\d{1,2})?")
# Characters of the longest province and city.
_LONGEST_AREAS = 24
# Names are looked up by so many characters: no short name has fewer.
_KEY = 2
Areas = dict[str, list[tuple[str, str]]]
_LOWER = re.compile(r"区|县|[东南西北中]?[一二三四五六七八九十]?(?:大?街|大?道|路|巷|弄)")
_COMPACT = re.compile(r"^\s*((?:18|19|20)\d{2})(\d{2})(\d{2})")


class GeneralizeParameters(Parameters):
    """`to`: year, quarter or month of a date; province or city of an address. `step`: amounts are
    rounded down to a multiple of it. What cannot be generalized becomes `unknown`; so does all but an
    address where neither is given."""

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
        if self.parameters.step is None:
            return pa.array([self.parameters.unknown] * len(values), pa.string())
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
        """Return an amount rounded down to a multiple of the step, exactly."""
        step = Decimal(str(self.parameters.step))
        try:
            number = Decimal(re.sub(r"[,，¥￥\s]", "", value))
            rounded = (number / step).to_integral_value(ROUND_FLOOR) * step
        except (InvalidOperation, OverflowError):
            return str(self.parameters.unknown)
        text = format(rounded, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


def area_of(value: str) -> tuple[str, str]:
    """Return (province, city) that an address begins with, by their full names, or empty strings."""
    text = re.sub(r"\s", "", value)
    text = text.removeprefix("中华人民共和国").removeprefix("中国")
    provinces, cities = _areas()
    whole = next((name for name in _full_cities().get(text[:_KEY], ()) if text.startswith(name)), "")
    if whole:  # 吉林市, 海南藏族自治州: a city's full name before a province's short one
        return _province_of_city(whole), whole
    province, rest = _beginning(text, provinces)
    city, behind = _beginning(rest, cities)
    # 朝阳 in 北京市朝阳区 is a district, 南京 in 南京东路 a street.
    if city and (_LOWER.match(behind) or province not in {"", _province_of_city(city)}):
        city = ""
    if city and not province:
        province = _province_of_city(city)
    return province, city


@cache
def _full_cities() -> dict[str, list[str]]:
    """Return full names of cities by their first characters, the longest first."""
    return _by_beginning(regions.cities())


@cache
def _areas() -> tuple[Areas, Areas]:
    """Return (provinces, cities): the short names by their first characters, the longest first, each with its full name."""
    both = []
    for names in (regions.provinces(), regions.cities()):
        full = {regions.short_name(name): name for name in names}
        both.append({key: [(short, full[short]) for short in each] for key, each in _by_beginning(full).items()})
    return both[0], both[1]


def _by_beginning(names: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        found.setdefault(name[:_KEY], []).append(name)
    return found


def _beginning(text: str, names: Areas) -> tuple[str, str]:
    """Return (full name of the area that a text begins with, the rest of the text)."""
    for short, full in names.get(text[:_KEY], ()):
        if text.startswith(short):
            return full, text[len(full) if text.startswith(full) else len(short) :]
    return "", text


@cache
def _province_of_city(city: str) -> str:
    code = next(code for code, name in regions.names_by_code().items() if name == city)
    return regions.names_by_code().get(code[:2] + "0000", "")
