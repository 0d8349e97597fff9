"""Tokens: values of the same form that the holder of the key turns back, one way for each entity type.

Resident IDs: a right date and check character behind two digits that no province has, so that no living person has
the number. Mobile numbers begin with 2. Cards keep their first digits; whether the check digit is right stays as it was.
All others: digits become digits, letters letters, Chinese characters Chinese characters; but the 0 that a landline number
begins with and the letter that a passport or permit begins with stay, so that no token reads as a number of another type.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.domains import Characters, Codes, by_length, codes_of, moved, texts_of, walked
from pii_scanner.masking.ff1 import FF1
from recognizers import checks
from recognizers.regions import PROVINCE_CODES

Digits = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]
# Makes (new digits, rows that have the form) of the digits of one length.
Move = Callable[[Digits, Bools, bool], tuple[Digits, Bools]]

_PLACES = [int(code) for code in sorted(PROVINCE_CODES) if code != "91"] + list(range(91, 99))
# No province (GB/T 2260), residence permit or foreigner's card begins with these.
_FREE = [code for code in range(10, 90) if f"{code:02d}" not in PROVINCE_CODES]
_EPOCH, _END = np.datetime64("1900-01-01"), np.datetime64("2050-01-01")
_DAYS = int((_END - _EPOCH).astype(int))
_ID_DOMAIN = len(_FREE) * 10_000 * _DAYS * 1_000
_TEN = np.uint32(10)
_CHECKS = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2], dtype=np.int64)
_SMALLEST_FREE = 6
_ZERO = np.array([ord("0"), 0xFF10], dtype=np.uint32)
_LANDLINES = frozenset({"CN_LANDLINE", "TELEPHONE"})
_PAPERS = frozenset({"CN_EXIT_ENTRY_PERMIT", "CN_PASSPORT", "CN_TRAVEL_PERMIT"})


def tokens(values: list[str], entity_type: str, key: bytes, keep_first: int, *, forward: bool) -> list[str | None]:
    """Return the token of each value, or with `forward` off the value of each token; None where the form does not fit.

    `keep_first`: digits of a card that stay.
    """
    result: list[str | None] = [None] * len(values)
    of_digits = _of_digits(entity_type, key, keep_first)
    for rows in by_length(values).values():
        codes = codes_of([values[row] for row in rows])
        characters = Characters.of(codes)
        if of_digits is None:
            characters = characters.but_for(_staying(characters, codes, entity_type), codes)
            numbers, known = moved(characters, key, forward=forward)
            made = texts_of(characters.with_numbers(numbers))
            for row, text, fits in zip(rows.tolist(), made, known.tolist(), strict=True):
                result[row] = text if fits else None
            continue
        for part, texts in _by_digits(codes, characters, of_digits, forward):
            for row, text in zip(rows[part].tolist(), texts, strict=True):
                result[row] = text
    return result


def _staying(characters: Characters, codes: Codes, entity_type: str) -> Bools:
    """Return which characters stay, shape (values, length): of some types the first that is no separator."""
    stays = np.zeros(codes.shape, dtype=np.bool_)
    if entity_type not in _LANDLINES | _PAPERS:
        return stays
    telling = characters.bases == 26 if entity_type in _PAPERS else np.isin(codes, _ZERO)
    rows, first = np.arange(len(codes)), (characters.bases != 1).argmax(axis=1)
    stays[rows, first] = telling[rows, first]
    return stays


def is_token_of_id(value: str) -> bool:
    """Return whether a value has all marks of a resident ID's token: no province, a right date and check character."""
    if len(value) != 18 or not value.isascii() or not value[:17].isdigit() or int(value[:2]) not in _FREE:
        return False
    row = checks.matrix_of([value.upper()])
    return bool(checks.mod11_2(row)[0] and checks.dates(row[:, 6:14], 1900, 2049)[0])


def _of_digits(entity_type: str, key: bytes, keep_first: int) -> Move | None:
    if entity_type == "CN_BANK_CARD":
        return lambda digits, x, forward: _card(digits, x, key, keep_first, forward)
    if entity_type == "CN_RESIDENT_ID":
        return lambda digits, x, forward: _resident_id(digits, x, key, forward)
    if entity_type == "CN_MOBILE":
        return lambda digits, x, forward: _mobile(digits, x, key, forward)
    return None


