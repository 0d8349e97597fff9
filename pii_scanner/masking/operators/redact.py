"""redact: a label stands where the value stood."""

from __future__ import annotations

import pyarrow as pa

from pii_scanner.masking.operators.base import Operator, Parameters, Target


class RedactParameters(Parameters):
    """`label` replaces the value; by default the entity type in angle brackets."""

    label: str | None = None


class Redact(Operator):
    name = "redact"
    summary = "replace the value by a label"
    parameters_model = RedactParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        label = self.parameters.label
        if label is None:
            label = f"<{target.entity_type or 'REDACTED'}>"
        return pa.array([label] * len(values), pa.string())
