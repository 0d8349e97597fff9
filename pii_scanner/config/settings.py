"""The settings file of the command line: defaults for its options, and suppressions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pii_scanner.config.documents import load_document
from pii_scanner.config.suppressions import Suppression


class Settings(BaseModel):
    """Defaults for options (what is given on the command line wins), and suppressions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    output: Path | None = None
    policy: Path | None = None
    sample: int | None = Field(default=None, ge=1)
    jobs: int | None = Field(default=None, ge=1, le=256)
    quiet: bool | None = None
    json_logs: bool | None = None
    suppressions: tuple[Suppression, ...] = ()

    def defaults(self) -> dict[str, Any]:
        """Return the values that were given, by option."""
        return {key: value for key, value in self.model_dump(exclude={"suppressions"}).items() if value is not None}


def load_settings(path: Path) -> Settings:
    """Return the settings at `path`; raises ConfigError with file, line and key."""
    return load_document(path, Settings)
