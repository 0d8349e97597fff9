"""Passport of the People's Republic of China: E or G and 8 digits, E and letter (not I, O) and 7 digits.

Diplomatic, service and public affairs series: D, S, P and 8 digits, DE, SE, PE and 7 digits. Hong Kong: K or H and 8
digits, or one more letter and 7 digits; Macau: M and a letter and 7 digits. Example: E12345678.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.matching import holding

# Numbers of customers (KH is short for 客户) and those that somebody counts on (E00000123), and how many there must be for
# none to be a passport's.
_COUNTED, _MOST_COUNTED = r"^[A-Za-z]{1,2}00|^(?i:KH)[0-9]{7}", 0.1


class Passport(Recognizer):
    entity_type = "CN_PASSPORT"
    shapes = (
        Shape("ordinary", r"(?:[EGeg][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7})", 0.4),
        Shape(
            "other series",
            r"(?:[DSPHKMdsphkm][0-9]{8}|(?:[DSPdsp][Ee]|[HKMhkm][A-HJ-NP-Za-hj-np-z])[0-9]{7})",
            0.3,
            needs_context=True,
        ),
    )
    context = ("护照", "passport", "出境", "证件")
    priority = 40
    form = (0.15, 0.45)
    lengths = (9, 9)
    gate = r"[0-9\x{FF10}-\x{FF19}]{7}"

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly a number of this form; `valid` none where many are numbers of customers."""
        match = super().cells(column)
        rows = np.flatnonzero(match.shaped)
        if len(rows) and holding(column.canonical.array.take(pa.array(rows)), _COUNTED).mean() > _MOST_COUNTED:
            match.valid[:] = False
        return match
