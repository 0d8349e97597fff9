"""Where a job's tables are scanned on this machine: in this process, or in several."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import SourceError
from pii_scanner.i18n import current_language, set_language, tr
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.table import Location, Problem, Table
from pii_scanner.sources.registry import open_tables

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Scanned:
    """What came of one source: the records of its columns, and its problems."""

    location: Location
    tables: int
    rows: int
    records: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...]


def scan_locations(
    locations: Sequence[Location], sample: int | None, jobs: int, progress: Progress, begun: Callable[[str], None]
) -> Iterator[Scanned]:
    """Yield the result of every source in order, scanned by `jobs` processes.

    The result does not depend on `jobs`.
    """
    if jobs <= 1 or len(locations) <= 1:
        for location in locations:
            begun(location.name)
            yield scan_location(location, sample, progress)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, len(locations)), mp_context=context) as pool:
        futures = [pool.submit(_in_worker, location, sample, current_language()) for location in locations]
        for location, future in zip(locations, futures, strict=True):
            begun(location.name)
            result = future.result()
            progress(result.rows)
            yield result


def _in_worker(location: Location, sample: int | None, language: str) -> Scanned:
    set_language(language)
    return scan_location(location, sample, lambda rows: None)


def scan_location(location: Location, sample: int | None, progress: Progress) -> Scanned:
    """Scan all tables of a source; what cannot be read becomes a problem, the rest goes on."""
    try:
        tables = open_tables(location)
    except SourceError as error:
        return Scanned(location, 0, 0, (), (Problem(location.name, "", str(error)),))
    return scan_tables(location, tables, sample, progress)


def scan_tables(location: Location, tables: Sequence[Table], sample: int | None, progress: Progress) -> Scanned:
    records: list[ColumnRecord] = []
    problems: list[Problem] = []
    rows = 0
    for table in tables:
        if table.columns:
            try:
                found = scan_table(table, sample, progress)
            except Exception as error:  # one broken table never stops the others
                problems.append(Problem(table.source, table.name, _reason(error)))
            else:
                records += found
                if found and not table.loose:
                    rows += found[0].rows
        problems += table.problems
    count = sum(1 for table in tables if not table.loose)
    return Scanned(location, count, rows, tuple(records), tuple(problems))


def _reason(error: Exception) -> str:
    """Return one sentence; an unexpected error's own text may hold values, so only its kind is named."""
    if isinstance(error, SourceError):
        return str(error)
    return tr("Reading stopped midway ({reason}); the table was not judged.", reason=type(error).__name__)
