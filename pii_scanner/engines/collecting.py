"""Collecting the known values of a table's batches, in this process and in those beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pii_scanner.config.policy import OperatorSpec, Policy
from pii_scanner.engines.workers import LOOK_AHEAD, Workers
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.collect import codes_of, collect
from pii_scanner.masking.completions import Completions
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.remembered import Remembered
from pii_scanner.model.plan import Plan, Rule, TablePlan


@dataclass(frozen=True)
class _Asked:
    """What another process needs to tell what is a known value; no key is."""

    entities: Mapping[str, OperatorSpec]
    codes: tuple[Rule, ...]
    places: frozenset[tuple[str, str, str]] | None

    def bindings(self) -> Bindings:
        made = Bindings(self.entities, None)
        for rule in self.codes:
            made.kind_of(rule)
        made.completions = Completions(self.places) if self.places is not None else None
        return made


@dataclass(frozen=True)
class _Found:
    """What one batch gave elsewhere: hashes of known values, real values that look like surrogates, and numbers."""

    rows: int
    numbers: tuple[tuple[str, int, npt.NDArray[np.int64]], ...] = ()
    doubtful: Mapping[str, set[str]] | None = None
    seen: Any = None

    def told(self, known: KnownValues, bindings: Bindings) -> int:
        """Add all of it to what this process knows, and return the number of rows."""
        for kind, length, numbers in self.numbers:
            known.add_numbers(kind, length, numbers)
        for entity_type, values in (self.doubtful or {}).items():
            bindings.doubtful.setdefault(entity_type, set()).update(values)
        if self.seen is not None and bindings.completions is not None:
            bindings.completions.merge(self.seen)
        return self.rows


class CollectingWorkers:
    """Collects by the policy and the plan of one run; what is known does not depend on the number of processes."""

    def __init__(self, workers: Workers, policy: Policy, plan: Plan, bindings: Bindings) -> None:
        self._workers = workers
        codes = tuple(codes_of(plan))
        for rule in codes:  # named in one order everywhere
            bindings.kind_of(rule)
        completions = bindings.completions
        self._asked = _Asked(policy.entities, codes, completions.places if completions is not None else None)

    def __call__(
        self, plan: TablePlan, batches: Iterator[pa.RecordBatch], known: KnownValues, bindings: Bindings
    ) -> Iterator[int]:
        """Yield the rows of each batch once its values are known."""

        def here(batch: pa.RecordBatch) -> _Found:
            collect(batch, plan, known, bindings)
            return _Found(batch.num_rows)

        def there(batch: pa.RecordBatch) -> Future[_Found]:
            return self._workers.submit(_collect, self._asked, plan, batch)

        if bindings.digests is not None:  # which hashes of values stay here
            yield from (here(batch).rows for batch in batches)
            return
        for found in self._workers.in_order(batches, here, there, look_ahead=LOOK_AHEAD):
            yield found.told(known, bindings)


class _Process:
    """What a process remembers between the batches of one run: what it gave once it need not give again."""

    collected: ClassVar[dict[tuple[str, str, int], Remembered]] = {}


def _collect(asked: _Asked, plan: TablePlan, batch: pa.RecordBatch) -> _Found:
    bindings, known = asked.bindings(), KnownValues()
    bindings.collected = _Process.collected
    collect(batch, plan, known, bindings)
    seen = bindings.completions.seen() if bindings.completions is not None else None
    return _Found(batch.num_rows, tuple(known.numbers()), bindings.doubtful, seen)
