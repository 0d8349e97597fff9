"""Card numbers of the same length with a right Luhn digit (ISO/IEC 7812-1, annex B).

With the issuer's own prefix (6 digits): a keyed permutation of the account digits, so no two cards of one prefix share
a surrogate. With a chosen prefix of b digits a card of L digits has 10^(L-1-b) surrogates: of n cards, about
n^2 / (2 * 10^(L-1-b)) pairs share one.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers, permute
from pii_scanner.masking.surrogates.base import Surrogate, Wishes
from recognizers import checks


class BankCardSurrogate(Surrogate):
    entity_type = "CN_BANK_CARD"

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        result: list[str | None] = [None] * len(values)
        by_length: dict[int, list[int]] = {}
        for index, value in enumerate(values):
            if 13 <= len(value) <= 19 and value.isascii() and value.isdigit():
                by_length.setdefault(len(value), []).append(index)
        for length, indexes in by_length.items():
            if wishes.issuer:
                free = length - 1 - len(wishes.issuer)
                moved = keyed_numbers([values[i] for i in indexes], key, 1)[:, 0] % np.uint64(10**free)
                bodies = [f"{wishes.issuer}{account:0{free}d}" for account in moved.tolist()]
            else:
                free = length - 7
                accounts = np.array([int(values[i][6:-1]) for i in indexes], dtype=np.uint64)
                moved = permute(accounts, 10**free, key, f"card {length}")
                bodies = [
                    f"{values[i][:6]}{account:0{free}d}" for i, account in zip(indexes, moved.tolist(), strict=True)
                ]
            ends = checks.luhn_digit(checks.matrix_of(bodies))
            for index, body, end in zip(indexes, bodies, ends, strict=True):
                result[index] = body + chr(end)
        return result
