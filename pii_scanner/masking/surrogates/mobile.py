"""Mobile numbers in segments that no carrier has been given.

There are 9 x 10^8 of them: of n numbers, n^2 / 1.8 x 10^9 pairs are expected to share one.
Where that matters, pseudonymize instead.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.surrogates.base import Bools, Surrogate, Wishes, choose
from recognizers.mobile import FREE_SEGMENTS


class MobileSurrogate(Surrogate):
    entity_type = "CN_MOBILE"
    marked = True
    may_equal_real = False

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = choose(values, key, len(FREE_SEGMENTS) * 10**8)
        return [
            f"{FREE_SEGMENTS[number // 10**8]}{number % 10**8:08d}" if value.isdigit() and len(value) == 11 else None
            for value, number in zip(values, numbers.tolist(), strict=True)
        ]

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value.startswith(FREE_SEGMENTS) for value in values], dtype=np.bool_)
