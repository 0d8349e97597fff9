"""What is left in a masked column: values of an entity type that are no surrogates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.run_together import longer_numbers
from pii_scanner.detection.spans import NAMED, FoundSpans, find_spans
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.operators.encrypt import SEALED
from pii_scanner.masking.operators.tokenize import TELLING
from pii_scanner.masking.surrogates.registry import surrogates
from pii_scanner.model.plan import KEEP, WHOLE, ColumnPlan
from recognizers.columns import TextColumn
from recognizers.regions import cities, counties, provinces
from recognizers.registry import names_nobody, recognizer


class Cells:
    """The distinct values of a column in one batch; they are searched as texts once, whatever is asked for."""

    def __init__(self, array: pa.Array) -> None:
        self.values = pc.unique(as_strings(array)).drop_null()
        self._spans: dict[bool, FoundSpans] = {}

    def inside(self, entity_type: str) -> list[str]:
        """Return the values of a type inside the texts, as they are compared."""
        finder, named = recognizer(entity_type), entity_type in NAMED
        if finder is None:
            return []
        if named not in self._spans:
            self._spans[named] = find_spans(self.values, named=named)
        found = self._spans[named]
        mine = np.flatnonzero(found.types == found.names.index(entity_type)) if entity_type in found.names else ()
        if not len(mine):
            return []
        rows, starts, ends = (each[mine].tolist() for each in (found.rows, found.starts, found.ends))
        texts = self.values.take(pa.array(rows)).to_pylist()
        # The end of a ciphertext and the number behind it may look like something: such are no values.
        return [
            finder.canonical(text[start:end])
            for text, start, end in zip(texts, starts, ends, strict=True)
            if not any(sealed.start() < start < sealed.end() for sealed in SEALED.finditer(text))
        ]

    def together(self, entity_type: str) -> int:
        """Return how many values hold a longer number in which one of a type stands."""
        return len(longer_numbers(self.values).get(entity_type, ()))


def leftovers(cells: Cells, entity_type: str, kind: str, plan: ColumnPlan | None, operators: Mapping[str, str]) -> int:
    """Return how many distinct values of a type in one batch could be real.

    `plan` is how the column was masked, None where nobody planned it; `operators` is the policy's
    operator of each entity type.
    """
    if (plan is not None and plan.mode == KEEP and plan.explicit) or operators.get(entity_type) == "keep":
        return 0
    finder = recognizer(entity_type)
    if names_nobody(entity_type) or (finder is not None and finder.needs_header and _is_masked(plan)):
        # A year of birth is still a birth date; of what only a header tells, the masked form fits as well.
        return 0
    found = _cells(cells.values, entity_type) if kind == "column" else cells.inside(entity_type)
    if not found:
        return cells.together(entity_type) if kind == "column" else 0
    used = {operators.get(entity_type), plan.operator if plan is not None else None}
    alien = plan is not None and plan.mode == WHOLE and entity_type not in plan.entity_types
    if "tokenize" in used and (entity_type not in TELLING or alien):
        return 0  # the search for known values tells
    maker = surrogates().get(entity_type)
    if maker is None:
        return len(found)
    if not maker.marked:
        # Their form says nothing; the search for known values does.
        return 0 if "surrogate" in used else len(found)
    return int(np.count_nonzero(~maker.is_surrogate(found)))


def _is_masked(plan: ColumnPlan | None) -> bool:
    return plan is not None and plan.mode != KEEP


def _cells(values: pa.Array, entity_type: str) -> list[str]:
    finder = recognizer(entity_type)
    if finder is None:
        return []
    column = TextColumn(values)
    rows = np.flatnonzero(finder.cells(column).valid)
    canonical: list[str] = finder.canonical_column(column).take(pa.array(rows)).to_pylist()
    if entity_type == "PERSON":
        # What an address became is no name: 金华市.
        return [name for name in canonical if name not in _places()]
    return canonical


@cache
def _places() -> frozenset[str]:
    return frozenset((*provinces(), *cities(), *counties()))
