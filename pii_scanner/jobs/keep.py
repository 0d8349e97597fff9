"""What every scan into a folder ends with: its reports written, with the decisions of people, and the run appended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pii_scanner.inventory import store
from pii_scanner.inventory.decisions import ended_problems, history
from pii_scanner.inventory.effective import decided
from pii_scanner.model.decisions import in_force
from pii_scanner.model.inventory import Inventory, SourceState
from pii_scanner.reports import write_reports


def keep(inventory: Inventory, database: Path, states: Sequence[SourceState] = ()) -> Inventory:
    """Append a run to an inventory database, write its reports, and return it with the decisions kept there.

    `states` of its sources let the next run tell which of them changed.
    """
    decisions = history(database) if database.exists() else []
    ended = ended_problems(decisions, inventory.columns)
    inventory = replace(inventory, problems=(*inventory.problems, *ended))
    told = decided(inventory, in_force(decisions))
    # A run of which nobody has the report is none: what it found must still be news to the next one. Before the first
    # there is no news, and reports alone would be files of somebody else.
    first = not database.exists()
    if first:
        store.save(inventory, database, states)
    write_reports(told.document(), database.parent)
    if not first:
        store.save(inventory, database, states)
    return told
