"""keep: the value passes unchanged, on purpose and on record."""

from __future__ import annotations

import pyarrow as pa

from pii_scanner.masking.operators.base import Operator, Target


class Keep(Operator):
    name = "keep"
    summary = "pass the value unchanged"
    shape_preserving = True

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        return values

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        return array
