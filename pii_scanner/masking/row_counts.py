"""How many rows of a table a policy's rules for rows let leave, counted without writing anything."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import numpy as np

from pii_scanner.masking.filled import filled_rows
from pii_scanner.masking.row_choice import SAMPLE, RowChoice, RowPolicy
from pii_scanner.model.plan import RowCounts, TablePlan
from pii_scanner.model.table import Table


def row_counts(table: Table, plan: TablePlan, policy: RowPolicy) -> RowCounts:
    """Return how many filled rows a table has, and how many of them leave by which rule; raises SourceError.

    Without the policy's key the sample cannot be drawn: then its rows are its share of those that are left, `about`.
    """
    shares = [rule.sample for rule in policy.of(plan.table) if rule.sample is not None and rule.sample < 1]
    undrawn = bool(shares) and policy.key is None
    if undrawn:
        rules = tuple(rule.model_copy(update={"sample": None}) for rule in policy.rules)
        policy = replace(policy, rules=rules)
    choice = RowChoice(plan, policy)
    rows = emptied = 0
    for batch in table.batches():
        stay, filled = choice.staying(batch), filled_rows(batch)
        rows += int(np.count_nonzero(filled))
        if choice.generalizes:
            emptied += int(np.count_nonzero(choice.minors(batch) & stay & filled))
    left = {rule: count for rule, count in choice.left.items() if count}
    if undrawn:
        left[SAMPLE] = round((rows - sum(left.values())) * (1 - prod(shares)))
    return RowCounts(plan.source, plan.table, rows, tuple(left.items()), emptied, undrawn)
