"""pii-scanner scan"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @options.sources
    @click.option(
        "--output", "-o", type=click.Path(path_type=Path), default="pii-inventory", show_default=True,
        help=tr("Folder for inventory.sqlite (with history), inventory.json, .csv, .xlsx and report.html."),
    )  # fmt: skip
    @click.option("--sample", type=click.IntRange(1), help=tr("Look at N random rows of each table instead of all."))
    @click.option("--metadata-only", is_flag=True, help=tr("Judge by names, types and comments; read no data."))
    @options.engine
    @options.choice
    @options.jobs
    @click.option(
        "--full", is_flag=True, help=tr("Read every file again, also those that did not change since the last run.")
    )
    @click.option("--fail-on-new", is_flag=True, help=tr("Exit with 5 when something appeared since the last run."))
    @options.common
    def scan(
        sources: tuple[str, ...], output: Path, sample: int | None, metadata_only: bool, engine: str, jobs: int,
        include: tuple[str, ...], exclude: tuple[str, ...], full: bool, fail_on_new: bool, quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.findings import show_scan
        from pii_scanner.jobs.scan import scan_into
        from pii_scanner.model.extent import METADATA_ONLY

        if metadata_only and sample is not None:
            raise click.UsageError(tr("--metadata-only reads no rows, --sample some: choose one."))
        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            result = scan_into(
                sources,
                output,
                sample=METADATA_ONLY if metadata_only else sample,
                jobs=jobs,
                watch=console,
                suppressions=options.suppressions(),
                access=options.access(include, exclude),
                full=full,
                engine=engine,
            )
        show_scan(result, output, console)
        code = 5 if fail_on_new and result.appeared else 3 if result.inventory.has_errors else 0
        console.event("done", run_id=result.inventory.run.run_id, exit_code=code)
        return code

    return options.build(
        "scan",
        scan,
        tr(
            "Find personal information and write the data inventory. SOURCE is a path, a folder, a glob or a database URL."
        ),
        "  pii-scanner scan data/ -o out\n"
        "  pii-scanner scan 'in/*.xlsx' loans.csv -o out --jobs 2\n"
        "  pii-scanner scan 'postgresql+psycopg://me:${PGPASSWORD}@host/db' -o out --sample 10000 --exclude 'audit.*'\n"
        "  pii-scanner scan table:ods.loan /warehouse/customer -o out --engine spark",
    )
