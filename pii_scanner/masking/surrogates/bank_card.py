"""Card numbers of the same issuer and length: a keyed permutation of the account digits, Luhn right.

No two cards of one prefix share a surrogate. The issuer prefix (6 digits) is kept.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import permute
from pii_scanner.masking.surrogates.base import Surrogate
from recognizers import checks


class BankCardSurrogate(Surrogate):
    entity_type = "CN_BANK_CARD"

    def make(self, values: list[str], key: bytes, keep: frozenset[str]) -> list[str | None]:
        result: list[str | None] = [None] * len(values)
        by_length: dict[int, list[int]] = {}
        for index, value in enumerate(values):
            if 13 <= len(value) <= 19 and value.isascii() and value.isdigit():
                by_length.setdefault(len(value), []).append(index)
        for length, indexes in by_length.items():
            free = length - 7
            accounts = np.array([int(values[i][6:-1]) for i in indexes], dtype=np.uint64)
            moved = permute(accounts, 10**free, key, f"card {length}")
            bodies = [f"{values[i][:6]}{int(account):0{free}d}" for i, account in zip(indexes, moved, strict=True)]
            ends = checks.luhn_digit(checks.matrix_of(bodies))
            for index, body, end in zip(indexes, bodies, ends, strict=True):
                result[index] = body + chr(end)
        return result
