"""pii-scanner unmask"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("release", metavar="RELEASE_OR_FILE", type=click.Path(path_type=Path))
    @options.policy
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        required=True,
        help=tr("A new folder, which only you may open."),
    )
    @click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="TABLE.COLUMN",
        help=tr("Only these columns, with * and ? (repeatable); all that can be turned back otherwise."),
    )
    @click.option(
        "--release",
        "origin",
        type=click.Path(path_type=Path),
        help=tr("The release that a file came from, if it stands elsewhere now."),
    )
    @click.option(
        "--database-as",
        type=click.Choice(["sqlite", "duckdb", "parquet"]),
        help=tr("What a schema on a server becomes: one file, or a folder of Parquet files (default: sqlite)."),
    )
    @click.option(
        "--into",
        metavar="URL",
        help=tr("Turn the one schema on a server back into a new schema: ...@host/db?schema=NAME."),
    )
    @options.common
    def unmask(
        release: Path, policy: Path, output: Path, columns: tuple[str, ...], origin: Path | None,
        database_as: str | None, into: str | None, quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.tables import print_table
        from pii_scanner.jobs.unmask import unmask_release
        from pii_scanner.masking.policies import policy_of

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            made = unmask_release(
                release, policy_of(policy), output, columns, release=origin, watch=console,
                database_as=database_as, into=into,
            )  # fmt: skip
        if not quiet:
            rows = [(each.file, each.table, each.column, f"{each.back:,}", f"{each.stayed:,}") for each in made.columns]
            headers = [tr("File"), tr("Table"), tr("Column"), tr("Turned back"), tr("Left as they were")]
            print_table(headers, rows, right=(3, 4))
        for warning in made.warnings:
            console.warn(warning)
        console.say(tr("Raw values are in {path} now: hand nothing of it over.", path=made.folder))
        console.event("done", folder=str(made.folder), exit_code=0)
        return 0

    return options.build(
        "unmask",
        unmask,
        tr("Turn what was tokenized and encrypted in a release back into what it was, with the policy's key."),
        "  pii-scanner unmask release/ --policy policy.yaml -o raw/\n"
        "  pii-scanner unmask returned.csv --release release/ --policy policy.yaml -o raw/ --column '*.身份证号'",
    )
