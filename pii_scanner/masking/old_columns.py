"""Columns of dates of which even the newest is too old: they leave the copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.config.rows import Retention
from pii_scanner.i18n import tr
from pii_scanner.masking.compared import days_of, is_filled
from pii_scanner.model.plan import DROP, ColumnPlan, Plan, TablePlan

# By source, table and the column's place: days since 1970-01-01, or None for a column that holds other things.
Newest = dict[tuple[str, str, int], int | None]


def note_newest(plan: TablePlan, batch: pa.RecordBatch, newest: Newest) -> None:
    """Note the newest date of each column whose filled cells are all dates."""
    for index, column in enumerate(plan.columns):
        place = (plan.source, plan.table, index)
        if column.mode == DROP or newest.get(place, 0) is None:
            continue
        array = batch.column(index)
        days = days_of(array)
        last = pc.max(days).as_py()
        if pc.any(pc.and_(is_filled(array), pc.is_null(days))).as_py():
            newest[place] = None
        elif last is not None:
            known = newest.get(place)
            newest[place] = last if known is None else max(last, known)


def without_old_columns(plan: Plan, newest: Newest, retention: Retention | None) -> Plan:
    """Return the plan in which columns of dates are dropped of which the newest is too old."""
    before = retention.drop_columns_before if retention is not None else None
    if before is None:
        return plan
    limit = (before - date(1970, 1, 1)).days
    reason = tr("retention: its newest date is before {day}", day=before.isoformat())

    def decided(table: TablePlan, index: int, column: ColumnPlan) -> ColumnPlan:
        last = newest.get((table.source, table.table, index))
        if last is None or last >= limit or column.mode == DROP:
            return column
        return replace(column, mode=DROP, operator="drop", rules=(), reason=reason, explicit=True)

    tables = (
        replace(table, columns=tuple(decided(table, index, each) for index, each in enumerate(table.columns)))
        for table in plan.tables
    )
    return replace(plan, tables=tuple(tables))
