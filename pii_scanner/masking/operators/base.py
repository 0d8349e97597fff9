"""What an operator is: a name, typed parameters, and one function over distinct values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pyarrow as pa
from pydantic import BaseModel, ConfigDict


class Parameters(BaseModel):
    """Base of the parameters of all operators; an unknown parameter is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Target:
    """What an operator is applied to: the entity type (empty for a column rule), its key, and the id of the master key."""

    entity_type: str
    key: bytes | None = field(default=None, repr=False)
    key_id: str = ""


class Operator(ABC):
    """Turns values into safe values. Subclasses give the attributes and `apply`.

    `reversible`: the holder of the key can undo it. `consistent`: equal values give equal
    results. `shape_preserving`: the result has the form of its entity type. `key_label`: operators of
    one label share their keys. `unfit_types`: entity types that it cannot be asked to take.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    reversible: ClassVar[bool] = False
    consistent: ClassVar[bool] = True
    shape_preserving: ClassVar[bool] = False
    needs_key: ClassVar[bool] = False
    key_label: ClassVar[str] = "pseudonym"
    unfit_types: ClassVar[frozenset[str]] = frozenset()
    parameters_model: ClassVar[type[Parameters]] = Parameters

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Raises pydantic.ValidationError (a ValueError) for parameters that do not fit."""
        self.parameters: Any = self.parameters_model(**parameters)

    @abstractmethod
    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        """Return the safe form of `values`: distinct strings, none null, none empty; same length."""

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Return the result for an array that is no text (numbers, dates), or None to get it as text."""
        return None

    def reverse(self, values: pa.Array, target: Target) -> pa.Array:
        """Return what `apply` was given, null for a value that is no result of it; of reversible operators only."""
        raise NotImplementedError(self.name)
