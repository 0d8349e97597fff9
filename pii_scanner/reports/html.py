"""report.html: the inventory as one offline page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.reports.atomic import write_text
from pii_scanner.reports.decided import by, is_not_excluded, is_rejected, level_said, said_of
from pii_scanner.reports.labels import entity_label, framework_label
from pii_scanner.reports.overview import Overview, overview_of
from pii_scanner.reports.page import embedded_json, page_language, render_page
from pii_scanner.reports.rows import frameworks_of

MATRIX_TABLES = 200
"""More rows than this are not read as a picture; the list below has them all."""

SHOWN_PROBLEMS = 8
"""Problems above this number are folded, so that the findings stay in reach."""


def write_html(document: Mapping[str, Any], path: Path) -> None:
    """Write the inventory as a page for people."""
    write_text(path, html_page(document))


def html_page(document: Mapping[str, Any]) -> str:
    """Return the page; the rows of the column list are made by its script from embedded JSON."""
    overview = overview_of(document)
    return render_page(
        "report.html.j2",
        script="report.js",
        run=document["run"],
        problems=sorted(document["problems"], key=lambda p: p.get("severity") == "warning"),
        shown_problems=SHOWN_PROBLEMS,
        overview=overview,
        matrix=_matrix(overview),
        data=embedded_json(_script_data(document)),
    )


def _matrix(overview: Overview) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    """Return the tables with the most matches first."""
    rows = sorted(overview.heat.items(), key=lambda row: -sum(c.matches for c in row[1].values()))
    return rows[:MATRIX_TABLES]


def _shown(column: Mapping[str, Any]) -> dict[str, Any]:
    """Return a column with its decisions in words, the rejected findings last."""
    findings = [
        {**finding, "rejected": is_rejected(finding), "by": by(finding), "said": said_of(finding)}
        for finding in column["entity_types"]
    ]
    findings.sort(key=lambda finding: finding["rejected"])
    level = column.get("level")
    set_by = tr("set by {author}", author=level["author"]) if level else None
    return {
        **column,
        "not_excluded": is_not_excluded(column),
        "entity_types": findings,
        "level_by": set_by,
        "level_said": level_said(column),
    }


def _script_data(document: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {finding["entity_type"] for column in document["columns"] for finding in column["entity_types"]}
    classes = {value for column in document["columns"] for value in column["classes"].values()}
    return {
        "language": page_language(),
        "columns": [_shown(column) for column in document["columns"]],
        "entities": {kind: entity_label(kind) for kind in sorted(kinds)},
        "frameworks": {name: framework_label(name) for name in frameworks_of(document)},
        "classes": {value: tr(value) for value in sorted(classes) if value},
        "texts": {
            "shown": tr("{shown} of {total} columns shown"),
            "none": tr("No column fits these filters."),
            "details": tr("Details of {column}"),
            "entity_type": tr("Entity type"),
            "kind": tr("Found as"),
            "kind_column": tr("whole value"),
            "kind_text": tr("inside text"),
            "matches": tr("Matches"),
            "ratio": tr("Share of values"),
            "confidence": tr("Confidence"),
            "evidence": tr("Evidence"),
            "source": tr("Source"),
            "data_type": tr("Data type"),
            "rows": tr("Rows"),
            "nulls": tr("Empty"),
            "distinct": tr("Distinct values"),
            "about": tr("about {count}"),
            "notes": tr("Notes"),
            "nothing": tr("No personal information found in this column."),
            "sensitivity": tr("Sensitivity {level} of 5"),
            "not_excluded": tr("could not be excluded"),
            "decision": tr("Decision"),
            "level": tr("Sensitivity"),
        },
    }
