"""E-mail addresses at example.com, which RFC 2606 reserves: they reach nobody."""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.surrogates.base import Bools, Surrogate, Wishes


class EmailSurrogate(Surrogate):
    entity_type = "EMAIL_ADDRESS"
    marked = True
    may_equal_real = False

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        numbers = keyed_numbers(values, key, 1)[:, 0]
        return [f"u{number:016x}@example.com" for number in numbers.tolist()]

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value.endswith("@example.com") for value in values], dtype=np.bool_)
