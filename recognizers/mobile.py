"""Mobile number of mainland China: 11 digits beginning 13-19, with or without +86, the 0 of long distance or a prefix of dialling (17951);
138 0013 8000.

The assigned segments change; a number outside them scores lower and is never rejected.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers import checks
from recognizers.base import CellMatch, Recognizer, Shape
from recognizers.checks import Bools, Bytes
from recognizers.columns import TextColumn
from recognizers.forms import DIGIT

# Segments in use by the public numbering plan as commonly known; see docs for the reserve.
_SEGMENTS = np.zeros(100, dtype=np.bool_)
_SEGMENTS[[*range(30, 40), *range(45, 50), 50, 51, 52, 53, *range(55, 60), 62, 65, 66, 67]] = True
_SEGMENTS[[*range(70, 79), *range(80, 90), 90, 91, 92, 93, *range(95, 100)]] = True
# Segments nobody was given: surrogates are taken from them.
FREE_SEGMENTS = ("154", "160", "161", "163", "164", "168", "169", "179", "194")
# From so many numbers, and such a share, that no telephone has on, eleven digits are no telephone's.
_FEWEST_OTHERS, _SHARE_OF_OTHERS = 5, 0.15
# Where numbers of eleven digits begin with any digit, a few of them begin like a telephone's by chance.
_FEWEST_OF_ANY, _FEW_OF_ANY, _ANY_DIGITS = 36, 0.3, 6
_COUNTRY = r"^(?:(?:17951|17911|17909|12593)|[(（](?:\+|00)?86[)）]|(?:\+|00)?86|0)?[(（]?(1[3-9][0-9])[)）./]?([0-9]{4})[./]?([0-9]{4})$"


class Mobile(Recognizer):
    entity_type = "CN_MOBILE"
    shapes = (
        Shape("mobile", r"(?:[(（](?:\+|00)?86[)）][ -]?|(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}", 0.75),
        Shape(
            "brackets",
            r"(?:[(（](?:\+|00)?86[)）][ -]?|(?:\+|00)?86[ -]?)?[(（]1[3-9][0-9][)）](?:[ -]?[0-9]{4}){2}",
            0.6,
        ),
        Shape("points", r"1[3-9][0-9](?:\.[0-9]{4}){2}", 0.6, needs_context=True, hardly_else=True),
        Shape("slashes", r"1[3-9][0-9](?:/[0-9]{4}){2}", 0.6, needs_context=True, hardly_else=True),
        Shape("other groups", r"1[3-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{4}|1[3-9][0-9][ -][0-9]{3}[ -][0-9]{5}", 0.6),
        Shape("dialling prefix", r"(?:17951|17911|17909|12593)[ -]?1[3-9][0-9]{9}", 0.6),
        Shape("between letters", r"1[3-9][0-9]{9}", 0.6, needs_context=True, glued=True),
        Shape("long distance", r"01[3-9][0-9]{9}", 0.6, needs_context=True),
    )
    context = ("手机", "电话", "联系", "致电", "来电", "mobile", "phone", "tel", "微信", "号码")
    priority = 60
    form = (0.6, 0.92)
    lengths = (11, 30)  # bytes, the brackets of （+86） may be Chinese
    gate = r"[0-9\x{FF10}-\x{FF19}]{3}"

    def cells(self, column: TextColumn) -> CellMatch:
        """Return which cells are wholly a number. One in a dozen article numbers of twelve digits that begin with 0 looks
        like a mobile number behind the 0 of long distance, so most such cells of a batch must. Two in three numbers of
        eleven digits that begin with 1 do by chance: where others begin with 10 to 12, as no telephone does, or most with any digit, none is valid."""
        match = super().cells(column)
        view = column.canonical
        if not match.shaped.any():
            return match
        rows = view.rows_of_length(11)
        first, second = view.data[view.offsets[:-1][rows]], view.data[view.offsets[:-1][rows] + 1]
        ones = (first == ord("1")) & (view.classes[rows] == DIGIT)
        none = int(np.count_nonzero(ones & (second < ord("3"))))
        if none >= _FEWEST_OTHERS and none >= _SHARE_OF_OTHERS * np.count_nonzero(ones):
            match.valid[rows] = False
        few = len(rows) >= _FEWEST_OF_ANY and np.count_nonzero(ones) < _FEW_OF_ANY * len(rows)
        if few and len(np.unique(first)) >= _ANY_DIGITS:
            match.valid[rows] = False
        if not view.histogram[12]:
            return match
        rows = view.rows_of_length(12)
        rows = rows[view.matrix(rows, 12)[:, 0] == ord("0")]
        if 2 * np.count_nonzero(match.shaped[rows]) < len(rows):
            match.shaped[rows] = match.valid[rows] = False
        return match

    def plausible(self, matrix: Bytes) -> Bools:
        return np.full(len(matrix), 11 <= matrix.shape[1] <= 30, dtype=np.bool_)

    def check(self, matrix: Bytes) -> Bools:
        """Return which numbers lie in a segment known to be in use."""
        tail = _last_digits(matrix)
        return checks.digits(tail) & _SEGMENTS[np.clip((tail[:, 1] - 48) * 10 + (tail[:, 2] - 48), 0, 99)]

    def canonical(self, value: str) -> str:
        """Return the 11 digits, without the country code."""
        return re.sub(_COUNTRY, r"\1\2\3", super().canonical(value))

    def canonical_column(self, column: TextColumn) -> pa.Array:
        array = column.canonical.array
        if not (column.canonical.lengths > 11).any():
            return array
        return pc.replace_substring_regex(array, _COUNTRY, r"\1\2\3")


def _last_digits(matrix: Bytes) -> Bytes:
    """Return the last eleven digits of each row, without what stands between them."""
    tail = matrix[:, -11:]
    if checks.digits(tail).all():
        return tail
    digit = (matrix >= ord("0")) & (matrix <= ord("9"))
    order = np.argsort(digit, axis=1, kind="stable")[:, -11:]
    return np.take_along_axis(matrix, order, axis=1)
