"""pii-scanner explain"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("source")
    @click.argument("column", metavar="TABLE.COLUMN", required=False)
    @click.option("--header", default="", help=tr("The name of the column, for values from standard input."))
    @options.common
    def explain(source: str, column: str | None, header: str, quiet: bool, json_logs: bool) -> int:
        import sys

        from pii_scanner.cli.console import Console
        from pii_scanner.cli.explained import show
        from pii_scanner.jobs import explain as job

        Console(quiet=quiet, json_logs=json_logs)
        if source == "-":
            show(job.explain_values(sys.stdin.read().splitlines(), header), None)
            return 0
        if column is None:
            raise click.UsageError(tr("Name the column, as TABLE.COLUMN."))
        show(*job.explain(source, column))
        return 0

    return options.build(
        "explain",
        explain,
        tr(
            "Show step by step why a column was judged as it was. SOURCE - reads values from standard input, one a line."
        ),
        "  pii-scanner explain data/客户.xlsx 客户清单.证件号码\n"
        "  pii-scanner explain sqlite:///portfolio.sqlite customers.id_no\n"
        "  cut -d, -f3 loans.csv | pii-scanner explain - --header card_no",
    )
