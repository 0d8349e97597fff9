"""Permanent resident card of foreigners as issued until 2023: three letters of the nationality, province and city (4),
birth date YYMMDD, 2 more digits.

Example: USA110090010101. The card of since 2023 has the 18 characters of the resident ID and is found as one.
"""

from __future__ import annotations

import numpy as np

from recognizers import checks
from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.resident_id import known_province

# So many must have a province and a birth date: FKD202610110001 is the number of a payment.
_MOST = 0.5


class PermanentResidentCard(Recognizer):
    entity_type = "CN_PERMANENT_RESIDENT_CARD"
    shapes = (Shape("letters and digits", r"[A-Za-z]{3}[0-9]{12}", 0.5, needs_context=True),)
    context = ("永久居留", "居留证", "外国人", "permanent resident", "green card")
    priority = 45
    lengths = (15, 15)
    form = (0.2, 0.48)
    gate = r"[A-Za-z\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}]{3}[0-9\x{FF10}-\x{FF19}]{12}"

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly a number of this form; `valid` none where most have no province or birth date."""
        match = super().cells(column)
        rows = np.flatnonzero(match.shaped)
        if len(rows) and _placed_and_born(column.canonical.matrix(rows, 15)[:, 3:]).mean() < _MOST:
            match.valid[:] = False
        return match


def _placed_and_born(digits: Bytes) -> Bools:
    """Return which rows of 12 digits begin with a province and have a birth date in the 20th or 21st century."""
    days = [
        checks.dates(np.hstack([np.broadcast_to(np.frombuffer(century, np.uint8), (len(digits), 2)), digits[:, 4:10]]), 1900, 2099)
        for century in (b"19", b"20")
    ]  # fmt: skip
    return np.asarray(known_province(digits) & (days[0] | days[1]))
