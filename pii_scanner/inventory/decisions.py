"""Decisions of people, kept in the inventory database: a history that is only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import insert, inspect, select

from pii_scanner.i18n import tr
from pii_scanner.inventory.database import DECISIONS, connected
from pii_scanner.model.decisions import SUPPRESSION, Decision, last_words
from pii_scanner.model.inventory import ColumnRecord
from pii_scanner.model.table import Problem


def history(target: Path | str) -> list[Decision]:
    """Return all decisions, the oldest first; none for an inventory of a version that kept none."""
    with connected(target) as connection:
        # Reading makes no table: an inventory that is only looked at stays as it is.
        if not inspect(connection).has_table(DECISIONS.name):
            return []
        rows = connection.execute(select(DECISIONS).order_by(DECISIONS.c.id)).mappings().all()
    return [Decision(**{name: value for name, value in row.items() if name != "id"}) for row in rows]


def append(target: Path | str, decisions: Sequence[Decision]) -> None:
    """Add decisions to the history, all or none."""
    if decisions:
        with connected(target, make=True) as connection:
            connection.execute(insert(DECISIONS), [asdict(decision) for decision in decisions])


def ended_problems(decisions: Iterable[Decision], columns: Iterable[ColumnRecord]) -> list[Problem]:
    """Return a warning for each decision on one of `columns`, and each suppression, that ended and was not renewed."""
    places = {(record.source, record.table, record.column) for record in columns}
    found = []
    for decision in last_words(decisions):
        if not decision.ended():
            continue
        if decision.origin == SUPPRESSION:
            what = f"{decision.column} ({decision.entity_type})" if decision.entity_type else decision.column
            text = tr(
                "The suppression for {what} expired on {day}: it no longer counts.", what=what, day=decision.until
            )
            found.append(Problem("suppressions", "", text, "warning"))
        elif decision.place in places:
            text = tr(
                "The decision of {author} on {column} expired on {day}: it no longer counts.",
                author=decision.author,
                column=decision.column,
                day=decision.until,
            )
            found.append(Problem(decision.source, decision.table, text, "warning"))
    return found
