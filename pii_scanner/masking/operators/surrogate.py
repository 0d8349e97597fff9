"""surrogate: a value of the right form, check digit included, that stands for the real one."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from pii_scanner.masking.operators.pseudonymize import Pseudonymize
from pii_scanner.masking.surrogates.base import Wishes
from pii_scanner.masking.surrogates.registry import surrogates
from recognizers.columns import TextColumn
from recognizers.registry import recognizer


class SurrogateParameters(Parameters):
    """What stays true of the real value."""

    keep: tuple[Literal["sex", "birth_year", "province"], ...] = Field(
        default=("sex", "birth_year"),
        description="what stays true: sex, birth_year and province of a resident ID; sex of a name",
    )
    bin: str = Field(
        default="",
        pattern=r"^([0-9]{4,8})?$",
        description="the first 4 to 8 digits of all bank cards (by default each keeps its own first 6)",
    )


class SurrogateOperator(Operator):
    name = "surrogate"
    summary = "replace by a keyed value of the same form, check digit right"
    shape_preserving = True
    needs_key = True
    parameters_model = SurrogateParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        assert target.key is not None
        finder, maker = recognizer(target.entity_type), surrogates().get(target.entity_type)
        made: list[str | None] = [None] * len(values)
        if finder is not None and maker is not None:
            canonical = [v or "" for v in finder.canonical_column(TextColumn(values)).to_pylist()]
            wishes = Wishes(frozenset(self.parameters.keep), self.parameters.bin)
            made = maker.make(canonical, target.key, wishes)
        result = pa.array(made, pa.string())
        if result.null_count:
            # A value that has not the form gets a pseudonym: it never passes.
            rest = Pseudonymize({}).apply(values.filter(result.is_null()), target)
            result = pa.compute.replace_with_mask(result, result.is_null(), rest)
        return result
