"""Masking the batches of a table, in this process and in those beside it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import pyarrow as pa

from pii_scanner.engines.workers import LOOK_AHEAD, Workers, shared_state
from pii_scanner.masking.bound import Bindings
from pii_scanner.masking.tables import BatchMasker, MaskedBatch
from pii_scanner.masking.text import TextMasker
from pii_scanner.masking.text_memory import BatchMemories, TextMemories
from pii_scanner.model.plan import TablePlan


@dataclass(frozen=True)
class _Done:
    """A masked batch, and what its process found and made meanwhile."""

    made: MaskedBatch
    found: dict[str, set[str]]
    surrogates: dict[str, list[list[str]]]
    stood: set[str]


class MaskingWorkers:
    """Masks batches by the operators and known values of one run.

    The key reaches the other processes through a pipe: no file and no argument holds it.
    """

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._shared = False

    def __call__(
        self, plan: TablePlan, batches: Iterator[pa.RecordBatch], bindings: Bindings, texts: TextMasker
    ) -> Iterator[MaskedBatch]:
        """Yield the masked batches in the order of the source's."""
        memories = BatchMemories()
        masker = BatchMasker(plan, bindings, texts)

        def here(item: tuple[int, pa.RecordBatch]) -> _Done:
            number, batch = item
            done = _Done(masker.mask(batch, number, memories.of(number, batch)), {}, {}, set())
            memories.note(number, lambda: done.made.memories)
            return done

        def there(item: tuple[int, pa.RecordBatch]) -> Future[_Done]:
            number, batch = item
            future = self._workers.submit(_mask, plan, batch, number, memories.of(number, batch))
            memories.note(number, lambda: future.result().made.memories)
            if not self._shared:
                self._workers.share((bindings, texts, {}))
                self._shared = True
            return future

        for done in self._workers.in_order(enumerate(batches), here, there, look_ahead=LOOK_AHEAD, own_first=True):
            texts.add_found(done.found)
            bindings.add_surrogates(done.surrogates)
            texts.marks.add(done.stood)
            yield done.made


def _mask(plan: TablePlan, batch: pa.RecordBatch, number: int, memories: TextMemories) -> _Done:
    bindings, texts, maskers = shared_state()
    if plan not in maskers:
        maskers[plan] = BatchMasker(plan, bindings, texts)
    made = maskers[plan].mask(batch, number, memories)
    return _Done(made, texts.take_found(), bindings.take_surrogates(), texts.marks.take())
