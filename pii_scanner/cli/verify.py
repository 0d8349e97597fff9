"""pii-scanner verify"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("release", type=click.Path(path_type=Path))
    @click.option(
        "--against",
        multiple=True,
        metavar="SOURCE",
        help=tr("Also look for the values of these sources in every byte."),
    )
    @options.jobs
    @options.common
    def verify(release: Path, against: tuple[str, ...], jobs: int, quiet: bool, json_logs: bool) -> int:
        from pii_scanner.cli.console import Console
        from pii_scanner.jobs.verify import verify_release

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            verification = verify_release(release, against, jobs=jobs, watch=console)
        for check, result in verification.checks:
            console.say(f"{tr(result)}: {check}")
        console.event("done", exit_code=0)
        return 0

    return options.build(
        "verify",
        verify,
        tr("Check a release again: its files, a fresh scan, and the values of its sources if you have them."),
        "  pii-scanner verify release/\n  pii-scanner verify release/ --against data/",
    )
