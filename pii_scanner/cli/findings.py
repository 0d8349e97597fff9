"""The findings of a scan as a user reads them on the screen."""

from __future__ import annotations

from pathlib import Path

from pii_scanner.cli.console import Console
from pii_scanner.cli.tables import print_table
from pii_scanner.i18n import tr
from pii_scanner.jobs.scan import Scan
from pii_scanner.model.inventory import Finding, Inventory

_MOST = 200


def show_scan(scan: Scan, folder: Path, console: Console) -> None:
    """Print what a scan found, what is new since the last, and where the report is."""
    show_findings(scan.inventory, console)
    show_news(scan, folder, console)


def show_news(scan: Scan, folder: Path, console: Console) -> None:
    """Print what is new since the last scan, and where the report is."""
    for source, table, column, entity_type in scan.appeared:
        console.warn(
            tr(
                "New: {table}.{column} in {source} holds {type}.",
                table=table,
                column=column,
                source=source,
                type=entity_type,
            )
        )
    console.say(tr("Report: {path}", path=folder / "report.html"))


def show_findings(inventory: Inventory, console: Console) -> None:
    """Print one line per column that holds personal information, and what could not be read."""
    found = [record for record in inventory.columns if record.has_personal_information]
    if not console.quiet and found:
        headers = [tr("Source"), tr("Table"), tr("Column"), tr("Holds"), tr("Confidence"), tr("Level")]
        rows = [
            (
                record.source,
                record.table,
                record.column,
                ", ".join(map(_shown, record.held)),
                f"{record.held[0].confidence:.0%}",
                record.sensitivity,
            )
            for record in found[:_MOST]
        ]
        print_table(headers, rows, right=(4, 5))
        if len(found) > _MOST:
            console.say(tr("... and {count} more columns; see the report.", count=len(found) - _MOST))
    show_extent(inventory, console)


def show_extent(inventory: Inventory, console: Console) -> None:
    """Print in a few lines how much was found in how much, and what could not be read."""
    found = [record for record in inventory.columns if record.has_personal_information]
    run = inventory.run
    console.say(
        tr(
            "{found} of {columns} columns hold personal information ({tables} tables, {rows} rows, {seconds} s).",
            found=len(found),
            columns=run.columns,
            tables=run.tables,
            rows=f"{run.rows:,}",
            seconds=f"{run.seconds:.1f}",
        )
    )
    if run.unchanged:
        console.say(
            tr(
                "Unchanged since an earlier run and not read again: {count} files or tables of databases.",
                count=run.unchanged,
            )
        )
    if run.unchanged_portions:
        console.say(
            tr(
                "Unchanged portions (batches, row groups, pages) of tables that changed, not looked into again: {count}.",
                count=run.unchanged_portions,
            )
        )
    if run.left_out:
        console.say(tr("Left out by --include and --exclude: {count} tables or files.", count=run.left_out))
    unseen = sum(record.outcome == "not excluded" for record in inventory.columns)
    if unseen:
        console.say(tr("Columns that could not be excluded: {count}; the report says why.", count=unseen))
    rejected = sum(finding.rejected for record in inventory.columns for finding in record.entity_types)
    if rejected:
        console.say(tr("Findings rejected by decisions: {count}; the report shows them.", count=rejected))
    for problem in inventory.problems:
        if problem.severity == "error":
            console.problem(problem.source, problem.table, problem.message)
        else:
            console.warn(f"{' '.join(filter(None, (problem.source, problem.table)))}: {problem.message}")


def _shown(finding: Finding) -> str:
    """Return the entity type as a reader knows it, and who accepted it."""
    shown = f"{tr(finding.entity_type)}{tr(' (in text)') if finding.kind == 'text' else ''}"
    return shown + (tr(" (accepted by {author})", author=finding.decision.author) if finding.decision else "")
