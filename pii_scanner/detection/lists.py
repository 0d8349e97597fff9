"""Values that users know: an allow-list of what is no finding, a deny-list of what always is one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import re2

from recognizers.base import Span
from recognizers.columns import TextColumn
from recognizers.custom import compiled
from recognizers.registry import recognizer
from recognizers.text import fold, trimmed

Bools = npt.NDArray[np.bool_]
_WORD = re.compile("[0-9A-Za-z]")


@dataclass(frozen=True)
class ValueLists:
    """Values by entity type; they are compared as the type's values are, however they were written."""

    allow: Mapping[str, Sequence[str]] = field(default_factory=dict)
    deny: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def allowed(self, entity_type: str, column: TextColumn) -> Bools:
        """Return which cells stand on the allow-list of a type."""
        return _among(entity_type, self._canonical_allow.get(entity_type), column)

    def denied(self, entity_type: str, column: TextColumn) -> Bools:
        """Return which cells stand on the deny-list of a type."""
        return _among(entity_type, self._canonical_deny.get(entity_type), column)

    def allows(self, entity_type: str, value: str) -> bool:
        """Return whether a value found in a text stands on the allow-list."""
        finder, known = recognizer(entity_type), self._canonical_allow.get(entity_type)
        return finder is not None and known is not None and finder.canonical(value) in known

    def denied_spans(self, text: str) -> list[Span]:
        """Return where values of the deny-lists stand in a text (or in many, joined by line feeds)."""
        folded = fold(text)
        return [
            Span(match.start(), match.end(), entity_type, 1.0)
            for entity_type, pattern in self._patterns.items()
            for match in pattern.finditer(folded)
            if not match.group().isascii() or _stands_alone(folded, *match.span())
        ]

    @cached_property
    def gate(self) -> str:
        """An RE2 pattern of texts that may hold a denied value; empty where there is none."""
        return "|".join(_written([value for values in self.deny.values() for value in values]))

    @cached_property
    def _canonical_allow(self) -> dict[str, frozenset[str]]:
        return {kind: _canonical(kind, values) for kind, values in self.allow.items()}

    @cached_property
    def _canonical_deny(self) -> dict[str, frozenset[str]]:
        return {kind: _canonical(kind, values) for kind, values in self.deny.items()}

    @cached_property
    def _patterns(self) -> dict[str, Any]:
        """One pattern for all values of a type, by RE2 in linear time; of two that begin alike the longest is taken."""
        return {kind: compiled("|".join(_written(values))) for kind, values in self.deny.items() if values}


def _written(values: Sequence[str]) -> list[str]:
    return sorted({re2.escape(trimmed(value)) for value in values}, key=lambda each: (-len(each), each))


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Return whether a value of ASCII is no part of a longer word."""
    return not (_WORD.match(text[start - 1 : start]) or _WORD.match(text[end : end + 1]))


def _canonical(entity_type: str, values: Sequence[str]) -> frozenset[str]:
    finder = recognizer(entity_type)
    return frozenset(map(finder.canonical, values)) if finder is not None else frozenset()


def _among(entity_type: str, known: frozenset[str] | None, column: TextColumn) -> Bools:
    finder = recognizer(entity_type)
    if finder is None or not known:
        return np.zeros(len(column), dtype=np.bool_)
    cells = finder.canonical_column(column)
    return np.asarray(pc.is_in(cells, pa.array(sorted(known), pa.string())).to_numpy(zero_copy_only=False))
