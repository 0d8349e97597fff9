"""Verifying a release on this machine, in this process and in those beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from pii_scanner.engines.local import scan_table_by
from pii_scanner.engines.workers import LOOK_AHEAD, Workers
from pii_scanner.release.leftovers import Doubted, left_in
from pii_scanner.release.verification import Means


def means_of(workers: Workers) -> Means:
    """Return how a release is verified with the help of workers."""

    def left(
        batches: Iterable[pa.RecordBatch], doubted: Sequence[Doubted], operators: Mapping[str, str]
    ) -> Iterator[list[int]]:
        return workers.in_order(
            batches,
            lambda batch: left_in(batch, doubted, operators),
            lambda batch: workers.submit(left_in, batch, doubted, operators),
            look_ahead=LOOK_AHEAD,
        )

    return Means(scan_table_by(workers), workers.by_threads, left, at_once=workers.jobs > 1)
