"""The argument OUT of commands that read what scan wrote."""

from __future__ import annotations

from pathlib import Path

import click

from pii_scanner.i18n import tr

OUT = click.argument("out", type=click.Path(path_type=Path))


def database_of(path: Path) -> Path:
    """Return the inventory database that a folder or file names; raises ConfigError when there is none."""
    from pii_scanner.errors import ConfigError
    from pii_scanner.jobs.scan import INVENTORY

    chosen = path / INVENTORY if path.is_dir() else path
    if not chosen.is_file():
        raise ConfigError(tr("{name} holds no inventory: name the folder that scan wrote.", name=path))
    return chosen