def _by_digits(
    codes: Digits, characters: Characters, move: Move, forward: bool
) -> list[tuple[npt.NDArray[np.int64], list[str]]]:
    """Return (rows, new texts) of the texts whose digits have the form; other characters stay in their places."""
    is_x = (codes | 0x20) == 0x78
    is_x |= (codes == 0xFF38) | (codes == 0xFF58)
    taken = characters.digits | is_x
    fits = (taken | (characters.bases == 1)).all(axis=1)
    counts = taken.sum(axis=1)
    found = []
    for count in np.unique(counts[fits]).tolist():
        rows = np.flatnonzero(fits & (counts == count))
        if not count:
            continue
        places = np.nonzero(taken[rows])[1].reshape(len(rows), count)
        at = (rows[:, None], places)
        x = is_x[at]
        digits = np.where(x, _TEN, characters.numbers[at])
        made, right = move(digits, x, forward)
        rows, places, made, x = rows[right], places[right], made[right], x[right]
        if not len(rows):
            continue
        if made.shape[1] != count:  # an ID of 15 digits became one of 18: its shape is gone
            found.append((rows, texts_of(_written(made, np.full(made.shape, 0x30, np.uint32)))))
            continue
        at = (rows[:, None], places)
        wide = codes[at] >= 0xFF00
        new = codes[rows].copy()
        new[np.arange(len(rows))[:, None], places] = _written(made, np.where(wide, 0xFF10, 0x30).astype(np.uint32))
        found.append((rows, texts_of(new)))
    return found


def _written(digits: Digits, zeros: Digits) -> Digits:
    """Return digits as code points above those of their zeros; 10 is X."""
    return np.where(digits == _TEN, zeros + (0x58 - 0x30), zeros + digits).astype(np.uint32)


def _card(digits: Digits, x: Bools, key: bytes, keep_first: int, forward: bool) -> tuple[Digits, Bools]:
    """Digits between the first and the check digit by FF1, the first as its tweak (13 to 19 digits)."""
    count = digits.shape[1]
    fits = np.asarray(~x.any(axis=1))
    if not 13 <= count <= 19 or count - keep_first - 1 < _SMALLEST_FREE:
        return digits, np.zeros(len(digits), dtype=np.bool_)
    cipher = FF1(key, 10)
    move = cipher.encrypt if forward else cipher.decrypt
    made = digits.copy()
    chosen = digits[fits]
    kept = chosen[:, :keep_first]
    tweaks = np.hstack([np.full((len(chosen), 1), count), kept]).astype(np.uint8)
    made[fits, keep_first:-1] = move(chosen[:, keep_first:-1], tweaks)
    # A check digit that is wrong by three stays wrong by three: what was no card number is none.
    wrong = (digits[:, -1].astype(np.int64) - _luhn(digits)) % 10
    made[:, -1] = (_luhn(made) + wrong) % 10
    return made, fits


def _luhn(digits: Digits) -> npt.NDArray[np.int64]:
    return checks.luhn_digit((digits[:, :-1] + 48).astype(np.uint8)).astype(np.int64) - 48


def _mobile(digits: Digits, x: Bools, key: bytes, forward: bool) -> tuple[Digits, Bools]:
    """The ten digits behind the first by FF1; the first is 1 of a number, 2 of a token. A country code stays."""
    count = digits.shape[1]
    none = np.zeros(len(digits), dtype=np.bool_)
    before = {11: (), 12: (0,), 13: (8, 6), 15: (0, 0, 8, 6)}.get(count)
    if before is None:
        return digits, none
    first = len(before)
    coded = (digits[:, :first] == np.array(before, np.uint32)).all(axis=1)
    fits = np.asarray(~x.any(axis=1) & coded & (digits[:, first] == (1 if forward else 2)))
    if not fits.any():
        return digits, none
    cipher = FF1(key, 10)
    move = cipher.encrypt if forward else cipher.decrypt
    made = digits.copy()
    made[:, first] = 2 if forward else 1
    made[fits, first + 1 :] = move(digits[fits, first + 1 :])
    return made, fits


