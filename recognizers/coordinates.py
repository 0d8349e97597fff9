"""A place on earth as two decimal numbers, latitude and longitude in either order: 39.90469,116.40717 (WGS 84, GCJ-02, BD-09).

A column of one of the two is a type of its own: a decimal number alone says nothing, so only a header tells it, and it
is never looked for in texts, while a pair is known by its form.
"""

from __future__ import annotations

import pyarrow as pa

from recognizers.base import Recognizer, Shape
from recognizers.by_header import HeaderRecognizer
from recognizers.columns import TextColumn
from recognizers.text import trimmed

_LATITUDE = r"-?(?:[0-8]?[0-9])\.[0-9]{4,12}"
_LONGITUDE = r"-?(?:1[0-7][0-9]|[0-9]?[0-9])\.[0-9]{4,12}"
_BETWEEN = r" ?[,，;/ ] ?"
_LETTERED = (
    r"[NS] ?[0-8]?[0-9]\.[0-9]{4,12}°? ?[,，;/ ] ?[EW] ?(?:1[0-7][0-9]|[0-9]?[0-9])\.[0-9]{4,12}°?"
    r"|[EW] ?(?:1[0-7][0-9]|[0-9]?[0-9])\.[0-9]{4,12}°? ?[,，;/ ] ?[NS] ?[0-8]?[0-9]\.[0-9]{4,12}°?"
)


class Coordinates(Recognizer):
    entity_type = "GEO_COORDINATES"
    shapes = (Shape("pair", rf"{_LATITUDE}{_BETWEEN}{_LONGITUDE}|{_LONGITUDE}{_BETWEEN}{_LATITUDE}|{_LETTERED}", 0.6),)
    context = ("经纬度", "坐标", "定位", "位置", "gps", "location")
    priority = 63
    lengths = (13, 40)
    form = (0.6, 0.95)
    uses_canonical = False
    gate = r"\.[0-9]{4,12} ?[,，;/ ]"

    def canonical(self, value: str) -> str:
        return trimmed(value).replace(" ", "").replace("，", ",")

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array


class Coordinate(HeaderRecognizer):
    """Latitude or longitude in a column of its own: degrees with four decimals (some ten metres) or more."""

    entity_type = "GEO_COORDINATE"
    shapes = (Shape("degrees", r"-?(?:1[0-7][0-9]|[0-9]{1,2})\.[0-9]{4,15}°?|-?180\.0{1,15}°?", 0.5),)
    role = "sensitive"
    lengths = (6, 24)
