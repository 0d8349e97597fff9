"""Values in the one form that does not depend on how they are written."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.distinct import as_strings
from pii_scanner.model.plan import ColumnPlan
from recognizers.columns import TextColumn
from recognizers.registry import recognizer


def canonical_form(column: ColumnPlan, array: pa.Array) -> pa.Array:
    """Return the canonical form of a column that tells rows apart: equal however it is written, null where blank."""
    texts = as_strings(array)
    finder = recognizer(column.entity_types[0]) if column.entity_types else None
    cells = TextColumn(texts)
    canonical = finder.canonical_column(cells) if finder else cells.trimmed.array
    # What is no such value has no canonical form; then it stands for itself.
    canonical = pc.if_else(pc.equal(canonical, ""), pc.fill_null(pc.utf8_trim_whitespace(texts), ""), canonical)
    return pc.if_else(pc.equal(canonical, ""), pa.scalar(None, pa.string()), canonical)
