"""What a run is compared with: the run before, and of what that one could not read, the last that could.

A disk that was not mounted for a night, or a workbook that somebody was just saving, is no news when it is there again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pii_scanner.model.inventory import ColumnRecord, Inventory, Run

# So many runs are looked through for what the last one could not read.
_MOST_RUNS = 12


class Unread:
    """What a run could not read, of what earlier runs held; what it read in part is not among it."""

    def __init__(self, inventory: Inventory) -> None:
        run, columns = inventory.run, inventory.columns
        failed = {(each.source, each.table) for each in inventory.problems if each.severity == "error"}
        self._sources = {each.source for each in columns}
        self._read = {(each.source, each.table) for each in columns}
        self._failed = failed - self._read
        # A folder that is missing as a whole, or of which nothing is left, may have held anything.
        self._all = not run.tables or any(source in run.sources and not table for source, table in self._failed)

    def __bool__(self) -> bool:
        return self._all or bool(self._failed)

    def holds(self, source: str, table: str) -> bool:
        """Return whether a table was among what was not read."""
        if (source, table) in self._read:
            return False
        missing = self._all and source not in self._sources
        return missing or bool(self._failed & {(source, ""), (source, table)})


def baseline(runs: Sequence[Run], load: Callable[[Run], Inventory]) -> Inventory:
    """Return the inventory of the first of some runs, the newest first, with the columns of earlier runs for what it
    could not read."""
    newest = load(runs[0])
    unread, columns = Unread(newest), list(newest.columns)
    taken: set[str] = set()
    for run in runs[1:_MOST_RUNS]:
        if not unread:
            break
        older = load(run)
        more = [each for each in older.columns if unread.holds(each.source, each.table) and each.source not in taken]
        columns += more
        taken |= _sources(more)
        if older.columns and not Unread(older):
            break
    return replace(newest, columns=tuple(columns))


def _sources(columns: Sequence[ColumnRecord]) -> set[str]:
    return {each.source for each in columns}
