"""The inventory as a flat table: one row per column and entity type."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pii_scanner.reports.labels import entity_label

Cell = str | int | float | bool | None
Row = tuple[Cell, ...]

_COLUMN_FIELDS = (
    "source", "table", "column", "data_type", "rows", "nulls", "distinct", "distinct_exact", "sensitivity", "outcome",
    "verdict_sensitivity", "level_by", "level_reason",
)  # fmt: skip
_FINDING_FIELDS = (
    "entity_type", "kind", "matches", "match_ratio", "confidence", "decision", "decided_by", "decision_reason",
    "decision_until", "label",
)  # fmt: skip
_LAST_FIELDS = ("masked_samples", "evidence", "notes")
_SEPARATOR = " | "


def frameworks_of(document: Mapping[str, Any]) -> list[str]:
    """Return the frameworks any column has a class in, in the order they appear."""
    return list(dict.fromkeys(name for c in document["columns"] for name in c["classes"]))


def flat_fields(document: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields of `flat_rows`, in order."""
    classes = (f"class_{name}" for name in frameworks_of(document))
    return [*_COLUMN_FIELDS, *_FINDING_FIELDS, *classes, *_LAST_FIELDS]


def flat_rows(document: Mapping[str, Any]) -> list[Row]:
    """Return one row per finding, and one for each column without findings; its cells stand as `flat_fields` says."""
    frameworks, label = frameworks_of(document), cache(entity_label)
    nothing: Mapping[str, Any] = {}
    rows: list[Row] = []
    for column in document["columns"]:
        first = _of_column(column)
        classes = tuple(map(column["classes"].get, frameworks))
        samples, notes = _SEPARATOR.join(column["masked_samples"]), _SEPARATOR.join(column["notes"])
        for finding in column["entity_types"] or (nothing,):
            kind = finding.get("entity_type")
            found = (*_of_finding(finding), label(kind) if kind else None)
            rows.append((*first, *found, *classes, samples, _SEPARATOR.join(finding.get("evidence", ())), notes))
    return rows


def _of_column(column: Mapping[str, Any]) -> Row:
    level, verdict = column.get("level") or {}, column.get("verdict", {})
    return (
        column["source"],
        column["table"],
        column["column"],
        column["data_type"],
        column["rows"],
        column["nulls"],
        column["distinct"],
        column.get("distinct_exact"),
        column["sensitivity"],
        verdict.get("outcome"),
        verdict.get("sensitivity") if verdict else column["sensitivity"],
        level.get("author"),
        level.get("reason"),
    )


def _of_finding(finding: Mapping[str, Any]) -> Row:
    said, decision = finding.get, finding.get("decision") or {}
    return (
        said("entity_type"),
        said("kind"),
        said("matches"),
        said("match_ratio"),
        said("confidence"),
        decision.get("state"),
        decision.get("author"),
        decision.get("reason"),
        decision.get("until"),
    )
