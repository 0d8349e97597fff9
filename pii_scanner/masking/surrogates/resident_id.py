"""Resident IDs that no living person has: their prefecture code (digits 3-4) is assigned to no place.

Province, birth year and sex are kept if asked; month, day and the rest come from the key, and
the check character is right (ISO 7064 MOD 11-2). For n persons of one province, birth year and
sex, two share a surrogate with probability n^2 / 10^9.
"""

from __future__ import annotations

import numpy as np

from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.surrogates.base import Bools, Surrogate, Wishes
from recognizers import checks
from recognizers.regions import FREE_PREFECTURES

_LETTERS = np.frombuffer("".join(FREE_PREFECTURES).encode("ascii"), dtype=np.uint8).reshape(-1, 2)
_FREE = frozenset(FREE_PREFECTURES)
_PROVINCES = np.frombuffer(b"111213141521222331323334353637414243444546505152535461626364", np.uint8).reshape(-1, 2)
_FIRST_YEAR, _YEARS = 1950, 50
_FOREIGN = ord("9")


class ResidentIdSurrogate(Surrogate):
    entity_type = "CN_RESIDENT_ID"
    marked = True
    may_equal_real = False

    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        result: list[str | None] = [None] * len(values)
        fits = [i for i, v in enumerate(values) if len(v) == 18 and v.isascii() and v[:17].isdigit()]
        if not fits:
            return result
        chosen = [values[i] for i in fits]
        source = checks.matrix_of(chosen)
        words = keyed_numbers(chosen, key, 2)
        first, second = words[:, 0], words[:, 1]
        body = np.zeros((len(chosen), 17), dtype=np.uint8)
        body[:, :2] = _PROVINCES[(first % np.uint64(len(_PROVINCES))).astype(int)]
        if "province" in wishes.keep:
            # A foreigner's card (9) has its province elsewhere, and places 3-4 there are not a prefecture.
            domestic = source[:, 0] != _FOREIGN
            body[domestic, :2] = source[domestic, :2]
        first = first // np.uint64(64)
        body[:, 2:4] = _LETTERS[(first % np.uint64(len(_LETTERS))).astype(int)]
        first = first // np.uint64(64)
        body[:, 4:6] = _digits(first % np.uint64(100), 2)
        first = first // np.uint64(128)
        years = _FIRST_YEAR + first % np.uint64(_YEARS)
        body[:, 6:10] = source[:, 6:10] if "birth_year" in wishes.keep else _digits(years, 4)
        # Days 1-28 exist in every month.
        day = second % np.uint64(336)
        body[:, 10:12] = _digits(day // np.uint64(28) + np.uint64(1), 2)
        body[:, 12:14] = _digits(day % np.uint64(28) + np.uint64(1), 2)
        sequence = (second // np.uint64(1024)) % np.uint64(1000)
        if "sex" in wishes.keep:
            odd = (source[:, 16] - 48) % 2
            sequence = sequence // np.uint64(2) * np.uint64(2) + odd.astype(np.uint64)
        body[:, 14:17] = _digits(sequence, 3)
        whole = np.hstack([body, checks.mod11_2_character(body)[:, None]])
        made = whole.tobytes().decode("ascii")
        for place, index in enumerate(fits):
            result[index] = made[18 * place : 18 * place + 18]
        return result

    def is_surrogate(self, values: list[str]) -> Bools:
        return np.array([value[2:4] in _FREE and value[0] != "9" for value in values], dtype=np.bool_)


def _digits(numbers: np.ndarray, width: int) -> np.ndarray:  # type: ignore[type-arg]
    """Return numbers as ASCII digits, shape (numbers, width)."""
    powers = np.array([10**p for p in range(width - 1, -1, -1)], dtype=np.uint64)
    return np.asarray((numbers[:, None] // powers % np.uint64(10) + np.uint64(48)).astype(np.uint8))
