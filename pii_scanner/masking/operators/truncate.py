"""truncate: a card number keeps its issuer prefix and last four digits (PCI DSS 4.0.1, 3.4.1 and 3.5.1).

An issuer prefix of 8 digits belongs to numbers of 16 digits or more (ISO/IEC 7812-1): of shorter ones the first 6 stay at
most, since of 13 digits without one the check digit would tell that one.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target

_SHORTEST, _LONG, _LONGEST = 13, 16, 19
_OF_SHORT = 6


class TruncateParameters(Parameters):
    """Digits that stay: `first` (at most 8, the BIN) and `last` (at most 4)."""

    first: int = Field(
        default=6,
        ge=0,
        le=8,
        description="digits that stay at the beginning: the BIN (6 at most of fewer than 16 digits)",
    )
    last: int = Field(default=4, ge=0, le=4, description="digits that stay at the end")


class Truncate(Operator):
    name = "truncate"
    summary = "keep the first 6 and last 4 digits of a card number, remove the rest"
    parameters_model = TruncateParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        first, last = self.parameters.first, self.parameters.last
        plain = pc.all(pc.ascii_is_decimal(values)).as_py()
        digits = values if plain else pc.replace_substring_regex(values, r"[^0-9]", "")
        lengths = pc.utf8_length(digits)
        # Fewer than 13 digits or more than 19 are no card number (20: an expiry date behind one): nothing of them stays.
        card = pc.and_(pc.greater_equal(lengths, _SHORTEST), pc.less_equal(lengths, _LONGEST))
        tail = pc.utf8_slice_codeunits(digits, -last) if last else ""
        head = pc.utf8_slice_codeunits(digits, 0, first)
        if first > _OF_SHORT:
            short = pc.utf8_slice_codeunits(digits, 0, _OF_SHORT)
            head = pc.if_else(pc.less(lengths, _LONG), short, head)
        shown = pc.binary_join_element_wise(head, "*" * 6, tail, "")
        return pc.if_else(card, shown, "******")
