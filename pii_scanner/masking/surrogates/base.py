"""Surrogates: values of the right form that stand for real ones, one file per entity type.

Where a range exists that nobody was given, surrogates are taken from it, so that a check can
tell them from real values (`is_surrogate`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from pii_scanner.masking.permutation import keyed_numbers

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Wishes:
    """What a surrogate is to keep of the real value (sex, birth_year, province), and the first digits of cards ("": their own)."""

    keep: frozenset[str] = frozenset({"sex", "birth_year"})
    issuer: str = ""


class Surrogate(ABC):
    """Makes surrogates of one entity type from canonical values.

    `marked`: they can be told from real values by their form. `may_equal_real`: one may equal a value
    that somebody really has.
    """

    entity_type: ClassVar[str]
    marked: ClassVar[bool] = False
    may_equal_real: ClassVar[bool] = True

    @abstractmethod
    def make(self, values: list[str], key: bytes, wishes: Wishes) -> list[str | None]:
        """Return a surrogate for each distinct canonical value; None where a value has not the form."""

    def is_surrogate(self, values: list[str]) -> Bools:
        """Return which canonical values could only be surrogates; all True where the type is not marked."""
        return np.ones(len(values), dtype=np.bool_)


def choose(values: list[str], key: bytes, size: int) -> npt.NDArray[np.int64]:
    """Return a keyed number in 0..size-1 for each value."""
    return (keyed_numbers(values, key, 1)[:, 0] % np.uint64(size)).astype(np.int64)
