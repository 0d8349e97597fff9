"""Whole numbers that a program wrote with an exponent, all their digits kept: 1.3800138E10 is 13800138000.

Java writes a number of a spreadsheet so and leaves out the zeros at its end. A spreadsheet itself shows a few digits only
(1.38E+10): the rest of such a number is lost, and it stays as it is.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.matching import holding

# Of 11 to 15 digits; the last three may be zeros that were left out.
_POWERS, _ZEROS = range(10, 15), 3
_LETTER = "[eE]"
_POWER_OF = {power: rf"^([1-9])\.([0-9]{{{power - _ZEROS},{power}}}){_LETTER}\+?{power}$" for power in _POWERS}
_ANY = rf"^[1-9]\.[0-9]{{{_POWERS[0] - _ZEROS},{_POWERS[-1]}}}{_LETTER}\+?1[0-4]$"
SHORTEST, LONGEST = len("1.0000000E10"), len("1.00000000000000E+14")


def whole_numbers(cells: pa.Array) -> pa.Array:
    """Return strings with the numbers among them that kept all digits written out."""
    for power, pattern in _POWER_OF.items():
        written = pc.match_substring_regex(cells, pattern)
        if pc.any(written).as_py():
            digits = pc.replace_substring_regex(cells, pattern, r"\1\2")
            cells = pc.if_else(written, pc.utf8_rpad(digits, power + 1, "0"), cells)
    return cells


def with_exponent(cells: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which strings may be such numbers."""
    return holding(cells, _ANY)


def whole_number(text: str) -> str:
    """Return one string written out, if it is such a number."""
    if not SHORTEST - 1 <= len(text) <= LONGEST or text[1] != ".":
        return text
    for power, pattern in _POWER_OF.items():
        written = re.fullmatch(pattern[1:-1], text)
        if written:
            return (written[1] + written[2]).ljust(power + 1, "0")
    return text
