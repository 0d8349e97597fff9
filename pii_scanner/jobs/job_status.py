"""What a scheduled job remembers from run to run, in `job.json` beside the inventory, for itself and for monitors."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text


@dataclass
class Release:
    """How one release of the job went: `state` is "published", "unchanged" or "failed"."""

    policy: str
    folder: str
    state: str
    exit_code: int = 0
    message: str = ""
    left_out: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


@dataclass
class JobStatus:
    """A run of the job; `state` is "running", "done" or "stopped".

    `new` are places (source, table, column, entity type), `problems` sentences. `settled` says by release, as the job file
    names it, of what its newest copy was made, and its folder. `unsent` are the paragraphs of alerts that nobody was told.
    """

    job: str
    started: str
    state: str = "running"
    finished: str = ""
    exit_code: int = 0
    run_id: str = ""
    new: list[list[str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    alerts: dict[str, bool] = field(default_factory=dict)
    settled: dict[str, list[str]] = field(default_factory=dict)
    unsent: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the status; it replaces that of the run before as a whole."""
        write_text(path, json.dumps({"version": 1, **asdict(self)}, ensure_ascii=False, indent=2) + "\n")


def last_status(path: Path) -> dict[str, Any]:
    """Return what the last run left; nothing where there was none, or where somebody else wrote the file."""
    try:
        status = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return status if isinstance(status, dict) and status.get("version") == 1 else {}
