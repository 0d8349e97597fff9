"""Numbers that a spreadsheet damaged: it keeps 15 digits, and writes long numbers like 1.10105E+17.

Their last digits are gone, but the first ones still tell what they were: a resident ID's region and birth date, a
card's issuer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.bank_card import known_prefix
from recognizers.checks import Bools, matrix_of
from recognizers.regions import names_by_code

# A number that lost its tail.
DAMAGED = r"^[1-9](?:\.[0-9]{2,16})?[eE]\+?1[0-9]$|^[1-9][0-9]{14}0{3,4}$"
# Such a number that was a resident ID: its birth date is still there.
DAMAGED_ID = r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9](?:[0-9]00|000)$"
_WRITTEN = r"^(?P<first>[1-9])(?:\.(?P<rest>[0-9]{2,16}))?[eE]\+?(?P<power>1[0-9])$"
_KEPT, _REGION = 15, 6
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
            placed = pc.is_in(pc.utf8_slice_codeunits(whole, 0, _REGION), pa.array(list(names_by_code())))
            born = pc.match_substring_regex(whole, DAMAGED_ID)
            told = pc.if_else(pa.array(kept[rows] >= _KEPT), born, placed)
            ids[rows] = told.to_numpy(zero_copy_only=False)
    return ids, cards & ~ids


def _numbers(values: pa.Array) -> npt.NDArray[np.int64]:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)
