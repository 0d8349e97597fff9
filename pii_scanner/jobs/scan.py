"""The story of a scan: sources, tables, findings, inventory, reports."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from pii_scanner.config.suppressions import Suppression
from pii_scanner.detection.setup import broken_plugins
from pii_scanner.engines.engine import engine_of
from pii_scanner.engines.memory import Memory
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.inventory.baseline import Unread
from pii_scanner.inventory.diff import Place, difference
from pii_scanner.jobs.lock import locked
from pii_scanner.jobs.shown import Shown, shown_inventory
from pii_scanner.model.access import Access
from pii_scanner.model.extent import METADATA_ONLY
from pii_scanner.model.inventory import Inventory, Run
from pii_scanner.model.table import Location, Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.version import VERSION
from recognizers.plugins import GROUP

if TYPE_CHECKING:
    from pii_scanner.jobs.incremental import Result

INVENTORY = "inventory.sqlite"
# What `pii-scanner run` writes beside it.
STATUS = "job.json"


def scan_sources(
    arguments: Iterable[str | Path],
    *,
    sample: int | None = None,
    jobs: int = 1,
    watch: Watcher | None = None,
    access: Access | None = None,
    engine: str = "local",
) -> Inventory:
    """Return the inventory of all sources that `arguments` name; nothing is written.

    Names of sources, tables and columns are as they are shown: what is personal in them is masked. `access` chooses among tables and files; `engine` is where batches run, "local" or "spark".

    Raises ConfigError for a URL that cannot be understood, or an engine that cannot be had; a source that cannot be
    read is a problem in the inventory.
    """
    judged = judged_sources(arguments, sample=sample, jobs=jobs, watch=watch, access=access, engine=engine)
    return shown_inventory(judged)


def judged_sources(
    arguments: Iterable[str | Path], *, sample: int | None = None, jobs: int = 1, watch: Watcher | None = None,
    access: Access | None = None, engine: str = "local",
) -> Inventory:  # fmt: skip
    """Return what `scan_sources` does, with all names as they are: for the next step of a job, not for a reader."""
    watch = watch or Watcher()
    clock = Clock()
    with engine_of(engine, jobs) as running:
        locations, problems = running.discover(arguments, access)
        watch.phase("scan", len(locations))
        results = list(running.scan(locations, sample, watch))
    return clock.inventory(locations, results, problems, sample)


@dataclass(frozen=True)
class Scan:
    """A run that was written, and the places (source, table, column, entity type) new since the last.

    `before` is the id of the last run, empty if there was none. `changed` says whether anything was read that could have
    changed since, or tables came or went.
    """

    inventory: Inventory
    appeared: tuple[Place, ...]
    before: str = ""
    changed: bool = True


def scan_into(
    arguments: Iterable[str | Path],
    folder: Path,
    *,
    sample: int | None = None,
    jobs: int = 1,
    watch: Watcher | None = None,
    suppressions: Iterable[Suppression] | None = None,
    access: Access | None = None,
    full: bool = False,
    engine: str = "local",
) -> Scan:
    """Scan sources, append the run to `folder/inventory.sqlite` and write its reports beside it.

    Files, tables of databases, and portions of tables (row groups, pages, batches) that did not change since the last run
    that judged them in the same way are not read again, but with `full`.
    What stands below `folder` is no source. Decisions kept in that inventory stand beside the findings. `suppressions` take the place of those
    kept there; None leaves them.

    Raises ConfigError when `folder` is something else than a former output, LockedError when
    another run writes there.
    """
    # What reads and writes inventories takes a while to load: a scan that writes none does without.
    from pii_scanner.inventory.portions import NAME as PORTIONS
    from pii_scanner.inventory.suppressions import record_suppressions
    from pii_scanner.jobs.earlier import EarlierRuns
    from pii_scanner.jobs.incremental import Fingerprints, KnownTables, fingerprints, taken_over
    from pii_scanner.jobs.keep import keep
    from pii_scanner.jobs.known_portions import KnownPortions

    with locked(folder):
        _refuse_strange(folder)
        database = folder / INVENTORY
        if suppressions is not None:
            record_suppressions(database, suppressions)
        earlier = EarlierRuns(database)
        before = earlier.newest
        watch, clock = watch or Watcher(), Clock()
        with engine_of(engine, jobs) as running:
            locations, problems = running.discover(arguments, access)
            locations = [at for at in locations if at.path is None or folder.resolve() not in at.path.resolve().parents]
            prints = fingerprints(locations, sample, access) if running.repeats else Fingerprints.none(locations)
            known = {} if full else taken_over(earlier, locations, prints)
            changed = [location for index, location in enumerate(locations) if index not in known]
            watch.phase("scan", len(changed))
            tables = KnownTables(earlier, prints.setup, full=full)
            memory = Memory(tables.recall, KnownPortions(folder / PORTIONS, prints.setup, full))
            read = running.scan(changed, sample, watch, memory if running.repeats else None)
            results = [known[index] if index in known else next(read) for index in range(len(locations))]
        unchanged = len(known) + sum(result.unchanged for result in results)
        if before and before.columns and not locations and all(each.severity != "error" for each in problems):
            problems = [*problems, _nothing_left(before)]
        scanned = clock.inventory(locations, results, problems, sample, unchanged=unchanged)
        asked = before.run.sources if before else ()
        shown = Shown(scanned, {each.source for each in known.values()}, asked)
        states = shown.states([*prints.states(results), *tables.states(results)])
        inventory = keep(shown.inventory, database, states)
    if before is None:
        return Scan(inventory, ())
    looked_into = any(index not in known and each.unchanged < each.tables for index, each in enumerate(results))
    other = looked_into or _came_or_went(before, inventory)
    return Scan(inventory, difference(before, inventory).appeared, before.run.run_id, other)


def _came_or_went(before: Inventory, after: Inventory) -> bool:
    """Return whether tables are new or gone; what cannot be read now is not gone."""
    old, new = ({(each.source, each.table) for each in run.columns} for run in (before, after))
    unread = Unread(after)
    return bool(new - old) or not all(unread.holds(*table) for table in old - new)


def _nothing_left(before: Inventory) -> Problem:
    """Return the problem of sources that hold no files any more, as a folder does on which no disk is mounted."""
    said = tr(
        "{sources}: nothing is there to read; the run before read {count} tables. Is the disk mounted?",
        sources=", ".join(before.run.sources),
        count=f"{len({(each.source, each.table) for each in before.columns}):,}",
    )
    return Problem(next(iter(before.run.sources), ""), "", said)


def _refuse_strange(folder: Path) -> None:
    """Raise ConfigError for a folder that holds files of somebody else."""
    others = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    if INVENTORY not in others and set(others) - {STATUS}:
        raise ConfigError(
            tr("{name} holds other files and no inventory: name a new folder, or one that scan wrote.", name=folder)
        )


class Clock:
    """The identity and the time of a run that began when this was made."""

    def __init__(self) -> None:
        self.started = datetime.now(timezone.utc)
        self.run_id = f"{self.started:%Y%m%dT%H%M%S%f}-{uuid.uuid4().hex[:8]}"
        self._begin = time.monotonic()

    def inventory(
        self,
        locations: Sequence[Location],
        results: Sequence[Result],
        problems: list[Problem],
        sample: int | None = None,
        unchanged: int = 0,
    ) -> Inventory:
        """Return the inventory of a run that ends now; `unchanged` files and tables were not read."""
        records = tuple(record for result in results for record in result.records)
        plugins = (Problem(GROUP, "", sentence) for sentence in broken_plugins())
        found = (*problems, *plugins, *(problem for result in results for problem in result.problems))
        if any(result.left_out for result in results) and not any(result.tables for result in results):
            found = (*found, Problem(locations[0].argument, "", tr("--include and --exclude leave nothing to read.")))
        run = Run(
            run_id=self.run_id,
            started=self.started.isoformat(timespec="seconds"),
            finished=datetime.now(timezone.utc).isoformat(timespec="seconds"),
            tool_version=VERSION,
            sources=tuple(
                dict.fromkeys([*(at.argument or at.name for at in locations), *(p.source for p in problems)])
            ),
            mode="full" if sample is None else "metadata" if sample == METADATA_ONLY else "sample",
            sample_rows=sample,
            files=len(locations),
            tables=sum(result.tables for result in results),
            columns=len(records),
            rows=sum(result.rows for result in results),
            seconds=round(time.monotonic() - self._begin, 3),
            state="done with problems" if any(p.severity == "error" for p in found) else "done",
            left_out=sum(result.left_out for result in results),
            unchanged=unchanged,
            unchanged_portions=sum(result.portions for result in results),
        )
        return Inventory(run, records, found)
