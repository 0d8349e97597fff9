"""pii-scanner demo"""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.cli import options
from pii_scanner.i18n import tr


def build() -> click.Command:
    @click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default="pii-scanner-demo")
    @options.common
    def demo(folder: Path, quiet: bool, json_logs: bool) -> int:
        from pii_scanner.cli.console import Console
        from pii_scanner.cli.findings import show_findings
        from pii_scanner.cli.released import show_release
        from pii_scanner.jobs.demo import run_demo

        console = Console(quiet=quiet, json_logs=json_logs)
        with console.working():
            result = run_demo(folder, watch=console)
        show_findings(result.inventory, console)
        console.say()
        code = show_release(result.release, console)
        console.say()
        for label, path in (
            (tr("Sample data"), result.data),
            (tr("What was found"), result.report),
            (tr("Policy"), result.policy),
            (tr("Masked copies"), result.release.folder),
            (tr("How they were masked"), result.release.folder / "report.html"),
        ):
            console.say(f"{label}: {path}")
        return code

    return options.build(
        "demo",
        demo,
        tr("Make a debt portfolio of invented persons, scan it, mask it for a partner, and say where to look."),
        "  pii-scanner demo\n  pii-scanner demo my-demo",
    )
