"""The story of a measurement: how fast this machine reads, scans and masks, on given sources or an invented table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pii_scanner.config.policy import KeySource, Policy
from pii_scanner.demo.large_table import write_large_table
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.jobs.mask import mask_sources
from pii_scanner.jobs.scan import scan_sources
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.policies import policy_of
from pii_scanner.model.access import Access
from pii_scanner.model.table import Location, Table
from pii_scanner.model.watcher import Watcher
from pii_scanner.presets import preset_path
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import at_hand

_KEY = "PII_SCANNER_BENCH_KEY"


@dataclass(frozen=True)
class Rate:
    """How long one step took: `seconds` of wall time with `jobs` processes over so many rows, cells and bytes in
    memory (Arrow's)."""

    step: str
    jobs: int
    seconds: float
    rows: int
    cells: int
    bytes: int

    def document(self) -> dict[str, object]:
        return {
            "step": self.step,
            "jobs": self.jobs,
            "seconds": round(self.seconds, 3),
            "rows": self.rows,
            "cells": self.cells,
            "bytes": self.bytes,
            "rows_per_second": round(self.rows / self.seconds),
            "cells_per_second": round(self.cells / self.seconds),
            "megabytes_per_second": round(self.bytes / self.seconds / 1e6, 1),
        }


def bench_sources(
    arguments: Sequence[str | Path],
    *,
    rows: int = 100_000,
    jobs: int = 1,
    policy: Policy | None = None,
    access: Access | None = None,
    watch: Watcher | None = None,
) -> Iterator[Rate]:
    """Yield the rates of reading, scanning (with one process and with `jobs`) and masking.

    Without `arguments` an invented table of `rows` rows is measured, and masked by the shipped partner policy; sources
    of one's own are masked only with a `policy`. What is written goes to a temporary folder and is removed. Raises
    SourceError when there is nothing to read, and what masking raises.
    """
    watch = watch or Watcher()
    with TemporaryDirectory(prefix="pii-scanner-bench-") as name:
        folder = Path(name)
        if not arguments:
            arguments = [folder / "loans.csv"]
            write_large_table(folder / "loans.csv", rows)
            policy = policy or _partner_policy()
        locations, problems = discover(arguments, access)
        extent = _Extent()
        watch.phase("read", len(locations))
        seconds = _timed(partial(extent.read, locations))
        if not extent.rows:
            reasons = " ".join(dict.fromkeys(problem.message for problem in problems))
            raise SourceError(tr("There are no rows to measure with. {reasons}", reasons=reasons).strip())
        yield extent.rate("read", 1, seconds)
        scan_sources(arguments, sample=1, access=access)  # what is loaded once is no part of a rate
        for count in dict.fromkeys([1, jobs]):
            step = partial(scan_sources, arguments, jobs=count, access=access, watch=watch)
            yield extent.rate("scan", count, _timed(step))
        if policy is not None:
            release = folder / "release"
            masking = partial(mask_sources, arguments, policy, release, jobs=jobs, watch=watch, access=access)
            with _throw_away_key():
                yield extent.rate("mask", jobs, _timed(masking))


def _partner_policy() -> Policy:
    policy = policy_of(preset_path("policies/partner.yaml"))
    return policy.model_copy(update={"key": KeySource(env=_KEY)})


@contextmanager
def _throw_away_key() -> Iterator[None]:
    os.environ[_KEY] = new_key()
    try:
        yield
    finally:
        del os.environ[_KEY]


def _timed(step: Callable[[], object]) -> float:
    begin = time.perf_counter()
    step()
    return time.perf_counter() - begin


@dataclass
class _Extent:
    """What the sources hold, counted while they are read."""

    rows: int = 0
    cells: int = 0
    bytes: int = 0

    def read(self, locations: Sequence[Location]) -> None:
        """Read sources; one that cannot be read counts nothing."""
        for location in locations:
            try:
                with at_hand(location) as here:
                    for table in chosen_tables(here)[0]:
                        self._read(table)
            except SourceError:
                continue

    def _read(self, table: Table) -> None:
        for batch in table.batches():
            self.rows += 0 if table.loose else batch.num_rows
            self.cells += batch.num_rows * batch.num_columns
            self.bytes += batch.nbytes

    def rate(self, step: str, jobs: int, seconds: float) -> Rate:
        return Rate(step, jobs, max(seconds, 1e-6), self.rows, self.cells, self.bytes)