def _resident_id(digits: Digits, x: Bools, key: bytes, forward: bool) -> tuple[Digits, Bools]:
    """Place, birth date and sequence as one number, by FF1 into the numbers that begin with no province."""
    if digits.shape[1] == 15 and forward:
        century = np.broadcast_to(np.array([1, 9], np.uint32), (len(digits), 2))
        digits = np.hstack([digits[:, :6], century, digits[:, 6:], np.zeros((len(digits), 1), np.uint32)])
        x = np.hstack([x, np.zeros((len(x), 3), np.bool_)])
        digits[:, -1] = _mod_11_2(digits)
    if digits.shape[1] != 18:
        return digits, np.zeros(len(digits), dtype=np.bool_)
    heads = digits[:, 0] * 10 + digits[:, 1]
    indexes = _index_of(_PLACES if forward else _FREE)
    days, real = _days(digits[:, 6:14])
    fits = ~x[:, :17].any(axis=1) & real & (indexes[np.minimum(heads, 100)] >= 0)
    made = digits.copy()
    if not fits.any():
        return made, fits
    chosen = digits[fits].astype(np.int64)
    area = indexes[heads[fits]] * 10_000 + chosen[:, 2:6] @ [1000, 100, 10, 1]
    number = (area * _DAYS + days[fits]) * 1_000 + chosen[:, 14:17] @ [100, 10, 1]
    sizes = np.full(len(number), _ID_DOMAIN, dtype=np.int64)
    number = walked(number, sizes, key, forward=forward)
    area, day, order = number // 1000 // _DAYS, number // 1000 % _DAYS, number % 1000
    codes = np.array(_FREE if forward else _PLACES, dtype=np.int64)
    back = area // 10_000 < len(codes)
    row = np.zeros((len(number), 18), dtype=np.int64)
    row[:, :2] = _split(codes[np.minimum(area // 10_000, len(codes) - 1)], 2)
    row[:, 2:6] = _split(area % 10_000, 4)
    row[:, 6:14] = _dates(day)
    row[:, 14:17] = _split(order, 3)
    # A wrong check character stays wrong by as much.
    row[:, 17] = (_mod_11_2(row) + chosen[:, 17] - _mod_11_2(chosen)) % 11
    made[fits] = row
    fits[np.flatnonzero(fits)[~back]] = False  # no token: nothing was ever turned into it
    return made, fits


@cache
def _weights() -> npt.NDArray[np.int64]:
    return np.array([pow(2, 17 - place, 11) for place in range(17)], dtype=np.int64)


def _mod_11_2(rows: Digits | npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the check character of the first 17 digits as a number (GB 11643-1999, 4.2.4); 10 is X."""
    return np.asarray(_CHECKS[rows[:, :17].astype(np.int64) @ _weights() % 11])


def _index_of(codes: list[int]) -> npt.NDArray[np.int64]:
    indexes = np.full(101, -1, dtype=np.int64)
    indexes[codes] = np.arange(len(codes))
    return indexes


def _days(digits: Digits) -> tuple[npt.NDArray[np.int64], Bools]:
    """Return the days since 1900-01-01 of YYYYMMDD, and which are dates before 2050."""
    real = checks.dates((np.minimum(digits, 9) + 48).astype(np.uint8), 1900, 2049)
    values = digits.astype(np.int64)
    year, month, day = values[:, :4] @ [1000, 100, 10, 1], values[:, 4:6] @ [10, 1], values[:, 6:] @ [10, 1]
    months = np.where(real, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + np.where(real, day - 1, 0).astype("timedelta64[D]")
    return np.asarray((dates - _EPOCH).astype(np.int64)), real


def _dates(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return days since 1900-01-01 as the digits YYYYMMDD."""
    dates = _EPOCH + days.astype("timedelta64[D]")
    months = dates.astype("datetime64[M]")
    number = months.astype(np.int64)
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    return _split((1970 + number // 12) * 10_000 + (number % 12 + 1) * 100 + day, 8)


def _split(numbers: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return np.asarray(numbers[:, None] // powers % 10)
