"""What earlier runs left in an inventory database, each part of it read once however often it is asked for."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pii_scanner.inventory import store
from pii_scanner.inventory.baseline import baseline
from pii_scanner.inventory.decisions import history
from pii_scanner.inventory.effective import decided
from pii_scanner.model.decisions import in_force
from pii_scanner.model.inventory import ColumnRecord, Inventory, Run, SourceState


class EarlierRuns:
    """The runs in a database that may not be there yet; what a later run adds is not seen."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._verdicts: dict[str, Inventory] = {}

    @cached_property
    def _runs(self) -> list[Run]:
        return store.runs(self._database) if self._database.exists() else []

    @cached_property
    def states(self) -> dict[tuple[str, str], tuple[SourceState, str]]:
        """By source and table (empty: the whole source) what is remembered, and the run that holds its records."""
        return store.states(self._database) if self._runs else {}

    @cached_property
    def newest(self) -> Inventory | None:
        """The newest run with the decisions that count today, and with what earlier ones found where it could not read;
        None where there is no run."""
        if not self._runs:
            return None
        return decided(baseline(self._runs, self._judged), in_force(history(self._database)))

    def records(self, run_ids: set[str]) -> dict[tuple[str, str], list[ColumnRecord]]:
        """Return the records of runs as they were judged, by run and source."""
        found: dict[tuple[str, str], list[ColumnRecord]] = {}
        for run in self._runs:
            if run.run_id in run_ids:
                for record in self._judged(run).columns:
                    found.setdefault((run.run_id, record.source), []).append(record)
        return found

    def _judged(self, run: Run) -> Inventory:
        if run.run_id not in self._verdicts:
            self._verdicts[run.run_id] = store.verdicts(self._database, run)
        return self._verdicts[run.run_id]
