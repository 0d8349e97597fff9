"""Vehicle identification number (GB 16735, ISO 3779): 17 of 0-9A-Z without I O Q, check character at place 9.

Example: 1M8GDM9AXKP042788. Some makers do not obey the check: then a header or a word beside it decides.
"""

from __future__ import annotations

import numpy as np

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.checks import Bools, Bytes


class Vin(Recognizer):
    entity_type = "VIN"
    shapes = (Shape("17 characters", r"[A-HJ-NPR-Za-hj-npr-z0-9]{12}[A-HJ-NPR-Za-hj-npr-z0-9][0-9]{4}", 0.4),)
    labels = ("vin",)
    context = ("车架", "车辆识别", "识别代号", "vin", "chassis")
    check_name = "ISO 3779"
    random_pass_rate = 1 / 11
    rarity = 1.5
    priority = 77
    lengths = (17, 17)
    gate = r"[A-HJ-NPR-Za-hj-npr-z0-9]{13}[0-9]{4}"

    def plausible(self, matrix: Bytes) -> Bools:
        """Return which have letters and digits both: 17 digits are an order's number."""
        letters = (matrix >= ord("A")).sum(axis=1)
        return np.asarray((letters >= 2) & (letters <= 14))

    def check(self, matrix: Bytes) -> Bools:
        return checks.vin(matrix)
