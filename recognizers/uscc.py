"""Unified social credit code (GB 32100-2015): 18 of 0-9 and capitals without I O S V Z.

Structure: authority 1, kind 1, region 6, organization code 9, check character. Valid example:
91350100M000100Y43. It names an organization; it is personal for sole traders.
"""

from __future__ import annotations

import numpy as np

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.resident_id import known_province
from recognizers.text import OTHER_NUMBERS

_CHARACTER = "[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]"


class Uscc(Recognizer):
    entity_type = "CN_USCC"
    shapes = (
        Shape("18 characters", rf"[1-9A-GNYa-gny]{_CHARACTER}[0-9]{{6}}{_CHARACTER}{{10}}", 0.4),
        Shape("in groups", rf"[1-9A-GNYa-gny]{_CHARACTER}[ -][0-9]{{6}}[ -]{_CHARACTER}{{9}}[ -]?{_CHARACTER}", 0.4),
    )
    context = ("信用代码", "税号", "营业执照", "纳税人", "uscc", "credit code")
    check_name = "MOD 31"
    random_pass_rate = 1 / 31
    rarity = 1.0
    counter_context = OTHER_NUMBERS
    priority = 80
    lengths = (18, 18)
    gate = r"[0-9\x{FF10}-\x{FF19}]{6}"

    def plausible(self, matrix: Bytes) -> Bools:
        if matrix.shape[1] != 18:
            return np.zeros(len(matrix), dtype=np.bool_)
        return known_province(matrix[:, 2:8])

    def check(self, matrix: Bytes) -> Bools:
        return checks.uscc(matrix)
