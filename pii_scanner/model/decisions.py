"""What people decided about places of the inventory: a verdict is made anew at every scan, decisions stay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pii_scanner.model.places import fits, wildcard

ACCEPTED, REJECTED, LEVEL, WITHDRAWN = "accepted", "rejected", "level", "withdrawn"
HUMAN, SUPPRESSION = "human", "suppression"


@dataclass(frozen=True)
class Decision:
    """One line of the history of decisions, which is only ever added to.

    A place is source, table and column as the inventory writes them. `entity_type` is empty for a
    level (1-5). `decided` is an ISO time in UTC, `until` the last ISO date on which it counts, None
    for ever. Of a suppression, `source` and `column` are patterns, `column` one of `table.column`;
    `table` is empty, and so is `entity_type` where all are meant.
    """

    source: str
    table: str
    column: str
    state: str
    entity_type: str
    level: int | None
    reason: str
    author: str
    decided: str
    until: str | None = None
    origin: str = HUMAN

    @property
    def place(self) -> tuple[str, str, str]:
        return self.source, self.table, self.column

    @property
    def subject(self) -> tuple[str, ...]:
        """Return what a later decision must be about to take the place of this one."""
        return self.origin, *self.place, self.entity_type

    def ended(self, today: date | None = None) -> bool:
        """Return whether its last day is past."""
        return self.until is not None and self.until < (today or date.today()).isoformat()

    def suppresses(self, source: str, table: str, column: str) -> bool:
        """Return whether the patterns of a suppression fit a place."""
        return bool(wildcard(self.source).fullmatch(source)) and fits(self.column, table, column)


def last_words(history: Iterable[Decision]) -> list[Decision]:
    """Return the last decision on every subject that was not withdrawn, ended ones too; `history` is in order."""
    last = {decision.subject: decision for decision in history}
    return [decision for decision in last.values() if decision.state != WITHDRAWN]


def in_force(history: Iterable[Decision], today: date | None = None) -> list[Decision]:
    """Return the decisions that count today."""
    return [decision for decision in last_words(history) if not decision.ended(today)]
