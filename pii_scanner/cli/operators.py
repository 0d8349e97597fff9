"""pii-scanner operators"""

from __future__ import annotations

import json

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.option(
        "--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True,
        help=tr("How the list is written."),
    )  # fmt: skip
    def listed(form: str) -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.masking.described import described_operators
        from pii_scanner.reports.operators import markdown, overview

        documents = described_operators()
        if form == "json":
            click.echo(json.dumps(documents, ensure_ascii=False, indent=2, default=str))
        elif form == "markdown":
            click.echo(markdown(documents), nl=False)
        else:
            print_table(*overview(documents))
        return 0

    group = click.Group("operators", help=tr("How values can be masked."))
    group.add_command(options.build("list", listed, tr("List the operators with their parameters.")))
    return group
