"""Where the shipped presets (`configs/`) lie: inside the package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def preset_path(name: str) -> Path:
    """Return the path of the preset `name`, for example `frameworks/pipl.yaml`.

    Raises FileNotFoundError when no such preset is shipped.
    """
    package = Path(__file__).parent
    for folder in (package / "configs", package.parent / "configs"):
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"no preset named {name}")
