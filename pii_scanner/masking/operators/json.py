"""json: inside JSON documents each path has its operator; everything else in them is searched as text."""

from __future__ import annotations

from typing import Annotated, Any

import pyarrow as pa
from pydantic import BeforeValidator, Field, field_validator

from pii_scanner.config.policy import OperatorSpec
from pii_scanner.masking.json_paths import parsed_path
from pii_scanner.masking.operators.base import Operator, Parameters, RowOperator, Target
from pii_scanner.masking.operators.registry import build_operator


class PathRule(OperatorSpec):
    """The operator of a path, and of which entity type its values are (by default what the key's name or they say)."""

    entity_type: str | None = Field(
        default=None, description="Entity type of the values there; unless given, what the key's name or they say."
    )


def _rule(value: Any) -> Any:
    """Accept `$.name: surrogate`, and pairs, as which a plan holds a mapping."""
    return {"operator": value} if isinstance(value, str) else dict(value) if isinstance(value, tuple) else value


def _mapping(value: Any) -> Any:
    return dict(value) if isinstance(value, tuple) else value


class JsonParameters(Parameters):
    """Which operator each path has."""

    paths: Annotated[dict[str, Annotated[PathRule, BeforeValidator(_rule)]], BeforeValidator(_mapping)] = Field(
        default_factory=dict,
        description="an operator for each path: $.name, $.phones[*], $..id; entity_type beside it says what the values are",
    )

    @field_validator("paths")
    @classmethod
    def _known(cls, paths: dict[str, PathRule]) -> dict[str, PathRule]:
        for path, rule in paths.items():
            parsed_path(path)
            operator = build_operator(rule.operator, rule.parameters)
            if isinstance(operator, Json) or (isinstance(operator, RowOperator) and operator.by_row):
                raise ValueError(f"{rule.operator} needs whole columns; it cannot stand inside a document")
        return paths


class Json(Operator):
    name = "json"
    summary = "mask inside JSON documents: an operator for each path, the rest searched as text"
    shape_preserving = True
    parameters_model = JsonParameters

    @property
    def inner(self) -> tuple[str, ...]:
        return tuple(rule.operator for rule in self.parameters.paths.values())

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        """Return labels: alone, without the other operators that `masking.documents` knows, nothing may pass."""
        return pa.array(["<JSON>"] * len(values), pa.string())
