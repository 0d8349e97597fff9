"""The inventory as a flat table: one row per column and entity type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pii_scanner.reports.labels import entity_label

Cell = str | int | float | bool | None

_COLUMN_FIELDS = ("source", "table", "column", "data_type", "rows", "nulls", "distinct")
_FINDING_FIELDS = ("entity_type", "kind", "matches", "match_ratio", "confidence")
_SEPARATOR = " | "


def frameworks_of(document: Mapping[str, Any]) -> list[str]:
    """Return the frameworks any column has a class in, in the order they appear."""
    return list(dict.fromkeys(name for c in document["columns"] for name in c["classes"]))


def flat_rows(document: Mapping[str, Any]) -> Iterator[dict[str, Cell]]:
    """Yield one row per finding, and one for each column without findings."""
    frameworks = frameworks_of(document)
    for column in document["columns"]:
        for finding in column["entity_types"] or [{}]:
            yield _flat_row(column, finding, frameworks)


def flat_fields(document: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields of `flat_rows`, in order."""
    return list(_flat_row({}, {}, frameworks_of(document)))


def _flat_row(column: Mapping[str, Any], finding: Mapping[str, Any], frameworks: list[str]) -> dict[str, Cell]:
    entity_type = finding.get("entity_type")
    classes = column.get("classes", {})
    level, decision = column.get("level") or {}, finding.get("decision") or {}
    return {
        **{name: column.get(name) for name in _COLUMN_FIELDS},
        "distinct_exact": column.get("distinct_exact"),
        "sensitivity": column.get("sensitivity"),
        "outcome": column.get("verdict", {}).get("outcome"),
        "verdict_sensitivity": column.get("verdict", column).get("sensitivity"),
        "level_by": level.get("author"),
        "level_reason": level.get("reason"),
        **{name: finding.get(name) for name in _FINDING_FIELDS},
        "decision": decision.get("state"),
        "decided_by": decision.get("author"),
        "decision_reason": decision.get("reason"),
        "decision_until": decision.get("until"),
        "label": entity_label(entity_type) if entity_type else None,
        **{f"class_{name}": classes.get(name) for name in frameworks},
        "masked_samples": _SEPARATOR.join(column.get("masked_samples", ())),
        "evidence": _SEPARATOR.join(finding.get("evidence", ())),
        "notes": _SEPARATOR.join(column.get("notes", ())),
    }
