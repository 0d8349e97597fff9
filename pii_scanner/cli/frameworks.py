"""pii-scanner frameworks"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    def listed() -> int:
        from pii_scanner.cli.tables import print_table
        from pii_scanner.frameworks.registry import shipped_frameworks

        rows = [
            (each.name, entity_type, tr(entity_type), entry.name, entry.source)
            for each in shipped_frameworks()
            for entity_type, entry in each.entities.items()
        ]
        print_table([tr("Framework"), tr("Entity type"), tr("Meaning"), tr("Class"), tr("Clause")], rows)
        return 0

    group = click.Group("frameworks", help=tr("Laws and standards that give entity types a class."))
    group.add_command(options.build("list", listed, tr("List the class of every entity type, with its clause.")))
    return group
