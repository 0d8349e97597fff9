"""Columns whose operator needs the row or the whole column: changed in the table's order, in one process.

So the copy does not depend on how many processes mask the other columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa

from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.canonical import canonical_form
from pii_scanner.masking.old_columns import note_newest
from pii_scanner.masking.operators.base import Companion, RowOperator, Step
from pii_scanner.masking.row_choice import choice_of
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.model.plan import ColumnPlan, TablePlan

MaskColumn = Callable[[int, pa.Array], pa.Array]


def surveyed(plan: TablePlan, batches: Iterable[pa.RecordBatch], bindings: Bindings) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a table in its order; their rows that stay are shown to what sees a whole column first."""
    chosen = [(index, bindings.of_rule(each.rules[0]).target, operator) for index, each, operator in _by_row(plan)]
    aging = asks_for_newest(bindings)
    choice = choice_of(plan, bindings.rows) if chosen or aging else None
    for batch in batches:
        bindings.orders.see(plan, batch)
        seen = batch
        if choice is not None:
            stay = choice.staying(batch)
            seen = batch if stay.all() else batch.filter(pa.array(stay))
        if aging:
            note_newest(plan, seen, bindings.newest)
        for index, target, operator in chosen:
            place = (plan.source, plan.table, index)
            if place not in bindings.surveys:
                survey = operator.survey(target)
                if survey is None:
                    continue
                bindings.surveys[place] = survey
            bindings.surveys[place].add(seen.column(index))
        yield batch


def asks_for_newest(bindings: Bindings) -> bool:
    """Return whether columns of old dates leave, so that every table must be read first."""
    return bindings.rows.retention is not None and bindings.rows.retention.drop_columns_before is not None


def _by_row(plan: TablePlan) -> Iterator[tuple[int, ColumnPlan, RowOperator]]:
    for index, column in enumerate(plan.columns):
        operator = row_operator(column)
        if operator is not None:
            yield index, column, operator


def changed_rows(
    plan: TablePlan, batches: Iterable[pa.RecordBatch], bindings: Bindings, mask: MaskColumn
) -> Iterator[pa.RecordBatch]:
    """Yield the batches of a table with the columns changed whose operators need the row; the others are as they were.

    `mask` gives the masked form of a batch of another column.
    """
    steps = list(_steps(plan, bindings))
    for batch in batches:
        arrays = list(batch.columns)
        for index, others, step in steps:
            beside = {name: _companion(plan, batch, at, mask) for name, at in others}
            arrays[index] = step(batch.column(index), beside)
        yield pa.record_batch(arrays, names=batch.schema.names) if steps else batch


def _companion(plan: TablePlan, batch: pa.RecordBatch, at: int, mask: MaskColumn) -> Companion:
    array = batch.column(at)
    return Companion(canonical_form(plan.columns[at], array), lambda: mask(at, array))


def _steps(plan: TablePlan, bindings: Bindings) -> Iterator[tuple[int, list[tuple[str, int]], Step]]:
    names = [each.column for each in plan.columns]
    for index, column, operator in _by_row(plan):
        target = bindings.of_rule(column.rules[0]).target
        survey = bindings.surveys.get((plan.source, plan.table, index))
        others = [(name, names.index(name)) for name in operator.companions]
        yield index, others, operator.begin(target, f"{plan.table}.{column.column}", survey)
