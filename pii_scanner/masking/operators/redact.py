"""redact: a label stands where the value stood."""

from __future__ import annotations

import pyarrow as pa
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target


class RedactParameters(Parameters):
    """What replaces the value."""

    label: str | None = Field(
        default=None, description="what stands in place of the value (by default the entity type: <PERSON>)"
    )


class Redact(Operator):
    name = "redact"
    summary = "replace the value by a label"
    parameters_model = RedactParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        label = self.parameters.label
        if label is None:
            label = f"<{target.entity_type or 'REDACTED'}>"
        return pa.array([label] * len(values), pa.string())
