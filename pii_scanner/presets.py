"""Where the shipped presets (`configs/`) lie: inside the package, or beside it in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any


def preset_path(name: str) -> Path:
    """Return the path of the preset `name`, for example `frameworks/pipl.yaml`; inside an archive, what reads like one.

    Raises FileNotFoundError when no such preset is shipped.
    """
    for folder in _folders():
        if (folder / name).exists():
            return folder / name
    raise FileNotFoundError(f"no preset named {name}")


def presets(folder: str) -> list[str]:
    """Return the names of the presets in a folder, for example `policies`, without their ending."""
    for each in _folders():
        if (each / folder).is_dir():
            return sorted(Path(path.name).stem for path in (each / folder).iterdir() if path.name.endswith(".yaml"))
    return []


def content_of(path: Path) -> Any:
    """Return the content of a preset; libyaml reads it in a tenth of the time where PyYAML has it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def _folders() -> list[Any]:
    """Return where presets may lie: paths, or the like inside an archive on Python's path."""
    package: Any = files("pii_scanner")
    return [package / "configs", package.parent / "configs"]
