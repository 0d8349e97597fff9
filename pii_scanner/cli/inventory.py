"""pii-scanner inventory"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.cli.decisions import decide, decisions
from pii_scanner.cli.outputs import OUT, database_of
from pii_scanner.i18n import tr

_RUN = click.option("--run", "run_id", help="RUN_ID")


def build() -> click.Command:
    group = click.Group(
        "inventory",
        help=tr("Read the inventory that scan wrote: its runs, findings and changes; decide about findings."),
    )
    for build_one in (_list, _show, _diff, _export, _report, decide, decisions):
        group.add_command(build_one())
    return group


def _list() -> click.Command:
    @OUT
    def listed(out: Path) -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.inventory import store

        rows = [
            (run.run_id, run.started, ", ".join(run.sources), run.tables, run.columns, f"{run.rows:,}", tr(run.state))
            for run in store.runs(database_of(out))
        ]
        headers = [tr("Run"), tr("Started"), tr("Source"), tr("Tables"), tr("Columns"), tr("Rows"), tr("State")]
        print_table(headers, rows, right=(3, 4, 5))
        return 0

    return options.build("list", listed, tr("List the runs, the newest first."), "  pii-scanner inventory list out")


def _show() -> click.Command:
    @OUT
    @_RUN
    def show(out: Path, run_id: str | None) -> int:
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.findings import show_findings
        from pii_scanner.inventory import store

        show_findings(store.load(database_of(out), run_id), Console(quiet=False, json_logs=False))
        return 0

    return options.build(
        "show", show, tr("Show the findings of a run, by default the newest."), "  pii-scanner inventory show out"
    )


def _diff() -> click.Command:
    @OUT
    @click.argument("before", required=False)
    @click.argument("after", required=False)
    def diff(out: Path, before: str | None, after: str | None) -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.inventory import store
        from pii_scanner.inventory.diff import difference

        path = database_of(out)
        old = store.load(path, before) if before else store.previous(path)
        changes = difference(old, store.load(path, after))
        rows = [("+", *place) for place in changes.appeared] + [("-", *place) for place in changes.gone]
        if rows:
            print_table(["", tr("Source"), tr("Table"), tr("Column"), tr("Entity type")], rows)
        else:
            print(tr("Nothing changed."))
        if changes.unread:
            print(tr("Not read by the later run, so not compared: {names}.", names=", ".join(changes.unread)))
        return 0

    return options.build(
        "diff", diff, tr("Show what appeared (+) and what is gone (-) between two runs, by default the last two."),
        "  pii-scanner inventory diff out",
    )  # fmt: skip


def _export() -> click.Command:
    @OUT
    @click.argument("file", type=click.Path(path_type=Path))
    @_RUN
    def export(out: Path, file: Path, run_id: str | None) -> int:
        from pii_scanner.inventory import store
        from pii_scanner.reports import write_report

        write_report(store.load(database_of(out), run_id).document(), file)
        print(tr("Written: {path}", path=file))
        return 0

    return options.build(
        "export", export, tr("Write a run as .json, .csv, .xlsx, .md or .html; the suffix chooses."),
        "  pii-scanner inventory export out findings.csv",
    )  # fmt: skip


def _report() -> click.Command:
    @OUT
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        default="report.html",
        show_default=True,
        help=tr("The page to write."),
    )
    @_RUN
    def report(out: Path, output: Path, run_id: str | None) -> int:
        from pii_scanner.inventory import store
        from pii_scanner.reports import write_report

        write_report(store.load(database_of(out), run_id).document(), output)
        print(tr("Report: {path}", path=output))
        return 0

    return options.build(
        "report",
        report,
        tr("Write the report of a run as a page."),
        "  pii-scanner inventory report out -o report.html",
    )
