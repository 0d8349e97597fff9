"""mask: some characters stay, asterisks hide the rest: 138****8000, 张*, 欧阳**."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from recognizers.columns import TextColumn
from recognizers.names import compound_surnames
from recognizers.registry import recognizer

# (kept first, kept last) by entity type, where the policy names none.
_KEPT = {
    "CN_RESIDENT_ID": (3, 0),
    "CN_BANK_CARD": (6, 4),
    "CN_MOBILE": (3, 4),
    "CN_LANDLINE": (4, 0),
    "CN_PASSPORT": (1, 2),
    "CN_USCC": (2, 2),
    "CN_VEHICLE_PLATE": (2, 1),
    "CN_ADDRESS": (3, 0),
}
# Of a shorter one nothing would be hidden.
_SHORTEST_NAME = 2


class MaskParameters(Parameters):
    """What stays visible; by default what is usual for the entity type."""

    keep_first: int | None = Field(
        default=None, ge=0, description="so many characters at the beginning stay (by default as usual for the type)"
    )
    keep_last: int | None = Field(
        default=None, ge=0, description="so many characters at the end stay (by default as usual for the type)"
    )
    character: str = Field(default="*", min_length=1, max_length=1, description="what hides each of the others")


class Mask(Operator):
    name = "mask"
    summary = "keep some characters, hide the others"
    parameters_model = MaskParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        given = (self.parameters.keep_first, self.parameters.keep_last)
        if given == (None, None) and target.entity_type == "PERSON":
            return pa.array([self._name(value) for value in values.to_pylist()], pa.string())
        if given == (None, None) and target.entity_type == "EMAIL_ADDRESS":
            hidden = pc.replace_substring_regex(values, r"([^\s@;,，；])[^\s@;,，；]*@", r"\1***@")
            first = pc.replace_substring_regex(values, r"(?s)^(.).*$", r"\1***")
            return pc.if_else(pc.match_substring(values, "@"), hidden, first)
        first, last = _KEPT.get(target.entity_type, (0, 0))
        first = first if given[0] is None else given[0]
        last = last if given[1] is None else given[1]
        finder = recognizer(target.entity_type)
        if finder is not None and finder.uses_canonical:
            # 138 0013 8000 and +86 13800138000 are one number: they get one mask.
            canonical = finder.canonical_column(TextColumn(values))
            if canonical is not values:  # written as it should be
                values = pc.if_else(pc.equal(canonical, ""), values, canonical)
        return self._hidden(values, first, last)

    def _hidden(self, values: pa.Array, first: int, last: int) -> pa.Array:
        """Return values with the middle hidden; one too short to hide a third of is hidden whole."""
        lengths = pc.utf8_length(values)
        shortest, longest = pc.min_max(lengths).values()
        shortest, longest = shortest.as_py() or 0, longest.as_py() or 0
        if shortest == longest and 3 * (longest - first - last) >= longest > 0:
            head = pc.utf8_slice_codeunits(values, 0, first)
            middle = self.parameters.character * (longest - first - last)
            tail = pc.utf8_slice_codeunits(values, -last) if last else ""
            return pc.binary_join_element_wise(head, middle, tail, "")
        stars = pa.array([self.parameters.character * n for n in range(longest + 1)], pa.string())
        hidden = pc.subtract(lengths, first + last)
        short = pc.less(pc.multiply(hidden, 3), lengths)
        middle = stars.take(pc.max_element_wise(hidden, 0))
        head = pc.utf8_slice_codeunits(values, 0, first)
        tail = pc.utf8_slice_codeunits(values, -last) if last else pa.array([""] * len(values), pa.string())
        shown = pc.binary_join_element_wise(head, middle, tail, "")
        return pc.if_else(short, stars.take(lengths), shown)

    def _name(self, value: str) -> str:
        character = self.parameters.character
        if len(value) > 1 and re.match(r"[A-Za-z]", value):
            return value[0] + character * max(1, len(value) - 1)
        if len(value.strip()) < _SHORTEST_NAME:
            return character * len(value)
        surname = 2 if value[:2] in compound_surnames() and len(value) > 2 else 1
        return value[:surname] + character * max(1, len(value) - surname)
