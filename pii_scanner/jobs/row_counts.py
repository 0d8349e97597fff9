"""Counting, for a plan, the rows that a policy's rules exclude: the tables concerned are read once more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pii_scanner.config.policy import Policy
from pii_scanner.engines.copying import real_tables
from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.masking.bound import keys_for
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.row_choice import RowPolicy, choice_of, row_policy
from pii_scanner.masking.row_counts import row_counts
from pii_scanner.model.plan import Plan, RowCounts
from pii_scanner.model.table import Location, Table
from pii_scanner.model.watcher import Watcher
from pii_scanner.sources.hand import at_hand


def with_row_counts(plan: Plan, policy: Policy, locations: Iterable[Location], watch: Watcher) -> Plan:
    """Return a plan with the counts of all tables of which rows may leave or become empty.

    A source that cannot be read is none of them: it is a problem of the inventory.
    """
    asked = _asked(plan, policy)
    concerned = {table.source for table in plan.tables if choice_of(table, asked) is not None}
    chosen = [location for location in locations if location.name in concerned]
    found: list[RowCounts] = []
    if chosen:
        watch.phase("count", len(chosen))
    for location in chosen:
        watch.begun(location.name)
        try:
            with at_hand(location) as here:
                found += _counted(plan, real_tables(here), asked)
        except SourceError:
            continue
    return replace(plan, rows=tuple(found))


def with_counts_of(plan: Plan, policy: Policy, table: Table) -> Plan:
    """Return the plan of one table in memory with its counts."""
    return replace(plan, rows=tuple(_counted(plan, [table], _asked(plan, policy))))


def _counted(plan: Plan, tables: Iterable[Table], asked: RowPolicy) -> Iterable[RowCounts]:
    for table in tables:
        decided = plan.of(table.source, table.name)
        if decided is not None and choice_of(decided, asked) is not None:
            yield row_counts(table, decided, asked)


def _asked(plan: Plan, policy: Policy) -> RowPolicy:
    """Return what a policy says of rows, with its key where there is one: a plan is made without it too."""
    keys: Keys | None = None
    if any(rule.sample is not None for rule in policy.rows):
        try:
            keys = keys_for(policy, plan)
        except ConfigError:
            keys = None
    return row_policy(policy, keys)
