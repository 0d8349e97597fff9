"""Columns of places without streets: 宁波市, 浙江省宁波市海曙区, 海曙区. They are no addresses, but as precise as one that was made so."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.model.inventory import CITY, COUNTY
from recognizers import forms, regions
from recognizers.columns import TextColumn
from recognizers.ordered import spread

# Bytes of the shortest and the longest names: 宁波, 新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县.
_SHORTEST, _LONGEST = 6, 90
_BETWEEN = r"[\s/,，、·-]"
_MOSTLY, _SOME = 0.5, 0.05
_LOOKED, _LIKELY = 64, 0.2


def count_areas(profile: ColumnProfile, column: TextColumn, weights: npt.NDArray[np.int64] | None) -> None:
    """Count the cells of a batch that are a province, a city or a county and nothing else."""
    short = (column.lengths >= _SHORTEST) & (column.lengths <= _LONGEST) & (column.classes & forms.HAN != 0)
    rows = np.flatnonzero(short)
    if not len(rows):
        return
    some = column.array.take(pa.array(rows[spread(len(rows), _LOOKED)])).to_pylist()
    levels = _levels()
    if sum(re.sub(_BETWEEN, "", text) in levels for text in some) < _LIKELY * len(some):
        return  # to look up all of them takes its time
    texts = pc.replace_substring_regex(column.array.take(pa.array(rows)), _BETWEEN, "")
    for level, names in _names().items():
        mine = pc.is_in(texts, value_set=names).to_numpy(zero_copy_only=False)
        count = int(np.count_nonzero(mine)) if weights is None else int(weights[rows[mine]].sum())
        if count:
            profile.areas[level] = profile.areas.get(level, 0) + count


def finest_area(profile: ColumnProfile) -> str:
    """Return "city" or "county" for a column most of whose cells are areas, some as fine as this, else nothing."""
    whole = sum(profile.areas.values())
    if not whole or whole < _MOSTLY * profile.filled:
        return ""
    return next((level for level in (COUNTY, CITY) if profile.areas.get(level, 0) >= _SOME * whole), "")


@cache
def _levels() -> dict[str, str]:
    return {name: level for level, names in _names().items() for name in names.to_pylist()}


@cache
def _names() -> dict[str, pa.Array]:
    """Return the names of each level, alone and behind those of the levels above (GB/T 2260)."""
    found: dict[str, set[str]] = {"province": set(), CITY: set(), COUNTY: set()}
    for code, name in regions.names_by_code().items():
        province = regions.place_of(code[:2] + "0000")
        above = ("", province, regions.short_name(province))
        city = regions.place_of(code[:4] + "00").removeprefix(province)
        if code.endswith("0000"):
            found["province"] |= {name, regions.short_name(name)}
        elif code.endswith("00"):
            found[CITY] |= {p + c for p in above for c in (city, regions.short_name(city)) if c}
        else:
            found[COUNTY] |= {p + c + name for p in above for c in ("", city, regions.short_name(city))}
    found[CITY] -= found["province"]
    found[COUNTY] -= found[CITY] | found["province"]
    return {level: pa.array(sorted(names - {"", "县", "市辖区"}), pa.string()) for level, names in found.items()}
