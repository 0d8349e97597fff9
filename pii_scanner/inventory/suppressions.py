"""Suppressions of the settings file, recorded in the history of decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from pii_scanner.config.suppressions import Suppression
from pii_scanner.i18n import tr
from pii_scanner.inventory.decisions import append, history
from pii_scanner.model.decisions import REJECTED, SUPPRESSION, WITHDRAWN, Decision, last_words


def record_suppressions(target: Path, suppressions: Iterable[Suppression]) -> None:
    """Make `suppressions` those of an inventory: new and changed ones are added, missing ones withdrawn."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    past = history(target) if target.exists() else []
    known = {each.subject: each for each in last_words(past) if each.origin == SUPPRESSION}
    wanted = {each.subject: each for each in (_decision(suppression, now) for suppression in suppressions)}
    added = [each for each in wanted.values() if not _same(each, known.get(each.subject))]
    gone = [
        replace(
            each,
            state=WITHDRAWN,
            reason=tr("It is no longer in the settings file."),
            author=tr("settings file"),
            decided=now,
            until=None,
        )
        for each in known.values()
        if each.subject not in wanted
    ]
    append(target, [*gone, *added])


def _decision(suppression: Suppression, now: str) -> Decision:
    return Decision(
        source=suppression.source or "*",
        table="",
        column=suppression.column,
        state=REJECTED,
        entity_type=suppression.entity_type or "",
        level=None,
        reason=suppression.reason,
        author=suppression.author,
        decided=now,
        until=suppression.until.isoformat(),
        origin=SUPPRESSION,
    )


def _same(wanted: Decision, known: Decision | None) -> bool:
    return known is not None and replace(wanted, decided=known.decided) == known
