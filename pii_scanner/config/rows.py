"""What a policy says of rows: which stay, in which order, what becomes of minors and of old rows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RowRule(_Strict):
    """Which rows of tables stay, and in which order they are written."""

    tables: str | list[str] = Field(
        default="*", description="Patterns of table names, * and ? being wildcards; all tables unless given."
    )
    where: str | None = Field(
        default=None, min_length=1, description="Rows stay where this condition is true, e.g. 同意标志 = 'Y'."
    )
    sample: float | None = Field(default=None, gt=0, le=1, description="Share of the rows that stay, chosen by key.")
    sample_by: str | None = Field(
        default=None,
        description="Column whose value decides about the sample: equal values stay or leave together in all tables.",
    )
    order: Literal["kept", "shuffled"] = Field(
        default="kept", description="shuffled: rows in an order that only the key knows."
    )

    @model_validator(mode="after")
    def _says_something(self) -> RowRule:
        if self.where is None and self.sample is None and self.order == "kept":
            raise ValueError("name where, sample or order")
        if self.sample_by is not None and self.sample is None:
            raise ValueError("sample_by needs sample")
        return self

    @property
    def patterns(self) -> list[str]:
        return [self.tables] if isinstance(self.tables, str) else self.tables


class Minors(_Strict):
    """What becomes of rows whose resident ID, birth date or age says that somebody is under age."""

    age: int = Field(default=18, ge=1, le=25, description="Who is younger is a minor.")
    do: Literal["exclude", "generalize"] = Field(
        description="exclude: the rows leave. generalize: personal cells of the rows become empty."
    )
    at: date | None = Field(default=None, description="Day at which ages count; today unless given.")


class Retention(_Strict):
    """How old data may be."""

    before: date | None = Field(default=None, description="Rows whose newest date in `columns` is earlier leave.")
    columns: list[str] = Field(
        default_factory=list, description="Patterns of columns whose dates tell the age of a row."
    )
    drop_columns_before: date | None = Field(
        default=None, description="Columns of dates of which the newest is earlier leave."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Retention:
        if self.before is None and self.drop_columns_before is None:
            raise ValueError("name before or drop_columns_before")
        if (self.before is None) != (not self.columns):
            raise ValueError("before and columns belong together")
        return self


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


def _done(value: Any) -> Any:
    """Accept `minors: exclude` for `minors: {do: exclude}`."""
    return {"do": value} if isinstance(value, str) else value


_RULE = RowRule.model_json_schema()
_MINORS = Minors.model_json_schema()
RowRules = Annotated[
    list[RowRule],
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_RULE, {"type": "array", "items": _RULE}]}),
]
MinorsRule = Annotated[
    Minors, BeforeValidator(_done), WithJsonSchema({"anyOf": [{"enum": ["exclude", "generalize"]}, _MINORS]})
]
