"""Columns whose operator needs the row or the whole column: changed in the table's order, in one process.

So the copy does not depend on how many processes mask the other columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.operators.base import RowOperator, Step
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.model.plan import ColumnPlan, TablePlan
from recognizers.columns import TextColumn
from recognizers.registry import recognizer


def surveyed(plan: TablePlan, batches: Iterable[pa.RecordBatch], bindings: Bindings) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a table in its order, each shown to the operators that see their whole column first."""
    chosen = [(index, bindings.of_rule(each.rules[0]).target, operator) for index, each, operator in _by_row(plan)]
    for batch in batches:
        for index, target, operator in chosen:
            place = (plan.source, plan.table, index)
            if place not in bindings.surveys:
                survey = operator.survey(target)
                if survey is None:
                    continue
                bindings.surveys[place] = survey
            bindings.surveys[place].add(batch.column(index))
        yield batch


def _by_row(plan: TablePlan) -> Iterator[tuple[int, ColumnPlan, RowOperator]]:
    for index, column in enumerate(plan.columns):
        operator = row_operator(column)
        if operator is not None:
            yield index, column, operator


def changed_rows(plan: TablePlan, batches: Iterable[pa.RecordBatch], bindings: Bindings) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a table with the columns changed whose operators need the row; the others are as they were."""
    steps = list(_steps(plan, bindings))
    for batch in batches:
        arrays = list(batch.columns)
        for index, others, step in steps:
            arrays[index] = step(
                batch.column(index), {name: _identity(plan.columns[at], batch.column(at)) for name, at in others}
            )
        yield pa.record_batch(arrays, names=batch.schema.names) if steps else batch


def _steps(plan: TablePlan, bindings: Bindings) -> Iterator[tuple[int, list[tuple[str, int]], Step]]:
    names = [each.column for each in plan.columns]
    for index, column, operator in _by_row(plan):
        target = bindings.of_rule(column.rules[0]).target
        survey = bindings.surveys.get((plan.source, plan.table, index))
        others = [(name, names.index(name)) for name in operator.companions]
        yield index, others, operator.begin(target, f"{plan.table}.{column.column}", survey)


def _identity(column: ColumnPlan, array: pa.Array) -> pa.Array:
    """Return the canonical form of a column that tells rows apart: equal however it is written, null where blank."""
    texts = as_strings(array)
    finder = recognizer(column.entity_types[0]) if column.entity_types else None
    cells = TextColumn(texts)
    canonical = finder.canonical_column(cells) if finder else cells.trimmed.array
    # What is no such value has no canonical form; then it stands for itself.
    canonical = pc.if_else(pc.equal(canonical, ""), pc.fill_null(pc.utf8_trim_whitespace(texts), ""), canonical)
    return pc.if_else(pc.equal(canonical, ""), pa.scalar(None, pa.string()), canonical)
