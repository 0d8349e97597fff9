"""What need not be read again: sources that are as they were when an earlier run judged them in the same way."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from pii_scanner.detection.setup import settings_in_use
from pii_scanner.i18n import current_language
from pii_scanner.jobs.earlier import EarlierRuns
from pii_scanner.model.access import Access
from pii_scanner.model.inventory import ColumnRecord, SourceState
from pii_scanner.model.places import wildcard
from pii_scanner.model.table import Location, Problem, Table
from pii_scanner.sources.fingerprint import content_of, fingerprint
from pii_scanner.sources.reading import reading
from pii_scanner.version import VERSION
from recognizers.plugins import GROUP

if TYPE_CHECKING:
    from pii_scanner.engines.local import Scanned, TableRecords


# How names of columns and sources are kept: what was kept otherwise is read again.
_NAMES = "shown"


class _Fresh(NamedTuple):
    """A file that changed just before it was read, and the hash of its content then."""

    location: Location
    path: Path
    content: str | None


@dataclass(frozen=True)
class Fingerprints:
    """What sources are, before they are read: by the number of a location its fingerprint, and how they are judged.

    A file that changed just now has none: `fresh` holds the hash of its content, by which `states` tells whether it is still
    what was read.
    """

    of: tuple[str | None, ...]
    setup: str
    fresh: Mapping[int, _Fresh] = field(default_factory=dict)

    @staticmethod
    def none(locations: Sequence[Location]) -> Fingerprints:
        """Return what says of no source that it is as it was."""
        return Fingerprints((None,) * len(locations), "")

    def states(self, results: Sequence[Result]) -> list[SourceState]:
        """Return what the next run must know of the sources that were read without errors."""
        return [
            SourceState(
                scanned.source,
                print_,
                self.setup,
                scanned.tables,
                scanned.rows,
                scanned.left_out,
                tuple((problem.table, problem.message) for problem in scanned.problems),
            )
            for scanned, print_ in zip(results, self._settled(), strict=True)
            if print_ is not None and not any(problem.severity == "error" for problem in scanned.problems)
        ]

    def _settled(self) -> Iterator[str | None]:
        """Return the fingerprints, now also of files that had changed just before they were read and not since."""
        content = cache(content_of)  # an archive has many members
        for index, print_ in enumerate(self.of):
            if print_ is None and index in self.fresh:
                location, path, before = self.fresh[index]
                # A change between the two shows in the content, and one behind them in the fingerprint.
                print_ = fingerprint(location)
                if before is None or content(path) != before:
                    print_ = None
            yield print_


def fingerprints(locations: Sequence[Location], sample: int | None, access: Access | None) -> Fingerprints:
    """Return the fingerprints of sources; to be called before any is read, so that a later change shows."""
    content = cache(content_of)
    told, fresh = [], {}
    for index, location in enumerate(locations):
        told.append(fingerprint(location))
        if told[-1] is None and location.path is not None and location.remote is None:
            fresh[index] = _Fresh(location, location.path, content(location.path))
    return Fingerprints(tuple(told), _setup(sample, access), fresh)


def _setup(sample: int | None, access: Access | None) -> str:
    """Return a hash of all that decides how a source is judged, but its content."""
    plugins = [
        f"{each.name}={each.value}@{each.dist.version if each.dist else ''}" for each in entry_points(group=GROUP)
    ]
    told = [
        VERSION,
        _NAMES,
        current_language(),
        sample,
        settings_in_use().model_dump(mode="json"),
        reading().model_dump(mode="json"),
        [access.include, access.exclude] if access else [(), ()],
        sorted(plugins),
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


@dataclass(frozen=True)
class TakenOver:
    """What an earlier run found in a source, called `source` there: what the scan of it would say."""

    location: Location
    source: str
    tables: int
    rows: int
    records: tuple[ColumnRecord, ...]
    problems: tuple[Problem, ...]
    left_out: int
    unchanged: int = 0
    portions: int = 0


def _shown_as(name: str, shown: str) -> bool:
    """Return whether an inventory may show a source so: by its name, or with what is personal in it masked, and numbered."""
    if name == shown or "*" not in shown:
        return name == shown
    return any(wildcard(each).fullmatch(name) for each in (shown, re.sub(r"_\d+$", "", shown)))


Result: TypeAlias = "Scanned | TakenOver"


def taken_over(earlier: EarlierRuns, locations: Sequence[Location], prints: Fingerprints) -> dict[int, TakenOver]:
    """Return, by number of location, the results of sources that are as they were when they were read last."""
    known = {each.fingerprint: (each, run_id) for (_, table), (each, run_id) in earlier.states.items() if not table}
    same: dict[int, tuple[SourceState, str]] = {}
    for index, (location, print_) in enumerate(zip(locations, prints.of, strict=True)):
        state, run_id = known.get(print_ or "", (None, ""))
        if state is not None and state.setup == prints.setup and _shown_as(location.name, state.source):
            same[index] = (state, run_id)
    records = earlier.records({run_id for _, run_id in same.values()})
    return {
        index: TakenOver(
            locations[index],
            state.source,
            state.tables,
            state.rows,
            tuple(records.get((run_id, state.source), ())),
            tuple(Problem(state.source, table, message, "warning") for table, message in state.warnings),
            state.left_out,
        )
        for index, (state, run_id) in same.items()
    }


class KnownTables:
    """Tables of databases: which did not change since an earlier run, and what they are now."""

    def __init__(self, earlier: EarlierRuns, setup: str, *, full: bool) -> None:
        self._earlier, self._setup = earlier, setup
        there = {} if full else earlier.states
        self._known = {place: each for place, each in there.items() if place[1] and each[0].setup == setup}
        self._records: dict[str, dict[tuple[str, str], list[ColumnRecord]]] = {}
        self._now: dict[tuple[str, str], str] = {}

    def recall(self, table: Table) -> TableRecords | None:
        """Return what an earlier run found in a table whose state is the same; to be called before it is read, so that
        a later change shows."""
        now = table.state() if table.state else None
        if now is None:
            return None
        place = (table.source, table.name)
        self._now[place] = now
        state, run_id = self._known.get(place, (None, ""))
        if state is None or state.fingerprint != now:
            return None
        records = self._of_run(run_id).get(place)
        if not records:
            return None
        from pii_scanner.engines.local import TableRecords

        return TableRecords(
            tuple(records), tuple(Problem(table.source, name, message, "warning") for name, message in state.warnings)
        )

    def states(self, results: Sequence[Result]) -> list[SourceState]:
        """Return what the next run must know of the tables that were read without errors."""
        problems = [problem for scanned in results for problem in scanned.problems]
        failed = {(problem.source, problem.table) for problem in problems if problem.severity == "error"}
        rows = {(record.source, record.table): record.rows for scanned in results for record in scanned.records}
        warnings: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for problem in problems:
            warnings.setdefault((problem.source, problem.table), []).append((problem.table, problem.message))
        whole = {scanned.location.name for scanned in results if isinstance(scanned, TakenOver)}
        as_before = [state for (source, _), (state, _) in self._known.items() if source in whole]
        return as_before + [
            SourceState(place[0], now, self._setup, 1, rows[place], 0, tuple(warnings.get(place, ())), place[1])
            for place, now in self._now.items()
            if place in rows and place not in failed and (place[0], "") not in failed
        ]

    def _of_run(self, run_id: str) -> dict[tuple[str, str], list[ColumnRecord]]:
        if run_id not in self._records:
            found: dict[tuple[str, str], list[ColumnRecord]] = {}
            for records in self._earlier.records({run_id}).values():
                for record in records:
                    found.setdefault((record.source, record.table), []).append(record)
            self._records[run_id] = found
        return self._records[run_id]
