"""A short summary in Markdown, for a ticket or a mail."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.i18n import tr
from pii_scanner.reports.atomic import write_text
from pii_scanner.reports.decided import decisions_of, held
from pii_scanner.reports.labels import class_labels, duration, labelled, moment, number
from pii_scanner.reports.overview import overview_of


def write_markdown(document: Mapping[str, Any], path: Path) -> None:
    """Write the run, the entity types, the columns with findings, the decisions and the problems."""
    write_text(path, markdown_summary(document))


def markdown_summary(document: Mapping[str, Any]) -> str:
    """Return the summary as Markdown text."""
    blocks = [_heading(document), _problems(document), _entities(document), _columns(document), _decisions(document)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(document: Mapping[str, Any]) -> str:
    run, overview = document["run"], overview_of(document)
    facts = {
        tr("Run"): run["run_id"],
        tr("Started"): moment(run["started"]),
        tr("Duration"): duration(run["seconds"]),
        tr("Sources"): ", ".join(run["sources"]),
        tr("Files"): number(run["files"]),
        tr("Tables"): number(run["tables"]),
        tr("Columns"): number(run["columns"]),
        tr("Rows"): number(run["rows"]),
        tr("Columns with personal information"): number(overview.with_findings),
        tr("Highest sensitivity"): f"{overview.highest} / 5",
    }
    lines = [f"- {name}: {_plain(value)}" for name, value in facts.items()]
    return "\n".join([f"# {tr('Personal information inventory')}", "", *lines])


def _problems(document: Mapping[str, Any]) -> str:
    lines = [
        f"- **{tr(problem.get('severity', 'error'))}** "
        + _plain(" · ".join(filter(None, (problem["source"], problem["table"]))))
        + ": "
        + _plain(problem["message"])
        for problem in document["problems"]
    ]
    return "\n".join([f"## {tr('Problems')}", "", *lines]) if lines else ""


def _entities(document: Mapping[str, Any]) -> str:
    rows = [
        [labelled(total.entity_type), number(total.columns), number(total.matches)]
        for total in overview_of(document).entities
    ]
    head = [tr("Entity type"), tr("Columns"), tr("Matches")]
    return _table(tr("Kinds of personal information"), head, rows)


def _columns(document: Mapping[str, Any]) -> str:
    found = [column for column in document["columns"] if held(column)]
    rows = [
        [
            column["table"],
            column["column"],
            ", ".join(labelled(finding["entity_type"]) for finding in held(column)),
            str(column["sensitivity"]),
            ", ".join(class_labels(column["classes"])),
        ]
        for column in sorted(found, key=lambda c: -int(c["sensitivity"]))
    ]
    head = [tr("Table"), tr("Column"), tr("Entity types"), tr("Sensitivity"), tr("Classes")]
    return _table(tr("Columns with personal information"), head, rows)


def _decisions(document: Mapping[str, Any]) -> str:
    rows = [
        [column["source"], column["table"], column["column"], said]
        for column in document["columns"]
        for said in decisions_of(column)
    ]
    return _table(tr("Decisions"), [tr("Source"), tr("Table"), tr("Column"), tr("Decision")], rows)


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    lines = [head, ["---"] * len(head), *([_plain(cell) for cell in row] for row in rows)]
    return "\n".join([f"## {title}", "", *(f"| {' | '.join(line)} |" for line in lines)])


def _plain(text: str) -> str:
    """Return `text` so that Markdown shows it as it is, on one line."""
    return re.sub(r"([\\`*_\[\]<>|#~&])", r"\\\1", " ".join(str(text).split()))
