"""The story of a plan: scan the sources, resolve the policy, write nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pii_scanner.config.policy import Policy
from pii_scanner.jobs.scan import scan_sources
from pii_scanner.masking.plan import make_plan
from pii_scanner.model.access import Access
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.plan import Plan
from pii_scanner.model.watcher import Watcher


def plan_sources(
    arguments: Iterable[str | Path],
    policy: Policy,
    *,
    jobs: int = 1,
    watch: Watcher | None = None,
    access: Access | None = None,
) -> tuple[Inventory, Plan]:
    """Return what the sources hold and what a policy would do with it, column by column.

    Raises PolicyError naming every column that no rule covers.
    """
    inventory = scan_sources(arguments, jobs=jobs, watch=watch, access=access)
    return inventory, make_plan(inventory.columns, policy)
