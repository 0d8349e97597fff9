"""pii-scanner config"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("document", type=click.Choice(["policy", "settings"]), default="policy")
    def schema(document: str) -> int:
        import json

        from pii_scanner.masking.schema import document_schema

        print(json.dumps(document_schema(document), ensure_ascii=False, indent=2))
        return 0

    def example() -> int:
        from pii_scanner.presets import preset_path

        print(preset_path("policies/partner.yaml").read_text(encoding="utf-8"), end="")
        return 0

    group = click.Group("config", help=tr("What may stand in a policy or settings file."))
    group.add_command(
        options.build("schema", schema, tr("Print the JSON Schema of a policy or settings file, for editors."),
                      "  pii-scanner config schema policy > policy.schema.json")
    )  # fmt: skip
    group.add_command(
        options.build(
            "example", example, tr("Print a policy to start from."), "  pii-scanner config example > policy.yaml"
        )
    )
    return group
