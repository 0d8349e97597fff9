"""Scanning a job's sources on this machine, in this process and in those beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa

from pii_scanner.detection.batches import ProfileBatches, Work, profile_batch, profile_here
from pii_scanner.detection.portions import PortionMemory
from pii_scanner.detection.profile import ColumnProfile
from pii_scanner.detection.tables import scan_table
from pii_scanner.engines.memory import Memory
from pii_scanner.engines.workers import Workers
from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.table import Location, Problem, Table
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.hand import at_hand

# Sources below so many bytes go to processes whole, if there are so many of them or so many bytes in all.
_SMALL = 1 << 25
_MANY = 100

Progress = Callable[[int], None]


@dataclass(frozen=True)
class TableRecords:
    """What is known of a table without reading it: the records of its columns, and its warnings."""

    records: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Scanned:
    """What came of one source: the records of its columns, and its problems; how many tables, and portions of others, were
    `unchanged` and not read."""

    location: Location
    tables: int
    rows: int
    records: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...]
    left_out: int = 0
    database: bool = False
    unchanged: int = 0
    portions: int = 0

    @property
    def source(self) -> str:
        return self.location.name

    @property
    def unwanted(self) -> bool:
        """Whether a pattern left all of it out."""
        return bool(self.left_out) and not self.tables

    @property
    def readable(self) -> Location | None:
        """What of the source can be copied: all, of a database the tables that could be read, or None."""
        failed = [problem.table for problem in self.problems if problem.severity == "error"]
        if self.unwanted or (failed and not (self.database and all(failed))):
            return None
        return replace(self.location, access=replace(self.location.access, unreadable=tuple(failed)))


def scan_locations(
    locations: Sequence[Location],
    sample: int | None,
    workers: Workers,
    progress: Progress,
    begun: Callable[[str], None],
    memory: Memory | None = None,
) -> Iterator[Scanned]:
    """Yield the result of every source in order: small ones by processes side by side, a large one by its batches.

    The result does not depend on the number of processes. `memory` is asked about tables of databases on
    a server, and about portions of large tables.
    """
    small = {index: size for index, size in enumerate(map(size_of, locations)) if size < _SMALL}
    side_by_side = workers.jobs > 1 and (sum(small.values()) >= _SMALL or len(small) >= _MANY)

    def here(location: Location) -> Scanned:
        begun(location.name)
        return scan_location(location, sample, progress, partial(_profiled, workers), memory)

    if not side_by_side:
        yield from map(here, locations)
        return
    # What is large stays here, where its batches are shared out.
    portions = memory.portions if memory else None
    futures = {index: workers.submit(_scan, locations[index], sample, portions) for index in small}
    made: dict[int, Scanned] = {}
    ahead = deque(futures)
    for index, location in enumerate(locations):
        if index not in futures:
            yield here(location)
            continue
        # While the next source is with another process, those that none has begun are scanned here.
        while index not in made and not futures[index].done() and ahead:
            later = ahead.popleft()
            if later >= index and futures[later].cancel():
                made[later] = here(locations[later])
        if index not in made:
            begun(location.name)
            made[index] = futures[index].result()
            progress(made[index].rows)
        yield made.pop(index)


def size_of(location: Location) -> int:
    """Return the bytes of a source; a database counts as large, and so does what needs a password, known only here."""
    if location.protected:
        return _SMALL
    if location.size is not None:
        return location.size
    try:
        return location.path.stat().st_size if location.path is not None else _SMALL
    except OSError:
        return 0


def _scan(location: Location, sample: int | None, portions: Callable[[Table], PortionMemory] | None) -> Scanned:
    memory = Memory(lambda table: None, portions) if portions else None
    return scan_location(location, sample, lambda rows: None, memory=memory)


def _profiled(workers: Workers, batches: Iterator[Work]) -> Iterator[list[ColumnProfile]]:
    return workers.in_order(
        batches,
        lambda work: profile_batch(*work),
        lambda work: workers.submit(profile_batch, *work),
        # A part reads by itself: it is for a process of its own, and several at once take the memory of several.
        by_threads=lambda work: isinstance(work[0], pa.RecordBatch),
    )


def scan_table_by(workers: Workers) -> Callable[[Table], list[ColumnRecord]]:
    """Return what scans a table whole with the help of workers."""
    return lambda table: scan_table(table, profile_batches=partial(_profiled, workers))


def scan_location(
    location: Location,
    sample: int | None,
    progress: Progress,
    profile_batches: ProfileBatches = profile_here,
    memory: Memory | None = None,
) -> Scanned:
    """Scan all tables of a source; what cannot be read becomes a problem, the rest goes on."""
    try:
        with at_hand(location) as here:
            tables, left_out = chosen_tables(here)
            scanned = scan_tables(location, tables, sample, progress, profile_batches, memory)
            return replace(scanned, left_out=left_out)
    except SourceError as error:
        return Scanned(location, 0, 0, (), (Problem(location.name, "", str(error)),))


def scan_tables(
    location: Location,
    tables: Sequence[Table],
    sample: int | None,
    progress: Progress,
    profile_batches: ProfileBatches = profile_here,
    memory: Memory | None = None,
) -> Scanned:
    records: list[ColumnRecord] = []
    problems: list[Problem] = []
    rows = unchanged = taken = 0
    for table in tables:
        known = memory.recall(table) if memory and table.state else None
        if known is not None:
            records += known.records
            problems += known.problems
            rows += known.records[0].rows
            unchanged += 1
        elif table.columns:
            try:
                portions = memory.portions(table) if memory and sample is None and not table.loose else None
                found = scan_table(table, sample, progress, profile_batches, portions)
                taken += portions.unchanged if portions else 0
            except Exception as error:  # one broken table never stops the others
                problems.append(Problem(table.source, table.name, _reason(error)))
            else:
                records += found
                if found and not table.loose:
                    rows += found[0].rows
        problems += table.problems
    count = sum(1 for table in tables if not table.loose)
    database = any(table.kind == "database" for table in tables)
    return Scanned(
        location,
        count,
        rows,
        tuple(records),
        tuple(dict.fromkeys(problems)),
        database=database,
        unchanged=unchanged,
        portions=taken,
    )


def _reason(error: Exception) -> str:
    """Return one sentence; an unexpected error's own text may hold values, so only its kind is named."""
    if isinstance(error, SourceError):
        return str(error)
    return tr("Reading stopped midway ({reason}); the table was not judged.", reason=type(error).__name__)
