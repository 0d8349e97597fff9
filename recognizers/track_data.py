"""Magnetic stripe data of payment cards (ISO/IEC 7813) and the chip's track 2 equivalent (EMV, tag 57).

Track 1: `%B` card number `^` name `^` YYMM service code discretionary `?`; track 2: `;` card number `=` YYMM service
code discretionary `?`; on the chip `D` stands for `=` and `F` fills up. The signs at both ends are often left out.
Example: ;6222020212345678909=30121010000012345?

JR/T 0171-2020 puts them into C3, PCI DSS 4.0.1 forbids to keep them (3.3.1.1).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from recognizers import checks
from recognizers.base import Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.text import trimmed

_MONTH = r"(?:0[1-9]|1[0-2])"
_END = r"[?？]"


class TrackData(Recognizer):
    entity_type = "TRACK_DATA"
    shapes = (
        Shape(
            "track 1",
            rf"%?[Bb][0-9](?: ?[0-9]){{11,18}}\^[^^?\n]{{0,26}}\^[0-9^]{{1,4}}"
            rf"(?:[0-9A-Za-z ^/]{{0,60}}{_END}|[0-9A-Za-z]{{0,60}})",
            1.0,
        ),
        Shape("track 2", rf"[;；][0-9]{{12,19}}=[0-9=]{{1,4}}[0-9=]{{0,30}}{_END}?", 1.0),
        Shape("bare track 2", rf"[0-9]{{13,19}}[=Dd][0-9]{{2}}{_MONTH}[0-9]{{3,20}}[Ff]?{_END}?", 1.0),
    )
    context = ("磁道", "磁条", "二磁", "track")
    role = "authentication"
    priority = 97
    lengths = (19, 80)
    form = (0.9, 0.98)
    uses_canonical = False

    @cached_property
    def text_gate(self) -> str:
        """The end of a card number and the sign behind it: cheaper to look for than the shapes."""
        return "[0-9 ]{12}[=^Dd]"

    def plausible(self, matrix: Bytes) -> Bools:
        """Return which begin as a track does, or with a card number: 13 digits before D may be of a hash."""
        begins = np.isin(matrix[:, 0], list(b"%;Bb"))
        numbered = (matrix >= ord("0")) & (matrix <= ord("9"))
        for length in range(13, min(20, matrix.shape[1])):
            rows = np.flatnonzero(~begins & numbered[:, :length].all(axis=1) & ~numbered[:, length])
            begins[rows] = checks.luhn(matrix[rows, :length])
        return np.asarray(begins)

    def canonical(self, value: str) -> str:
        return trimmed(value)

    def canonical_column(self, column: TextColumn) -> pa.Array:
        return column.trimmed.array
