"""What need not be read again: sources that are as they were when an earlier run judged them in the same way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from pii_scanner.detection.setup import active
from pii_scanner.engines.local import Scanned
from pii_scanner.i18n import current_language
from pii_scanner.inventory import store
from pii_scanner.model.access import Access
from pii_scanner.model.inventory import ColumnRecord, SourceState
from pii_scanner.model.table import Location, Problem
from pii_scanner.sources.fingerprint import fingerprint
from pii_scanner.sources.reading import reading
from pii_scanner.version import VERSION
from recognizers.plugins import GROUP


@dataclass(frozen=True)
class Fingerprints:
    """What sources are, before they are read: by the number of a location its fingerprint, and how they are judged."""

    of: tuple[str | None, ...]
    setup: str

    @staticmethod
    def none(locations: Sequence[Location]) -> Fingerprints:
        """Return what says of no source that it is as it was."""
        return Fingerprints((None,) * len(locations), "")

    def states(self, results: Sequence[Scanned]) -> list[SourceState]:
        """Return what the next run must know of the sources that were read without errors."""
        return [
            SourceState(
                scanned.location.name,
                print_,
                self.setup,
                scanned.tables,
                scanned.rows,
                scanned.left_out,
                tuple((problem.table, problem.message) for problem in scanned.problems),
            )
            for scanned, print_ in zip(results, self.of, strict=True)
            if print_ is not None and not any(problem.severity == "error" for problem in scanned.problems)
        ]


def fingerprints(locations: Sequence[Location], sample: int | None, access: Access | None) -> Fingerprints:
    """Return the fingerprints of sources; to be called before any is read, so that a later change shows."""
    return Fingerprints(tuple(map(fingerprint, locations)), _setup(sample, access))


def _setup(sample: int | None, access: Access | None) -> str:
    """Return a hash of all that decides how a source is judged, but its content."""
    plugins = [
        f"{each.name}={each.value}@{each.dist.version if each.dist else ''}" for each in entry_points(group=GROUP)
    ]
    told = [
        VERSION,
        current_language(),
        sample,
        active().settings.model_dump(mode="json"),
        reading().model_dump(mode="json"),
        [access.include, access.exclude] if access else [(), ()],
        sorted(plugins),
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def taken_over(database: Path, locations: Sequence[Location], prints: Fingerprints) -> dict[int, Scanned]:
    """Return, by number of location, the results of sources that are as they were when they were read last."""
    if not database.exists():
        return {}
    known = store.states(database)
    same: dict[int, tuple[SourceState, str]] = {}
    for index, (location, print_) in enumerate(zip(locations, prints.of, strict=True)):
        state, run_id = known.get(location.name, (None, ""))
        if state is not None and (state.fingerprint, state.setup) == (print_, prints.setup):
            same[index] = (state, run_id)
    records = _records(database, {run_id for _, run_id in same.values()})
    return {
        index: Scanned(
            locations[index],
            state.tables,
            state.rows,
            tuple(records.get((run_id, state.source), ())),
            tuple(Problem(state.source, table, message, "warning") for table, message in state.warnings),
            state.left_out,
        )
        for index, (state, run_id) in same.items()
    }


def _records(database: Path, run_ids: set[str]) -> dict[tuple[str, str], list[ColumnRecord]]:
    """Return the records of runs as they were judged, by run and source."""
    found: dict[tuple[str, str], list[ColumnRecord]] = {}
    for run in store.runs(database):
        if run.run_id in run_ids:
            for record in store.verdicts(database, run).columns:
                found.setdefault((run.run_id, record.source), []).append(record)
    return found
