"""pii-scanner mask"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @options.sources
    @options.policy
    @click.option(
        "--output",
        "-o",
        type=click.Path(path_type=Path),
        required=True,
        help=tr("The release folder; it must not exist."),
    )
    @click.option(
        "--database-as",
        type=click.Choice(["sqlite", "duckdb", "parquet"]),
        help=tr("What a database becomes: one file, or a folder of Parquet files (default: sqlite)."),
    )
    @click.option(
        "--into",
        metavar="URL",
        help=tr("Copy the one database that is named into a new schema of a server: ...@host/db?schema=NAME."),
    )
    @options.engine
    @options.choice
    @options.jobs
    @options.common
    def mask(
        sources: tuple[str, ...], policy: Path, output: Path, include: tuple[str, ...], exclude: tuple[str, ...],
        database_as: str | None, into: str | None, engine: str,
        jobs: int, quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.released import show_release
        from pii_scanner.jobs.mask import mask_sources
        from pii_scanner.masking.policies import policy_of

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            access = options.access(include, exclude)
            release = mask_sources(
                sources, policy_of(policy), output, jobs=jobs, watch=console, access=access,
                database_as=database_as, into=into, engine=engine,
            )  # fmt: skip
        return show_release(release, console)

    return options.build(
        "mask",
        mask,
        tr("Write masked copies of the sources as a verified release, or nothing at all."),
        "  pii-scanner key new > secret.key; export PII_SCANNER_KEY=$(cat secret.key)\n"
        "  pii-scanner mask data/ --policy policy.yaml -o release/\n"
        "  pii-scanner mask 'mysql+pymysql://reader:${PW}@db/loans' --policy policy.yaml -o release/ --database-as duckdb\n"
        "  pii-scanner mask 'postgresql+psycopg://reader:${PW}@db/loans' --policy policy.yaml -o release/ \\\n"
        "      --into 'postgresql+psycopg://writer:${PW2}@partner-db/exchange?schema=loans_2026'",
    )
