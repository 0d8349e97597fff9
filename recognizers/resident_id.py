"""Resident identity number (GB 11643-1999), 18 characters, and its 15-digit form of before 1999.

Structure: region 6 (GB/T 2260), birth date YYYYMMDD, sequence 3 (odd: male), check character
(ISO 7064 MOD 11-2). Valid example: 11010519491231002X. Residence permits of Hong Kong, Macau and
Taiwan residents (81, 82, 83) have the same structure; so has the permanent resident card of foreigners
since 2023: 9, province 2, nationality 3 (ISO 3166-1 numeric) in place of the region.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pyarrow as pa

from recognizers import checks
from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.regions import PROVINCE_CODES, place_of

_PROVINCES = np.zeros(100, dtype=np.bool_)
_PROVINCES[[int(code) for code in PROVINCE_CODES]] = True
# Numbers of 15 digits: of so many nearly all must be possible; by chance one in seventy is.
_OLD, _FEWEST_OLD, _NEARLY_ALL_OLD = 15, 5, 0.95
# Holders were born in so many different years, most after 1930.
_FEWEST_YEARS, _BORN_AFTER = 4, 30
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"


def known_province(matrix: Bytes) -> Bools:
    """Return which rows begin with the two digits of a province."""
    first = (matrix[:, 0] - 48).astype(np.int32) * 10 + (matrix[:, 1] - 48)
    return np.asarray(_PROVINCES[np.clip(first, 0, 99)])


def _permanent_resident(matrix: Bytes) -> Bools:
    """Return which rows begin with 9 and a province: permanent resident cards of foreigners of since 2023."""
    return np.asarray((matrix[:, 0] == ord("9")) & known_province(matrix[:, 1:3]))


class ResidentId(Recognizer):
    entity_type = "CN_RESIDENT_ID"
    shapes = (
        Shape(
            "18 characters",
            rf"[1-9][0-9]{{2}}[ -]?[0-9]{{3}}[ -]?(?:18|19|20)[0-9]{{2}}[ -]?{_MONTH_DAY}[ -]?[0-9]{{3}}[0-9Xx]",
            0.4,
            glued=True,
        ),
        # With a wrong check character, as people mistype it: of somebody who is no child, so that it is no number of a day.
        Shape(
            "mistyped",
            rf"(?:[1-6][0-9]{{5}}|8[1-3]0000)(?:19[3-9][0-9]|200[0-9]|201[0-5]){_MONTH_DAY}[0-9]{{3}}[0-9Xx]",
            0.4,
            needs_context=True,
            hardly_else=True,
        ),
        Shape("groups of four", r"[1-9][0-9]{3}(?:[ -][0-9]{4}){3}[ -][0-9][0-9Xx]", 0.4),
        Shape("15 digits", rf"[1-9][0-9]{{5}}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}", 0.6, needs_context=True),
    )
    context = ("身份证", "证件", "公民身份", "居民身份", "id card", "identity", "sfz")
    check_name = "MOD 11-2"
    random_pass_rate = 1 / 11
    rarity = 6.0
    priority = 90
    lengths = (15, 18)
    gate = r"[0-9\x{FF10}-\x{FF19}]{6}"

    def plausible(self, matrix: Bytes) -> Bools:
        if matrix.shape[1] == 18:
            born = checks.dates(matrix[:, 6:14], 1880, date.today().year)
            return (known_province(matrix) | _permanent_resident(matrix)) & born
        if matrix.shape[1] == 15:
            century = np.broadcast_to(np.frombuffer(b"19", np.uint8), (len(matrix), 2))
            return known_province(matrix) & checks.dates(np.hstack([century, matrix[:, 6:12]]), 1900, 1999)
        return np.zeros(len(matrix), dtype=np.bool_)

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly an ID; of the old form, without a check digit, `valid` where all numbers of 15
        digits could be one and the birth dates are those of many years: codes of places and days have recent ones."""
        match = super().cells(column)
        view = column.canonical
        if not match.shaped.any() or not view.histogram[_OLD]:
            return match
        old = view.rows_of_length(_OLD)
        shaped = old[match.shaped[old]]
        if len(shaped) >= max(_FEWEST_OLD, _NEARLY_ALL_OLD * len(old)):
            years = (view.matrix(shaped, _OLD)[:, 6:8] - 48).astype(np.int64) @ np.array([10, 1])
            if len(np.unique(years)) >= _FEWEST_YEARS and np.median(years) >= _BORN_AFTER:
                match.valid[shaped] = True
        return match

    def check(self, matrix: Bytes) -> Bools:
        if matrix.shape[1] != 18:
            return np.zeros(len(matrix), dtype=np.bool_)
        return checks.mod11_2(matrix)

    def canonical(self, value: str) -> str:
        """Return the 18-character form: a 15-digit number gains its century and check character."""
        compact = super().canonical(value)
        if len(compact) == 15 and compact.isascii() and compact.isdigit():
            return _extended(checks.matrix_of([compact]))[0]
        return compact

    def canonical_column(self, column: TextColumn) -> pa.Array:
        view = column.canonical
        old = view.rows_of_length(15)
        if not len(old):
            return view.array
        matrix = view.matrix(old, 15)
        old, matrix = old[checks.digits(matrix)], matrix[checks.digits(matrix)]
        values = np.asarray(view.array.to_numpy(zero_copy_only=False), dtype=object)
        values = values.copy()
        values[old] = _extended(matrix)
        return pa.array(values, pa.string())


@dataclass(frozen=True)
class Holder:
    """What a resident ID says: its region (first six digits, and names as far as known), birth date and sex.

    `document` is "resident ID", "residence permit" (of Hong Kong, Macau or Taiwan residents) or
    "permanent resident card" (of foreigners, since 2023).
    """

    region_code: str
    region: str
    birth_date: date
    sex: Literal["male", "female"]
    document: str


def decode(value: str) -> Holder | None:
    """Return what a resident ID of 18 or 15 characters says, or None where it is none (GB 11643-1999, 4.2)."""
    number = ResidentId().canonical(value)
    if len(number) != 18 or not ResidentId().is_valid(number):
        return None
    code, region = number[:6], place_of(number[:6])
    if number[0] == "9":
        document, region = "permanent resident card", place_of(f"{number[1:3]}0000")
    else:
        document = "residence permit" if number[0] == "8" else "resident ID"
    return Holder(
        code,
        region,
        date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        "male" if int(number[16]) % 2 else "female",
        document,
    )


def _extended(matrix: Bytes) -> list[str]:
    century = np.broadcast_to(np.frombuffer(b"19", np.uint8), (len(matrix), 2))
    body = np.hstack([matrix[:, :6], century, matrix[:, 6:]])
    whole = np.hstack([body, checks.mod11_2_character(body)[:, None]])
    return [bytes(row).decode("ascii") for row in whole]
