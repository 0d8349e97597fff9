"""What an operator is: a name, typed parameters, and one function over distinct values."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
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
    results. `slow`: a value is looked up among the newest ones sooner than made. `shape_preserving`: the result has the form of its entity type. `key_label`: operators of
    one label share their keys. `unfit_types`: entity types that it cannot be asked to take.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    reversible: ClassVar[bool] = False
    consistent: ClassVar[bool] = True
    slow: ClassVar[bool] = False
    shape_preserving: ClassVar[bool] = False
    needs_key: ClassVar[bool] = False
    key_label: ClassVar[str] = "pseudonym"
    unfit_types: ClassVar[frozenset[str]] = frozenset()
    # The name of its key where that is not the entity type: one key for columns of all types.
    key_name: ClassVar[str] = ""
    parameters_model: ClassVar[type[Parameters]] = Parameters

    def __init__(self, parameters: dict[str, Any]) -> None:
        """Raises pydantic.ValidationError (a ValueError) for parameters that do not fit."""
        self.parameters: Any = self.parameters_model(**parameters)

    @property
    def repeatable(self) -> bool:
        """Whether what it made of a value once may stand for the same value later."""
        return self.consistent

    @property
    def inner(self) -> tuple[str, ...]:
        """The names of the operators that it lets work."""
        return ()

    @abstractmethod
    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        """Return the safe form of `values`: distinct strings, none null, none empty; same length."""

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Return the result for an array that is no text (numbers, dates), or None to get it as text."""
        return None

    def reverse(self, values: pa.Array, target: Target) -> pa.Array:
        """Return what `apply` was given, null for a value that is no result of it; of reversible operators only."""
        raise NotImplementedError(self.name)


class Survey(ABC):
    """What an operator learns of a whole column before the first value is changed."""

    @abstractmethod
    def add(self, array: pa.Array) -> None:
        """Take one batch of the column; raises PolicyError when it grows beyond a limit."""


@dataclass(frozen=True)
class Companion:
    """One batch of a column that an operator reads beside its own: in canonical form, as text, and as the copy has it."""

    canonical: pa.Array
    masked: Callable[[], pa.Array]


# One batch of the column and, by name, those it reads beside it; gives the batch changed.
Step = Callable[[pa.Array, Mapping[str, Companion]], pa.Array]


class RowOperator(Operator):
    """An operator that needs more than the value: another column of the row, the row's place, or the whole column.

    Its batches go through it in the table's order, in one process. Where only a value is at hand (inside a text),
    `apply` is used. `passes_values`: what it gives are values of the column, so known values are looked for in them.
    `needs_order`: it counts rows or sees the whole column; else its row is enough.
    """

    passes_values: ClassVar[bool] = False
    needs_order: ClassVar[bool] = True

    @property
    def by_row(self) -> bool:
        """Whether it needs more than the value, with these parameters."""
        return True

    @property
    def companions(self) -> tuple[str, ...]:
        """The other columns of the table that it reads."""
        return ()

    def survey(self, target: Target) -> Survey | None:
        """Return what sees the whole column first, None where that is not needed."""
        return None

    @abstractmethod
    def begin(self, target: Target, place: str, survey: Survey | None) -> Step:
        """Return what changes the batches of one column from the first on; `place` names table and column."""
