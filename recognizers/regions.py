"""Administrative divisions: code (GB/T 2260, 6 digits) and name of provinces, cities and counties.

An unknown code lowers confidence, it never rejects: old identity cards carry codes that are gone.
"""

from __future__ import annotations

import csv
from functools import cache

from recognizers.resources import DATA

# GB/T 2260 (11-65), Taiwan, and the residence permits of Hong Kong, Macau and Taiwan residents.
PROVINCE_CODES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83 91".split()
)
# Prefecture codes (digits 3-4) that GB/T 2260 assigns to no place: surrogates live there.
FREE_PREFECTURES = tuple(f"{code:02d}" for code in range(71, 90)) + tuple(f"{code:02d}" for code in range(91, 100))

_PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
_OUTSIDE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区", "83": "台湾省"}


@cache
def names_by_code() -> dict[str, str]:
    """Return all names by their 6-digit code."""
    path = DATA / "regions.csv"
    with path.open(encoding="utf-8") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


@cache
def provinces() -> tuple[str, ...]:
    names = [name for code, name in names_by_code().items() if code.endswith("0000")]
    return (*names, "台湾省", "香港特别行政区", "澳门特别行政区")


@cache
def cities() -> tuple[str, ...]:
    """Return the names of prefecture-level cities, without the placeholders such as 市辖区."""
    names = names_by_code().items()
    return tuple(
        name for code, name in names if code.endswith("00") and not code.endswith("0000") and name not in _PLACEHOLDERS
    )


@cache
def counties() -> frozenset[str]:
    return frozenset(name for code, name in names_by_code().items() if not code.endswith("00"))


def place_of(code: str) -> str:
    """Return the names of province, city and county of a 6-digit code, as far as they are known: 浙江省杭州市西湖区."""
    names = names_by_code()
    parts = [names.get(part, "") for part in (f"{code[:2]}0000", f"{code[:4]}00", code)]
    parts[0] = parts[0] or _OUTSIDE.get(code[:2], "")
    return "".join(dict.fromkeys(part for part in parts if part not in _PLACEHOLDERS))


def short_name(name: str) -> str:
    """Return a province or city as people say it: 北京 for 北京市, 内蒙古 for 内蒙古自治区."""
    for ending in ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "地区", "省", "市", "盟"):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name
