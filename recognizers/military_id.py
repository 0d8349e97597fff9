"""Military identity card: the issuing body's characters, 字第, 4 to 8 digits, 号. Example: 军字第1234567号."""

from __future__ import annotations

from recognizers.base import Recognizer, Shape

_BODIES = "军兵士文职广海空武警参政后装北南沈兰济成"


class MilitaryId(Recognizer):
    entity_type = "CN_MILITARY_ID"
    shapes = (Shape("body and number", rf"[{_BODIES}]{{1,4}}字第? ?[0-9]{{4,8}} ?号?", 0.85),)
    context = ("军官证", "士兵证", "军人", "文职", "证件")
    priority = 68
    lengths = (10, 40)
    form = (0.85, 0.98)
    uses_canonical = False
    gate = "字"
