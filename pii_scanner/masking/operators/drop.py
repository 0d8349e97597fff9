"""drop: the column leaves the copy."""

from __future__ import annotations

import pyarrow as pa

from pii_scanner.masking.operators.base import Operator, Target


class Drop(Operator):
    name = "drop"
    summary = "leave the column out; inside text, remove the value"

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        return pa.array([""] * len(values), pa.string())
