"""Check digits, over matrices of ASCII bytes: shape (values, length), dtype uint8 -> bool of shape (values,).

One formula serves a column of a million values and a single one.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

_RIC_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
_RIC_CHECK = np.frombuffer(b"10X98765432", dtype=np.uint8)
_USCC_ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([pow(3, i, 31) for i in range(17)], dtype=np.int32)
_USCC_VALUE = np.full(256, 255, dtype=np.uint8)
_USCC_VALUE[list(_USCC_ALPHABET)] = np.arange(31)
_DOUBLED = np.array([0, 2, 4, 6, 8, 1, 3, 5, 7, 9], dtype=np.uint8)
_BASE36 = np.full(256, 255, dtype=np.uint8)
_BASE36[list(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")] = np.arange(36)
_ORGANIZATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int32)
# 11 minus the remainder: 10 is X, 11 is 0.
_ORGANIZATION_CHECK = np.frombuffer(b"0X987654321", dtype=np.uint8)
_VIN_VALUE = np.full(256, 255, dtype=np.uint8)
_VIN_VALUE[list(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ")] = [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)]
_VIN_WEIGHTS = np.array([8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.int32)
_VIN_CHECK = np.frombuffer(b"0123456789X", dtype=np.uint8)


def digits(matrix: Bytes) -> Bools:
    """Return which rows hold ASCII digits only."""
    return np.asarray(((matrix - 48) <= 9).all(axis=1))


def mod11_2_character(matrix: Bytes) -> Bytes:
    """Return the ISO 7064 MOD 11-2 check character of 17-digit rows (GB 11643-1999, 4.2.4)."""
    total = (matrix[:, :17] - 48).astype(np.int32) @ _RIC_WEIGHTS
    return np.asarray(_RIC_CHECK[total % 11])


def mod11_2(matrix: Bytes) -> Bools:
    """Return which 18-character rows pass ISO 7064 MOD 11-2; the last may be 0-9 or X."""
    return digits(matrix[:, :17]) & (mod11_2_character(matrix) == matrix[:, 17])


def luhn_digit(matrix: Bytes) -> Bytes:
    """Return the Luhn check digit (ISO/IEC 7812-1, annex B), as ASCII, to put behind each row of digits."""
    numbers = (matrix - 48).copy()
    numbers[:, ::-1][:, ::2] = _DOUBLED[numbers[:, ::-1][:, ::2]]
    return np.asarray((10 - numbers.sum(axis=1, dtype=np.int32) % 10) % 10 + 48, dtype=np.uint8)


def luhn(matrix: Bytes) -> Bools:
    """Return which rows of digits pass the Luhn check; their last digit is the check digit."""
    numeric = digits(matrix)
    passed = np.zeros(len(matrix), dtype=np.bool_)
    if numeric.any():
        rows = matrix[numeric]
        passed[numeric] = luhn_digit(rows[:, :-1]) == rows[:, -1]
    return passed


def uscc_character(matrix: Bytes) -> Bytes:
    """Return the check character of the first 17 characters (GB 32100-2015, 5.2)."""
    total = _USCC_VALUE[matrix[:, :17]].astype(np.int32) @ _USCC_WEIGHTS
    alphabet = np.frombuffer(_USCC_ALPHABET, dtype=np.uint8)
    return np.asarray(alphabet[(31 - total % 31) % 31])


def uscc(matrix: Bytes) -> Bools:
    """Return which 18-character rows are unified social credit codes with the right check character."""
    known = (_USCC_VALUE[matrix] != 255).all(axis=1)
    return np.asarray(known & (uscc_character(matrix) == matrix[:, 17]))


def organization_code(matrix: Bytes) -> Bools:
    """Return which 9-character rows end in the right check character (GB 11714-1997, 4.3)."""
    if matrix.shape[1] != 9:
        return np.zeros(len(matrix), dtype=np.bool_)
    known = (_BASE36[matrix[:, :8]] != 255).all(axis=1)
    return np.asarray(known & (organization_character(matrix) == matrix[:, 8]))


def organization_character(matrix: Bytes) -> Bytes:
    """Return the check character of the first 8 characters (GB 11714-1997, 4.3)."""
    total = _BASE36[matrix[:, :8]].astype(np.int32) @ _ORGANIZATION_WEIGHTS
    return np.asarray(_ORGANIZATION_CHECK[total % 11])


def mod11_10(matrix: Bytes) -> Bools:
    """Return which rows of digits pass ISO 7064 MOD 11,10."""
    numeric = digits(matrix)
    numbers = (matrix - 48).astype(np.int32)
    product = np.full(len(matrix), 10, dtype=np.int32)
    for place in range(matrix.shape[1] - 1):
        total = (product + numbers[:, place]) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return np.asarray(numeric & ((product + numbers[:, -1]) % 10 == 1))


def mod97_10(matrix: Bytes) -> Bools:
    """Return which rows of digits and capitals pass ISO 7064 MOD 97-10 (A is 10, Z is 35): remainder 1."""
    values = _BASE36[matrix].astype(np.int32)
    remainder = np.zeros(len(matrix), dtype=np.int32)
    for place in range(matrix.shape[1]):
        number = values[:, place]
        remainder = (remainder * np.where(number < 10, 10, 100) + number) % 97
    return np.asarray((values != 255).all(axis=1) & (remainder == 1))


def ean(matrix: Bytes) -> Bools:
    """Return which rows of digits end in the right check digit of GS1 (GB 12904): weights 3 and 1 from the right."""
    weights = np.where(np.arange(matrix.shape[1])[::-1] % 2 == 1, 3, 1).astype(np.int32)
    total = (matrix - 48).astype(np.int32) @ weights
    return np.asarray(digits(matrix) & (total % 10 == 0))


def vin(matrix: Bytes) -> Bools:
    """Return which 17-character rows have the right check character at place 9 (ISO 3779, GB 16735-2019)."""
    if matrix.shape[1] != 17:
        return np.zeros(len(matrix), dtype=np.bool_)
    values = _VIN_VALUE[matrix]
    total = values.astype(np.int32) @ _VIN_WEIGHTS
    return np.asarray((values != 255).all(axis=1) & (_VIN_CHECK[total % 11] == matrix[:, 8]))


def dates(matrix: Bytes, first_year: int, last_year: int) -> Bools:
    """Return which 8-character rows are dates YYYYMMDD between two years, both included."""
    values = (matrix - 48).astype(np.int32)
    year = values[:, 0] * 1000 + values[:, 1] * 100 + values[:, 2] * 10 + values[:, 3]
    month = values[:, 4] * 10 + values[:, 5]
    day = values[:, 6] * 10 + values[:, 7]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.clip(month, 0, 12)]
    length = length + ((month == 2) & leap)
    fits = (year >= first_year) & (year <= last_year) & (month >= 1) & (month <= 12)
    return np.asarray(digits(matrix) & fits & (day >= 1) & (day <= length))


def matrix_of(values: list[str]) -> Bytes:
    """Return ASCII strings of one length as a byte matrix."""
    width = len(values[0]) if values else 0
    joined = "".join(values).encode("ascii")
    return np.frombuffer(joined, dtype=np.uint8).reshape(len(values), width)
