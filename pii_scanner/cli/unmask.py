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
    @options.common
    def unmask(
        release: Path, policy: Path, output: Path, columns: tuple[str, ...], origin: Path | None,
        quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.tables import print_table
        from pii_scanner.jobs.unmask import unmask_release
        from pii_scanner.masking.policies import policy_of

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            made = unmask_release(release, policy_of(policy), output, columns, release=origin, watch=console)
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
        tr("Turn tokenized and encrypted columns of a release back into what they were, with the policy's key."),
        "  pii-scanner unmask release/ --policy policy.yaml -o raw/\n"
        "  pii-scanner unmask returned.csv --release release/ --policy policy.yaml -o raw/ --column '*.身份证号'",
    )
