"""pii-scanner bench"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr

_HOUR = 3600


def build() -> click.Command:
    @click.argument("sources", metavar="[SOURCE...]", nargs=-1)
    @click.option(
        "--rows", type=click.IntRange(1), default=100_000, show_default=True,
        help=tr("Rows of the invented table, where no SOURCE is given."),
    )  # fmt: skip
    @click.option("--policy", type=click.Path(path_type=Path), help=tr("Also measure masking by this policy."))
    @click.option(
        "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
        help=tr("Form of the output."),
    )  # fmt: skip
    @options.choice
    @options.jobs
    @options.common
    def bench(
        sources: tuple[str, ...], rows: int, policy: Path | None, form: str, include: tuple[str, ...],
        exclude: tuple[str, ...], jobs: int, quiet: bool, json_logs: bool,
    ) -> int:  # fmt: skip
        import json

        from pii_scanner.cli.console import Console
        from pii_scanner.cli.tables import print_table
        from pii_scanner.jobs.bench import bench_sources
        from pii_scanner.masking.policies import policy_of

        console = Console(quiet=quiet, json_logs=json_logs)
        chosen = policy_of(policy) if policy is not None else None
        access = options.access(include, exclude)
        with console.working():
            rates = list(bench_sources(sources, rows=rows, jobs=jobs, policy=chosen, access=access, watch=console))
        if form == "json":
            print(json.dumps([rate.document() for rate in rates], ensure_ascii=False, indent=2))
            return 0
        names = {"read": tr("Reading"), "scan": tr("Scanning"), "mask": tr("Masking")}
        print_table(
            [
                tr("Step"),
                tr("Processes"),
                tr("Seconds"),
                tr("Rows/s"),
                tr("Cells/s"),
                tr("MB/s"),
                tr("Rows in an hour"),
            ],
            [
                (
                    names[rate.step],
                    rate.jobs,
                    f"{rate.seconds:.2f}",
                    f"{rate.rows / rate.seconds:,.0f}",
                    f"{rate.cells / rate.seconds:,.0f}",
                    f"{rate.bytes / rate.seconds / 1e6:,.1f}",
                    f"{_HOUR * rate.rows / rate.seconds:,.0f}",
                )
                for rate in rates
            ],
            right=(1, 2, 3, 4, 5, 6),
        )
        return 0

    return options.build(
        "bench",
        bench,
        tr(
            "Measure how fast this machine reads, scans and masks: an invented table, or sources of your own. Keeps nothing."
        ),
        "  pii-scanner bench\n  pii-scanner bench data/ --policy policy.yaml",
    )
