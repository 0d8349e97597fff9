"""pii-scanner config"""

from __future__ import annotations

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("document", type=click.Choice(["policy", "settings", "job"]), default="policy")
    def schema(document: str) -> int:
        import json

        from pii_scanner.masking.schema import document_schema

        print(json.dumps(document_schema(document), ensure_ascii=False, indent=2))
        return 0

    @click.argument("document", type=click.Choice(["policy", "job"]), default="policy")
    def example(document: str) -> int:
        from pii_scanner.presets import preset_path

        preset = {"policy": "policies/partner.yaml", "job": "jobs/nightly.yaml"}[document]
        print(preset_path(preset).read_text(encoding="utf-8"), end="")
        return 0

    group = click.Group("config", help=tr("What may stand in a policy, settings or job file."))
    group.add_command(
        options.build("schema", schema, tr("Print the JSON Schema of a policy, settings or job file, for editors."),
                      "  pii-scanner config schema policy > policy.schema.json")
    )  # fmt: skip
    group.add_command(
        options.build(
            "example",
            example,
            tr("Print a policy or a job file to start from."),
            "  pii-scanner config example > policy.yaml\n  pii-scanner config example job > nightly.yaml",
        )
    )
    return group
