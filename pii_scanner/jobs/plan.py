"""The story of a plan: scan the sources, resolve the policy, write nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pii_scanner.config.policy import Policy
from pii_scanner.errors import SourceError
from pii_scanner.jobs.examples import with_examples
from pii_scanner.jobs.row_counts import with_row_counts
from pii_scanner.jobs.scan import judged_sources
from pii_scanner.jobs.shown import shown_inventory, shown_plan
from pii_scanner.masking.forbidden import refuse_forbidden
from pii_scanner.masking.foreign_keys import aligned, dangling
from pii_scanner.masking.plan import make_plan
from pii_scanner.masking.row_choice import row_policy
from pii_scanner.model.access import Access
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.links import Link
from pii_scanner.model.plan import Plan
from pii_scanner.model.table import Location
from pii_scanner.model.watcher import Watcher
from pii_scanner.sinks.databases.links import links_of
from pii_scanner.sources.chosen import chosen_tables
from pii_scanner.sources.discover import discover


def plan_sources(
    arguments: Iterable[str | Path],
    policy: Policy,
    *,
    jobs: int = 1,
    watch: Watcher | None = None,
    access: Access | None = None,
    engine: str = "local",
) -> tuple[Inventory, Plan]:
    """Return what the sources hold and what a policy would do with it, column by column, and how many rows leave.

    Raises PolicyError naming every column that no rule covers.
    """
    named = list(arguments)
    inventory = judged_sources(named, jobs=jobs, watch=watch, access=access, engine=engine)
    # What Spark reads has no foreign keys, and its rows are not counted here.
    locations = discover(named, access)[0] if engine == "local" else []
    plan = resolved(inventory, policy, locations)
    if engine == "local":
        plan = with_row_counts(plan, policy, locations, watch or Watcher())
    return shown_inventory(inventory), with_examples(shown_plan(plan), policy)


def resolved(inventory: Inventory, policy: Policy, locations: Iterable[Location]) -> Plan:
    """Return the plan of an inventory, with both sides of every foreign key masked alike."""
    plan = make_plan(inventory.columns, policy)
    links = [link for location in locations if _is_database(location) for link in _links(location)]
    plan = aligned(plan, links)
    refuse_forbidden(plan.tables, policy, inventory.columns)  # both sides of a key may have got other operators
    return replace(plan, warnings=(*plan.warnings, *dangling(plan, links, row_policy(policy, None))))


def _is_database(location: Location) -> bool:
    if location.path is None:
        return location.url is not None
    try:
        with location.path.open("rb") as file:
            head = file.read(16)
    except OSError:
        return False
    return head == b"SQLite format 3\0" or head[8:12] == b"DUCK"


def _links(location: Location) -> list[Link]:
    try:
        return links_of(chosen_tables(location)[0])
    except SourceError:
        return []  # it is a problem of the inventory
