"""The province, city and county that an address begins with, by their full names (GB/T 2260)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers import regions
from recognizers.matching import holding
from recognizers.traditional import simplified

# Names are looked up by so many characters: no short name has fewer.
_KEY = 2
Areas = dict[str, list[tuple[str, str]]]
_SPACES = re.compile(r"\s")
_LOWER = re.compile(r"区|县|[东南西北中]?[一二三四五六七八九十]?(?:大?街|大?道|路|巷|弄)")
# A street with the name of a province: 北京西路 is in many cities.
_STREET = re.compile(r"[东南西北中]?[一二三四五六七八九十]?(?:大?街|大?道|大?路|巷|弄)")
# Marks of a sentence.
_SENTENCE = "[，：；。！？“”,:;!?]"
_MUNICIPALITIES = ("11", "12", "31", "50")


def area_of(value: str) -> tuple[str, str]:
    """Return (province, city) that an address begins with, by their full names, or empty strings."""
    return areas_of([value])[0]


def areas_of(values: Sequence[str]) -> list[tuple[str, str]]:
    """Return what `area_of` does of each address; many at once take less time."""
    joined = "\0".join(values)
    apart = joined.count("\0") < max(1, len(values))
    written = _SPACES.sub("", simplified(joined)).split("\0") if apart else list(map(_bare, values))
    return [_area_of(_without_country(text)) for text in written] if values else []


@lru_cache(maxsize=1 << 15)
def _area_of(text: str) -> tuple[str, str]:
    provinces, cities = _areas()
    whole = next((name for name in _full_cities().get(text[:_KEY], ()) if text.startswith(name)), "")
    if whole:  # 吉林市, 海南藏族自治州: a city's full name before a province's short one
        return _province_of_city(whole), whole
    province, rest = _beginning(text, provinces)
    if province and not text.startswith(province) and _STREET.match(rest):
        province, rest = "", text
    city, behind = _beginning(rest, cities)
    # 朝阳 in 北京市朝阳区 is a district, 南京 in 南京东路 a street.
    if city and (_LOWER.match(behind) or province not in {"", _province_of_city(city)}):
        city = ""
    if city and not province:
        province = _province_of_city(city)
    return (province, city) if province else _area_of_county(text)


def _area_of_county(text: str) -> tuple[str, str]:
    """Return (province, city) of the county that a text begins with, where the country has only one of its name."""
    found = next((name for name in _by_county().get(text[:_KEY], ()) if text.startswith(name)), "")
    code = _only_counties().get(found, "")
    named = regions.names_by_code()
    return named.get(code[:2] + "0000", ""), named.get(code[:4] + "00", "") if code[:2] not in _MUNICIPALITIES else ""


@cache
def _only_counties() -> dict[str, str]:
    """Return the codes of counties by those names that one county has: 海曙区, not 朝阳区."""
    codes: dict[str, list[str]] = {}
    for code, name in regions.names_by_code().items():
        if code[4:] != "00":
            codes.setdefault(name, []).append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1}


@cache
def _by_county() -> dict[str, list[str]]:
    return _by_beginning(_only_counties())


def _written(value: str) -> str:
    """Return an address in simplified characters, without blanks and the name of the country."""
    return _without_country(_bare(value))


def _bare(value: str) -> str:
    return _SPACES.sub("", simplified(value))


def _without_country(text: str) -> str:
    return text.removeprefix("中华人民共和国").removeprefix("中国")


def are_sentences(texts: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which texts, none null, are sentences that may hold an address, and no address themselves."""
    return holding(texts, _SENTENCE)


def county_of(value: str) -> str:
    """Return the county or district behind province and city that an address names, or an empty string."""
    province, city = area_of(value)
    if not province:
        return ""
    text = _written(value)
    for name in dict.fromkeys((province, city)):
        for written in (name, regions.short_name(name)):
            if written and text.startswith(written):
                text = text[len(written) :]
                break
    return next((name for name in _counties(city or province) if text.startswith(name)), "")


@cache
def _counties(area: str) -> tuple[str, ...]:
    """Return the names of the counties of a city, or of a municipality or province without one; the longest first."""
    code = next((code for code, name in regions.names_by_code().items() if name == area and code.endswith("00")), "")
    head = code[:2] if code.endswith("0000") else code[:4]
    names = (
        name for each, name in regions.names_by_code().items() if head and each.startswith(head) and each[4:] != "00"
    )
    return tuple(sorted(names, key=len, reverse=True))


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
