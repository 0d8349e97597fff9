"""A masked copy in which the policy keeps every column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pii_scanner
from recognizers.registry import recognizers


def keep_all() -> dict[str, Any]:
    """Return the policy that keeps every column, and every value in titles and texts, but what no release may keep."""
    return {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "entities": {each.entity_type: "keep" for each in recognizers() if each.role != "authentication"},
        "columns": {"*": "keep"},
        "default": "redact",
    }


def nothing_forbidden() -> dict[str, Any]:
    """Return the configuration that knows no authentication data: a generated column may be called MM, short for 密码."""
    return {"disable": [each.entity_type for each in recognizers() if each.role == "authentication"]}


def kept_copy(source: Path, folder: Path) -> Path:
    """Return the masked copy of a file with every column kept, made by the whole story."""
    release = pii_scanner.mask(source, keep_all(), folder, config=nothing_forbidden())
    (entry,) = release.manifest["files"]
    return folder / str(entry["name"])
