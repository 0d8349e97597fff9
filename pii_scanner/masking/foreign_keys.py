"""Columns of a foreign key are masked alike on both sides, or the policy is told that they cannot be.

A side without a rule of its own takes that of the other. Where both have one and they differ, the copy's
foreign key could not hold: a conflict, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pii_scanner.i18n import tr
from pii_scanner.masking.operators.base import RowOperator
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.row_choice import RowChoice, RowPolicy
from pii_scanner.masking.row_columns import row_operator
from pii_scanner.model.links import Link
from pii_scanner.model.plan import DROP, KEEP, WHOLE, ColumnPlan, Plan, TablePlan

Place = tuple[str, str, str]


def aligned(plan: Plan, links: Sequence[Link]) -> Plan:
    """Return the plan with both sides of every foreign key masked alike; what cannot be is in `conflicts`."""
    decided = {(t.source, t.table, c.column): c for t in plan.tables for c in t.columns}
    pairs = [pair for link in links for pair in _pairs(link) if all(place in decided for place in pair)]
    # A rule travels along a chain of keys, one step a round.
    for _ in range(len(pairs) + 1):
        before = dict(decided)
        for own, other in pairs:
            decided[own], decided[other] = _agreed(own, decided[own], other, decided[other])
        if decided == before:
            break
    conflicts = [
        tr(
            "The foreign key from {table}.{column} to {other}.{other_column} cannot hold in the copy: {operator} here, {other_operator} there. Give both columns the same rule, or drop one.",
            table=own[1],
            column=own[2],
            other=other[1],
            other_column=other[2],
            operator=_named(decided[own]),
            other_operator=_named(decided[other]),
        )
        for own, other in pairs
        if DROP not in (decided[own].mode, decided[other].mode) and not _alike(decided[own], decided[other])
    ]
    conflicts += [
        tr(
            "The foreign key from {table}.{column} to {other}.{other_column} cannot hold in the copy: {operator} gives equal values different results. Choose another operator for both columns.",
            table=own[1],
            column=own[2],
            other=other[1],
            other_column=other[2],
            operator=decided[own].operator,
        )
        for own, other in pairs
        if _alike(decided[own], decided[other]) and not _joins(decided[own])
    ]
    tables = (
        TablePlan(t.source, t.table, tuple(decided[t.source, t.table, c.column] for c in t.columns))
        for t in plan.tables
    )
    return replace(plan, tables=tuple(tables), conflicts=tuple(dict.fromkeys(conflicts)))


def dangling(plan: Plan, links: Sequence[Link], rows: RowPolicy) -> list[str]:
    """Return a warning for each foreign key to a table of which rows may leave."""
    tables = {(each.source, each.table): each for each in plan.tables}
    found = []
    for link in links:
        other = tables.get((link.source, link.other))
        if other is not None and RowChoice(other, rows).chooses:
            found.append(
                tr(
                    "Rows of {other} may leave the copy to which rows of {table} refer ({columns}): these stay unless a rule for rows of {table} says otherwise.",
                    other=link.other,
                    table=link.table,
                    columns=", ".join(link.columns),
                )
            )
    return found


def _pairs(link: Link) -> Iterator[tuple[Place, Place]]:
    for own, other in zip(link.columns, link.others, strict=False):
        yield (link.source, link.table, own), (link.source, link.other, other)


def _alike(one: ColumnPlan, other: ColumnPlan) -> bool:
    return one.mode == other.mode and (one.mode == KEEP or one.rules == other.rules)


def _joins(column: ColumnPlan) -> bool:
    """Return whether equal values of a column are equal in the copy."""
    if row_operator(column) is not None:
        return False
    kinds = [operators()[rule.operator] for rule in column.rules]
    # One that needs rows with other parameters only gives equal values equal results with these.
    return all(kind.consistent or issubclass(kind, RowOperator) for kind in kinds)


def _agreed(place: Place, own: ColumnPlan, there: Place, other: ColumnPlan) -> tuple[ColumnPlan, ColumnPlan]:
    """Return both columns' decisions, alike where that only masks more."""
    if DROP in (own.mode, other.mode) or _alike(own, other):
        return own, other
    if _silent(own):
        return _as(own, other, there), other
    if _silent(other):
        return own, _as(other, own, place)
    if own.mode == other.mode == WHOLE and own.rules and other.rules:
        mine, theirs = own.rules[0], other.rules[0]
        if (mine.operator, mine.parameters) == (theirs.operator, theirs.parameters):
            if not mine.entity_type:
                return _as(own, other, there), other
            if not theirs.entity_type:
                return own, _as(other, own, place)
            if mine == theirs:
                together = tuple(dict.fromkeys((*other.rules, *own.rules)))
                return replace(own, rules=together), replace(other, rules=together)
    return own, other


def _silent(column: ColumnPlan) -> bool:
    """Return whether a column passes only because nothing was found in it."""
    return column.mode == KEEP and not column.explicit


def _as(column: ColumnPlan, other: ColumnPlan, place: Place) -> ColumnPlan:
    reason = tr("like {table}.{column}, by their foreign key", table=place[1], column=place[2])
    types = tuple(dict.fromkeys((*other.entity_types, *column.entity_types)))
    return replace(
        column, mode=other.mode, operator=other.operator, entity_types=types, rules=other.rules, reason=reason
    )


def _named(column: ColumnPlan) -> str:
    types = ", ".join(rule.entity_type for rule in column.rules if rule.entity_type)
    return f"{column.operator} ({types})" if types else column.operator
