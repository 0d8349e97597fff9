"""What every scan into a folder ends with: the run appended, its decisions beside it, its reports written."""

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
    store.save(inventory, database, states)
    inventory = decided(inventory, in_force(decisions))
    write_reports(inventory.document(), database.parent)
    return inventory
