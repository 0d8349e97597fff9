"""The story of a scan: sources, tables, findings, inventory, reports."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from pii_scanner.engines.local import Scanned, scan_locations
from pii_scanner.inventory import store
from pii_scanner.model.inventory import Inventory, Run
from pii_scanner.model.table import Location, Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.reports import write_reports
from pii_scanner.sources.discover import discover
from pii_scanner.version import VERSION

INVENTORY = "inventory.sqlite"


def scan_sources(
    arguments: Iterable[str | Path],
    *,
    sample: int | None = None,
    jobs: int = 1,
    watch: Watcher | None = None,
) -> Inventory:
    """Return the inventory of all sources that `arguments` name; nothing is written.

    Raises ConfigError for a URL that cannot be understood; a source that cannot be read is a
    problem in the inventory.
    """
    watch = watch or Watcher()
    locations, problems = discover(arguments)
    clock = Clock()
    watch.phase("scan", len(locations))
    results = list(scan_locations(locations, sample, jobs, watch.rows, watch.begun))
    return clock.inventory(locations, results, problems, sample)


def write_inventory(inventory: Inventory, folder: Path) -> list[Path]:
    """Append the run to `folder/inventory.sqlite` and write its reports beside it; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    store.save(inventory, folder / INVENTORY)
    return [folder / INVENTORY, *write_reports(inventory.document(), folder)]


class Clock:
    """The identity and the time of a run that began when this was made."""

    def __init__(self) -> None:
        self.started = datetime.now(timezone.utc)
        self.run_id = f"{self.started:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}"
        self._begin = time.monotonic()

    def inventory(
        self,
        locations: Sequence[Location],
        results: list[Scanned],
        problems: list[Problem],
        sample: int | None = None,
    ) -> Inventory:
        """Return the inventory of a run that ends now."""
        records = tuple(record for result in results for record in result.records)
        found = (*problems, *(problem for result in results for problem in result.problems))
        run = Run(
            run_id=self.run_id,
            started=self.started.isoformat(timespec="seconds"),
            finished=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            tool_version=VERSION,
            sources=tuple(
                dict.fromkeys([*(at.argument or at.name for at in locations), *(p.source for p in problems)])
            ),
            mode="full" if sample is None else "sample",
            sample_rows=sample,
            files=len(locations),
            tables=sum(result.tables for result in results),
            columns=len(records),
            rows=sum(result.rows for result in results),
            seconds=round(time.monotonic() - self._begin, 3),
            state="done with problems" if any(p.severity == "error" for p in found) else "done",
        )
        return Inventory(run, records, found)
