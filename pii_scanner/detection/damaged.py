"""Numbers that a spreadsheet damaged: it keeps 15 digits, and writes long numbers like 1.10105E+17.

Their last digits are gone, but the first ones still tell what they were: a resident ID's region and birth date, a
card's issuer.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.bank_card import known_prefix
from recognizers.checks import Bools, matrix_of
from recognizers.matching import holding
from recognizers.regions import names_by_code
from recognizers.searching import Found

# A number that lost its tail. 4E12 is the number of a room; a program that writes a number so puts a point or a plus into it.
DAMAGED = r"^[1-9](?:\.[0-9]{1,16}[eE]\+?|[eE]\+)1[0-9]$|^[1-9][0-9]{14}0{3,4}$"
# Such a number that was a resident ID: its birth date is still there.
DAMAGED_ID = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9](?:[0-9]00|000)$"
_ZEROS = r"^[1-9][0-9]{14}0{1,4}$"
# One inside a text (RE2).
DAMAGED_INSIDE = r"[1-9]\.[0-9]{5,16}[eE]\+?1[5-8]"
_INSIDE = re.compile(rf"(?<![0-9A-Za-z.])(?:{DAMAGED_INSIDE})(?![0-9A-Za-z])")
_SCORE = 0.6
_WRITTEN = r"^(?P<first>[1-9])(?:\.(?P<rest>[0-9]{1,16}))?[eE]\+?(?P<power>1[0-9])$"
_KEPT, _REGION = 15, 6
# Residence permits of people from Hong Kong, Macau and Taiwan have the form of a resident ID, and these for a region.
_PERMITS = ("810000", "820000", "830000")
_ID_POWER, _CARD_POWERS = 17, (15, 16, 17, 18)


def told_by_first_digits(values: pa.Array) -> tuple[Bools, Bools]:
    """Return which numbers written like 1.10105E+17 were resident IDs, and which bank cards, by the digits they kept.

    Fewer digits than a region or an issuer has tell nothing.
    """
    fields = pc.extract_regex(values, _WRITTEN)
    parts = [pc.fill_null(pc.struct_field(fields, name), "") for name in ("first", "rest", "power")]
    digits = pc.binary_join_element_wise(parts[0], parts[1], "")
    kept = _numbers(pc.utf8_length(digits))
    powers = _numbers(pc.cast(pc.if_else(pc.equal(parts[2], ""), "0", parts[2]), pa.int64()))
    enough = (kept >= _REGION) & (kept <= powers + 1)
    ids, cards = np.zeros(len(values), dtype=np.bool_), np.zeros(len(values), dtype=np.bool_)
    for power in _CARD_POWERS:
        rows = np.flatnonzero(enough & (powers == power))
        if not len(rows):
            continue
        whole = pc.utf8_rpad(digits.take(pa.array(rows)), power + 1, "0")
        cards[rows] = known_prefix(matrix_of(whole.to_pylist()))
        if power == _ID_POWER:
            regions = pa.array([*names_by_code(), *_PERMITS])
            placed = pc.is_in(pc.utf8_slice_codeunits(whole, 0, _REGION), regions)
            born = pc.match_substring_regex(whole, DAMAGED_ID)
            told = pc.if_else(pa.array(kept[rows] >= _KEPT), born, pc.or_(placed, born))
            ids[rows] = told.to_numpy(zero_copy_only=False)
    return ids, cards & ~ids


def told_by_zeros(values: pa.Array) -> tuple[Bools, Bools]:
    """Return which whole numbers that end in zeros behind their 15th digit were resident IDs, and which bank cards.

    That is how a workbook holds them; one in ten whole cards of 16 digits ends so too, so ask in columns that hold some.
    """
    zeros = holding(values, _ZEROS)
    ids, cards = zeros & holding(values, DAMAGED_ID), np.zeros(len(values), dtype=np.bool_)
    lengths = _numbers(pc.fill_null(pc.utf8_length(values), 0))
    for length in _CARD_POWERS:
        rows = np.flatnonzero(zeros & ~ids & (lengths == length + 1))
        if len(rows):
            cards[rows] = known_prefix(matrix_of(values.take(pa.array(rows)).to_pylist()))
    return ids, cards


def damaged_places(texts: pa.Array) -> list[tuple[str, Found]]:
    """Return, by type, where strings hold numbers written like 1.10105E+17 that were resident IDs or bank cards.

    A cell that is nothing else is judged as a whole.
    """
    rows = np.flatnonzero(holding(texts, DAMAGED_INSIDE))
    if not len(rows):
        return []
    chosen = texts.take(pa.array(rows)).to_pylist()
    places = [
        (row, *at.span(), at[0])
        for row, text in zip(rows.tolist(), chosen, strict=True)
        for at in _INSIDE.finditer(text)
        if at[0] != text.strip()
    ]
    if not places:
        return []
    where = np.array([each[:3] for each in places], dtype=np.int64)
    told = told_by_first_digits(pa.array([each[3] for each in places], pa.string()))
    return [
        (entity_type, Found(where[mine, 0], where[mine, 1], where[mine, 2], np.full(int(mine.sum()), _SCORE)))
        for entity_type, mine in zip(("CN_RESIDENT_ID", "CN_BANK_CARD"), told, strict=True)
        if mine.any()
    ]


def _numbers(values: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
