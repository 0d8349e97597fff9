"""Tables whose rows stand in the order of a masked column: the place of a row tells about what its value was.

Of numbers of customers from 1 on, sorted, the place is the number, whatever pseudonym stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pii_scanner.i18n import tr
from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.row_choice import RowPolicy
from pii_scanner.model.plan import WHOLE, Plan, TablePlan

# Fewer different values say little by their order.
_FEWEST_STEPS = 20
# So many places may go against the order of the others.
_AGAINST = 0.05


@dataclass
class _Order:
    """How the values of a column follow each other until now: `last` is the newest, `rises` and `falls` count the places
    where a larger and where a smaller one follows."""

    last: Any = None
    rises: int = 0
    falls: int = 0

    def see(self, array: pa.Array) -> None:
        values = array if _is_measured(array.type) else as_strings(array)
        values = values.drop_null()
        if not len(values):
            return
        before = pa.array([values[0] if self.last is None else self.last], values.type)
        before = pa.concat_arrays([before, values.slice(0, len(values) - 1)])
        self.rises += int(pc.sum(pc.less(before, values)).as_py() or 0)
        self.falls += int(pc.sum(pc.greater(before, values)).as_py() or 0)
        self.last = values[-1]

    @property
    def tells(self) -> bool:
        """Return whether nearly all values follow each other in one direction: a row that was added later, or one block
        behind another, hides little."""
        steps = self.rises + self.falls
        return steps >= _FEWEST_STEPS and min(self.rises, self.falls) <= _AGAINST * steps


def _is_measured(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind))


class RowOrders:
    """Sees the batches of all tables, each in its order; it keeps one value of each column that may be sorted."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, str, int], _Order] = {}

    def see(self, plan: TablePlan, batch: pa.RecordBatch) -> None:
        for index, column in enumerate(plan.columns):
            if column.mode != WHOLE or column.operator == "keep" or pa.types.is_nested(batch.column(index).type):
                continue
            self._orders.setdefault((plan.source, plan.table, index), _Order()).see(batch.column(index))

    def told(self) -> dict[tuple[str, str, int], tuple[int, int]]:
        """Return of each column what `add` needs of rows that another process saw; no value is in it."""
        return {place: (order.rises, order.falls) for place, order in self._orders.items()}

    def add(self, told: Mapping[tuple[str, str, int], tuple[int, int]]) -> None:
        """Add the account of other rows: those of a partition, which come before or after these."""
        for place, (rises, falls) in told.items():
            order = self._orders.setdefault(place, _Order())
            order.rises += rises
            order.falls += falls

    def warnings(self, plan: Plan, rows: RowPolicy) -> list[str]:
        """Return a sentence for the tables that stay in the order of columns that are masked."""
        found = [
            f"{table.table} ({', '.join(columns)})"
            for table in plan.tables
            if not any(rule.order == "shuffled" for rule in rows.of(table.table)) and (columns := self._sorted(table))
        ]
        if not found:
            return []
        return [
            tr(
                "Rows stand in the order of a masked column: {tables}. The place of a row tells about what its value was: give such tables `order: shuffled` under `rows`.",
                tables=", ".join(found),
            )
        ]

    def _sorted(self, table: TablePlan) -> list[str]:
        return [
            column.column
            for index, column in enumerate(table.columns)
            if column.mode == WHOLE and self._tells((table.source, table.table, index))
        ]

    def _tells(self, place: tuple[str, str, int]) -> bool:
        order = self._orders.get(place)
        return order is not None and order.tells
