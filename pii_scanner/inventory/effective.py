"""The inventory as it counts: what the scan found, with what people decided beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pii_scanner.frameworks.registry import classify
from pii_scanner.i18n import tr
from pii_scanner.model.decisions import ACCEPTED, LEVEL, SUPPRESSION, Decision
from pii_scanner.model.inventory import ColumnRecord, Finding, Inventory, Verdict

_Place = tuple[str, str, str]


def decided(inventory: Inventory, decisions: Iterable[Decision]) -> Inventory:
    """Return the inventory with the decisions that count (at most one on a subject) beside its findings.

    Findings stay as they are; classes and sensitivity follow from findings and decisions. What a person
    decided about a place is stronger than a suppression.
    """
    own: dict[_Place, list[Decision]] = {}
    suppressions = []
    for decision in decisions:
        if decision.origin == SUPPRESSION:
            suppressions.append(decision)
        else:
            own.setdefault(decision.place, []).append(decision)
    if not own and not suppressions:
        return inventory
    marked = [
        _marked(record, own.get((record.source, record.table, record.column), ()), suppressions)
        for record in inventory.columns
    ]
    return replace(inventory, columns=tuple(_judged(inventory.columns, marked)))


def _marked(record: ColumnRecord, own: Sequence[Decision], suppressions: Iterable[Decision]) -> ColumnRecord:
    """Return the record with its decisions, its classes not yet judged by them."""
    by_type = {decision.entity_type: decision for decision in own if decision.state != LEVEL}
    level = next((decision for decision in own if decision.state == LEVEL), None)
    fitting = [each for each in suppressions if each.suppresses(record.source, record.table, record.column)]
    findings = [_with_decision(finding, by_type, fitting) for finding in record.entity_types]
    found = {finding.entity_type for finding in findings}
    added = [_confirmed(each) for each in by_type.values() if each.state == ACCEPTED and each.entity_type not in found]
    if findings == list(record.entity_types) and not added and level is None:
        return record
    return replace(record, entity_types=(*findings, *added), level=level)


def _with_decision(finding: Finding, by_type: dict[str, Decision], suppressions: list[Decision]) -> Finding:
    general = next((each for each in suppressions if each.entity_type in ("", finding.entity_type)), None)
    decision = by_type.get(finding.entity_type, general)
    return finding if decision is None else replace(finding, decision=decision)


def _confirmed(decision: Decision) -> Finding:
    """Return the finding of a person where the scan found nothing of the kind."""
    evidence = tr(
        "not found by the scan; confirmed by {author}: {reason}", author=decision.author, reason=decision.reason
    )
    return Finding(decision.entity_type, "column", 0, 0.0, 1.0, (evidence,), decision)


def _judged(before: Sequence[ColumnRecord], marked: Sequence[ColumnRecord]) -> Iterable[ColumnRecord]:
    """Yield the records with the classes and the sensitivity that follow from their decisions."""
    around: dict[tuple[str, str], set[str]] = {}
    changed: set[tuple[str, str]] = set()
    among = {name for each in before for name in each.classes}
    for old, new in zip(before, marked, strict=True):
        table = (new.source, new.table)
        around.setdefault(table, set()).update(new.types())
        if old.types() != new.types():
            changed.add(table)
    for old, new in zip(before, marked, strict=True):
        table = (new.source, new.table)
        # A class may depend on what else the table holds, so a decision reaches the columns beside it.
        classes, sensitivity = old.classes, old.sensitivity
        if table in changed:
            classes, sensitivity = classify(new.types(), around[table], among)
        if new.level is not None and new.level.level is not None:
            sensitivity = new.level.level
        if (classes, sensitivity) == (old.classes, old.sensitivity):
            yield new
        else:
            verdict = Verdict(old.classes, old.sensitivity)
            yield replace(new, classes=classes, sensitivity=sensitivity, verdict=verdict)
