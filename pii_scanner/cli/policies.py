"""pii-scanner policies"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.option(
        "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
        help=tr("How the list is written."),
    )  # fmt: skip
    def listed(form: str) -> int:
        import json

        from pii_scanner.cli.tables import print_table
        from pii_scanner.masking.policies import shipped_policies

        found = shipped_policies()
        if form == "json":
            print(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            print_table([tr("Policy"), tr("What for")], found.items())
        return 0

    @click.argument("name")
    def show(name: str) -> int:
        from pii_scanner.errors import ConfigError
        from pii_scanner.masking.policies import shipped_policies
        from pii_scanner.presets import preset_path

        if name not in shipped_policies():
            known = ", ".join(shipped_policies())
            raise ConfigError(tr("No policy {name} is shipped; known are {known}.", name=name, known=known))
        print(preset_path(f"policies/{name}.yaml").read_text(encoding="utf-8"), end="")
        return 0

    group = click.Group("policies", help=tr("The shipped policies, to build on with `extends`."))
    group.add_command(
        options.build(
            "list", listed, tr("List the shipped policies and what each is for."), "  pii-scanner policies list"
        )
    )
    group.add_command(
        options.build("show", show, tr("Print a shipped policy."), "  pii-scanner policies show partner-valuation")
    )
    return group
