"""pii-scanner operators"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    def listed() -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.masking.operators.registry import operators

        rows = [
            (
                name,
                tr(each.summary),
                ", ".join(each.parameters_model.model_fields) or "-",
                tr("yes") if each.needs_key else tr("no"),
            )
            for name, each in operators().items()
        ]
        print_table([tr("Operator"), tr("What it does"), tr("Parameters"), tr("Needs a key")], rows)
        return 0

    group = click.Group("operators", help=tr("How values can be masked."))
    group.add_command(options.build("list", listed, tr("List the operators with their parameters.")))
    return group
