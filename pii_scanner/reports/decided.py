"""What people decided, as the inventory document holds it beside the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.reports.labels import entity_label


def held(column: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the findings that count: those that nobody rejected."""
    return [finding for finding in column["entity_types"] if not is_rejected(finding)]


def is_rejected(finding: Mapping[str, Any]) -> bool:
    return state_of(finding) == "rejected"


def state_of(finding: Mapping[str, Any]) -> str | None:
    decision = finding.get("decision")
    return decision["state"] if decision else None


def by(finding: Mapping[str, Any]) -> str | None:
    """Return who decided what about a finding."""
    decision = finding.get("decision")
    if not decision:
        return None
    author = decision["author"]
    if decision.get("origin") == "suppression":
        return tr("suppressed by {author}", author=author)
    return (
        tr("rejected by {author}", author=author) if is_rejected(finding) else tr("accepted by {author}", author=author)
    )


def said_of(finding: Mapping[str, Any]) -> str | None:
    """Return who decided what about a finding, why and until when; None where nobody did."""
    decision = finding.get("decision")
    return f"{by(finding)}: {decision['reason']}{_until(decision)}" if decision else None


def level_said(column: Mapping[str, Any]) -> str | None:
    """Return who set the sensitivity of a column, why and until when; None where nobody did."""
    level = column.get("level")
    if not level:
        return None
    said = tr("level {level} set by {author}", level=level["level"], author=level["author"])
    return f"{said}: {level['reason']}{_until(level)}"


def decisions_of(column: Mapping[str, Any]) -> Iterator[str]:
    """Yield one sentence per decision on a column."""
    for finding in column["entity_types"]:
        said = said_of(finding)
        if said:
            yield f"{entity_label(finding['entity_type'])}: {said}"
    level = level_said(column)
    if level:
        yield level


def _until(decision: Mapping[str, Any]) -> str:
    return tr(" (until {day})", day=decision["until"]) if decision.get("until") else ""


def is_not_excluded(column: Mapping[str, Any]) -> bool:
    """Return whether nothing was found in a column that may hold personal information all the same."""
    return bool(column.get("verdict", {}).get("outcome") == "not excluded")
