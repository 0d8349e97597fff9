"""Collecting known values on executors: each partition gives hashes, of which Spark keeps the different ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pii_scanner.engines.spark.reading import Prepared, opened
from pii_scanner.engines.spark.state import MaskingState
from pii_scanner.engines.spark.tasks import Batches, Task, numbers, objects, ship, united
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import collect
from pii_scanner.masking.completions import Completions
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.rows import asks_for_newest, surveyed
from pii_scanner.model.plan import KEEP, TablePlan
from pii_scanner.model.table import Location

_KNOWN, _DOUBTFUL, _NEWEST, _ROWS, _NUMBERS = "known", "doubtful", "newest", "rows", "numbers"
_ORDER = "order"


def collect_source(
    session: Any, location: Location, state: MaskingState, known: KnownValues, bindings: Bindings,
    progress: Callable[[int], None],
) -> None:  # fmt: skip
    """Add the values of all columns of a source that will be masked to the known values."""
    there = opened(session, location)
    decided = state.plan.of(there.table.source, there.table.name)
    if decided is None:
        return
    if all(column.mode == KEEP for column in decided.columns) and not asks_for_newest(bindings):
        return
    shipped = ship(session, state)
    try:
        for each in united(location.name, there.frame, Task(_Collect(there.prepared, decided), shipped)):
            if each.what == _KNOWN:
                known.add_numbers(each.kind, each.length, each.numbers)
            elif each.what == _DOUBTFUL:
                for entity_type, values in each.object.items():
                    bindings.doubtful.setdefault(entity_type, set()).update(values)
            elif each.what == _NEWEST:
                for place, days in each.object.items():
                    before = bindings.newest.get(place, days)
                    bindings.newest[place] = None if days is None or before is None else max(days, before)
            elif each.what == _NUMBERS:
                if bindings.completions is not None:
                    bindings.completions.merge(each.object)
            elif each.what == _ORDER:
                bindings.orders.add(each.object[1])
            else:
                progress(each.object[1])
    finally:
        shipped.destroy()


@dataclass(frozen=True)
class _Collect:
    prepared: Prepared
    plan: TablePlan

    def __call__(self, batches: Batches, state: MaskingState) -> Batches:
        from pyspark import TaskContext

        bindings, _ = state.begin()
        bindings.collected = {}  # a partition that is read again gives all of its values again
        seen = bindings.completions = Completions(state.completions.places) if state.completions else None
        found, rows = KnownValues(), 0
        for batch in surveyed(self.plan, self.prepared.of(batches), bindings):
            collect(batch, self.plan, found, bindings)
            rows += batch.num_rows
        yield from numbers(_KNOWN, found.numbers())
        if seen is not None:
            yield from objects(_NUMBERS, [seen.seen()])
        for what, told in ((_DOUBTFUL, bindings.doubtful), (_NEWEST, bindings.newest)):
            if told:
                yield from objects(what, [told])
        # With the number of the partition: of equal rows one is told.
        number = TaskContext.get().partitionId()
        yield from objects(_ORDER, [(number, bindings.orders.told())])
        yield from objects(_ROWS, [(number, rows)])
