"""Where the shipped presets (`configs/`) lie: inside the package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def preset_path(name: str) -> Path:
    """Return the path of the preset `name`, for example `frameworks/pipl.yaml`.

    Raises FileNotFoundError when no such preset is shipped.
    """
    package = Path(__file__).parent
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"no preset named {name}")


def presets(folder: str) -> list[str]:
    """Return the names of the presets in a folder, for example `policies`, without their ending."""
    package = Path(__file__).parent
    for each in (package / "configs", package.parent / "configs"):
        if (each / folder).is_dir():
            return sorted(path.stem for path in (each / folder).glob("*.yaml"))
    return []


def content_of(path: Path) -> Any:
    """Return the content of a preset; libyaml reads it in a tenth of the time where PyYAML has it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
