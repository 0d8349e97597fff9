"""pii-scanner recognizers"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @options.config
    def listed() -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.detection.header_names import header_names
        from recognizers.registry import recognizers

        known = header_names()
        rows = [
            (
                each.entity_type,
                tr(each.entity_type),
                each.check_name or "-",
                " ".join((known.get(each.entity_type, ()) + each.headers)[:4]),
            )  # fmt: skip
            for each in recognizers()
        ]
        print_table([tr("Entity type"), tr("Meaning"), tr("Check"), tr("Typical column names")], rows)
        return 0

    group = click.Group("recognizers", help=tr("What can be recognized."))
    group.add_command(options.build("list", listed, tr("List the entity types and how each is checked.")))
    return group
