"""What is left in a masked column: values of an entity type that are no surrogates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.detection.spans import NAMED, joined_spans
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.operators.tokenize import TELLING
from pii_scanner.masking.surrogates.registry import surrogates
from pii_scanner.model.plan import KEEP, WHOLE, ColumnPlan
from recognizers.columns import TextColumn
from recognizers.registry import names_nobody, recognizer


def leftovers(
    array: pa.Array, entity_type: str, kind: str, plan: ColumnPlan | None, operators: Mapping[str, str]
) -> int:
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
    distinct = pc.unique(as_strings(array)).drop_null()
    found = _cells(distinct, entity_type) if kind == "column" else _inside(distinct, entity_type)
    if not found:
        return 0
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
    return canonical


def _inside(values: pa.Array, entity_type: str) -> list[str]:
    finder = recognizer(entity_type)
    if finder is None:
        return []
    texts = values.to_pylist()
    rows, spans = joined_spans(texts, named=entity_type in NAMED)
    return [
        finder.canonical(texts[row][span.start : span.end])
        for row, span in zip(rows.tolist(), spans, strict=True)
        if span.entity_type == entity_type
    ]
