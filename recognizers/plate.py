"""Vehicle plate (GA 36-2018): province character, letter, five characters; six for new energy vehicles.

Letters I and O are not used. New energy vehicles: D or F, later A B C E and G H J K too, first (small) or last (large).
Plates of consulates have five digits and 领 behind the province. Example: 京A12345, 粤BD12345 (new energy), 沪A1234学.
"""

from __future__ import annotations

import re
from itertools import combinations

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.base import Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.text import compact

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "[A-HJ-NP-Za-hj-np-z]"
_NEW_ENERGY = "[A-HJKa-hjk]"


def _with_few_letters(size: int) -> str:
    """Return a pattern of so many characters with at most two letters, wherever they stand."""
    return "|".join(
        "".join(_LETTER if place in letters else "[0-9]" for place in range(size))
        for count in range(3)
        for letters in combinations(range(size), count)
    )


_TAILS, _BEFORE_ENDING = _with_few_letters(5), _with_few_letters(4)


class VehiclePlate(Recognizer):
    entity_type = "CN_VEHICLE_PLATE"
    shapes = (
        Shape(
            "plate",
            rf"[{PROVINCES}]{_LETTER}[ ·•.-]?(?:{_NEW_ENERGY}(?:{_LETTER}|[0-9])[0-9]{{4}}|[0-9]{{5}}{_NEW_ENERGY}"
            rf"|(?:{_BEFORE_ENDING})[挂学警港澳使领]|{_TAILS})",
            0.7,
        ),
        # With more letters than series have, as people mistype them or order their own.
        Shape("lettered", rf"[{PROVINCES}]{_LETTER}[ ·•.-]?(?:{_LETTER}|[0-9]){{5}}", 0.5, needs_context=True),
        # As it is spelled in calls: 浙F D 8 1 1 3 6.
        Shape("spelled", rf"[{PROVINCES}]{_LETTER}(?: (?:{_LETTER}|[0-9])){{5,6}}", 0.6, needs_context=True),
        Shape("consulate", rf"[{PROVINCES}][ ·•.-]?[0-9]{{5}}领", 0.7, needs_context=True),
    )
    context = ("车牌", "车辆", "车号", "plate")
    priority = 75
    form = (0.7, 0.97)
    lengths = (9, 16)
    gate = rf"[{PROVINCES}](?:[A-Za-z\x{{FF21}}-\x{{FF3A}}]|[ ·•.-]?[0-9\x{{FF10}}-\x{{FF19}}]{{5}}领)"

    def canonical(self, value: str) -> str:
        return re.sub(r"[ ·•.\-]", "", compact(value))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return pc.replace_substring_regex(column.canonical.array, r"[ ·•.\-]", "")
