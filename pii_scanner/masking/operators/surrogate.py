"""surrogate: a value of the right form, check digit included, that stands for the real one.

Birth dates and ages beside a resident ID become those of its surrogate, so that rows agree with themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field, field_validator

from pii_scanner.masking.birth_dates import birth_dates
from pii_scanner.masking.holders import AGE, OF_HOLDERS, Born, HolderAges, HolderDates, born_beside
from pii_scanner.masking.operators.base import Companion, Parameters, RowOperator, Step, Survey, Target
from pii_scanner.masking.operators.pseudonymize import Pseudonymize
from pii_scanner.masking.surrogates.base import Wishes
from pii_scanner.masking.surrogates.registry import surrogates
from recognizers.columns import TextColumn
from recognizers.registry import recognizer


class SurrogateParameters(Parameters):
    """What stays true of the real value."""

    keep: tuple[Literal["sex", "birth_year", "province"], ...] = Field(
        default=("sex", "birth_year"),
        description="what stays true: sex, birth_year and province of a resident ID; sex of a name; birth_year of a birth date without a resident ID",
    )
    of: tuple[str, ...] = Field(
        default=(),
        description="the column of the resident ID whose surrogate has the birth date or age; by default the one beside it",
    )
    bin: str = Field(
        default="",
        pattern=r"^([0-9]{4,8})?$",
        description="the first 4 to 8 digits of all bank cards (by default each keeps its own first 6)",
    )

    @field_validator("of", mode="before")
    @classmethod
    def _several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class SurrogateOperator(RowOperator):
    name = "surrogate"
    summary = "replace by a keyed value of the same form, check digit right"
    shape_preserving = True
    needs_key = True
    slow = True
    needs_order = False
    parameters_model = SurrogateParameters

    @property
    def by_row(self) -> bool:
        return bool(self.parameters.of)

    @property
    def companions(self) -> tuple[str, ...]:
        return tuple(self.parameters.of)

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        assert target.key is not None
        if self.by_row or target.entity_type in OF_HOLDERS:
            return self._of_holders(values, self._maker(values, target), (), target)
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
            result = pc.replace_with_mask(result, result.is_null(), rest)
        return result

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        typed = pa.types.is_temporal(array.type) or pa.types.is_integer(array.type) or pa.types.is_floating(array.type)
        if self.by_row or target.entity_type not in OF_HOLDERS or not typed:
            return None
        return self._of_holders(array, self._maker(array, target), (), target)

    def begin(self, target: Target, place: str, survey: Survey | None) -> Step:
        maker: HolderDates | HolderAges | None = None

        def step(array: pa.Array, others: Mapping[str, Companion]) -> pa.Array:
            nonlocal maker
            maker = maker or self._maker(array, target)
            return self._of_holders(array, maker, [born_beside(others[each]) for each in self.companions], target)

        return step

    def _maker(self, array: pa.Array, target: Target) -> HolderDates | HolderAges:
        assert target.key is not None
        ages = target.entity_type == AGE or (not target.entity_type and not birth_dates(array).found.any())
        return HolderAges(target.key) if ages else HolderDates(target.key, "birth_year" in self.parameters.keep)

    def _of_holders(
        self, array: pa.Array, maker: HolderDates | HolderAges, holders: Sequence[Born], target: Target
    ) -> pa.Array:
        """Return other birth dates or ages; what is none becomes a pseudonym, in a column of a type null."""
        made = maker.changed(array, holders)
        if not (pa.types.is_string(made.type) or pa.types.is_large_string(made.type)):
            return made
        plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
        blank = pc.fill_null(pc.match_substring_regex(plain, r"^\s*$"), True)
        made = pc.if_else(blank, plain, made)
        strange = pc.and_(pc.is_null(made), pc.is_valid(plain))
        if not pc.any(strange).as_py():
            return made
        rest = Pseudonymize({}).apply(plain.filter(strange).cast(pa.string()), target)
        return pc.replace_with_mask(made, strange, rest.cast(made.type))
