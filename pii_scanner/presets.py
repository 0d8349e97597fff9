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


def presets(folder: str) -> list[str]:
    """Return the names of the presets in a folder, for example `policies`, without their ending."""
    package = Path(__file__).parent
    for each in (package / "configs", package.parent / "configs"):
        if (each / folder).is_dir():
            return sorted(path.stem for path in (each / folder).glob("*.yaml"))
    return []
