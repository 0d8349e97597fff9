"""replace: one constant stands where any value stood."""

from __future__ import annotations

import pyarrow as pa
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target


class ReplaceParameters(Parameters):
    """The constant that stands in place of every value."""

    value: str = Field(
        default="***", description="what stands in place of every value; a number keeps a column of numbers one"
    )


class Replace(Operator):
    name = "replace"
    summary = "replace every value by one constant"
    parameters_model = ReplaceParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        return pa.array([self.parameters.value] * len(values), pa.string())

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Return the constant in the type of a column of numbers, dates or flags, where it has a place there."""
        kind = array.type
        if not (pa.types.is_primitive(kind) or pa.types.is_decimal(kind)):
            return None
        try:
            constant = pa.array([self.parameters.value], pa.string()).cast(kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return None
        whole = pa.repeat(constant[0], len(array))
        return pa.compute.if_else(array.is_valid(), whole, pa.scalar(None, kind))
