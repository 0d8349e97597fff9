"""Reports: one inventory document in, one file out; the suffix of the file chooses the writer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.reports.csv import write_csv
from pii_scanner.reports.html import write_html
from pii_scanner.reports.json import write_json
from pii_scanner.reports.markdown import write_markdown
from pii_scanner.reports.release import write_release_report

__all__ = [
    "REPORTS",
    "RUN_REPORTS",
    "available_reports",
    "write_release_report",
    "write_report",
    "write_reports",
]

Writer = Callable[[Mapping[str, Any], Path], None]


def _write_excel(document: Mapping[str, Any], path: Path) -> None:
    from pii_scanner.reports.excel import write_excel  # a mask writes none, and is spared the libraries

    write_excel(document, path)


REPORTS: dict[str, Writer] = {
    ".json": write_json,
    ".csv": write_csv,
    ".xlsx": _write_excel,
    ".html": write_html,
    ".md": write_markdown,
}
"""The shipped writers by file suffix."""

RUN_REPORTS = ("inventory.json", "inventory.csv", "inventory.xlsx", "report.html")
"""What every run leaves in its output folder."""


def available_reports() -> dict[str, Writer]:
    """Return the shipped writers and those installed under the group `pii_scanner.reports`."""
    installed = {entry.name: entry.load() for entry in entry_points(group="pii_scanner.reports")}
    return {**REPORTS, **installed}


def write_report(document: Mapping[str, Any], path: Path) -> Path:
    """Write `document` to `path` in the form its suffix names, and return `path`.

    Raises ConfigError when no writer is known for the suffix.
    """
    writer = REPORTS.get(path.suffix.lower()) or available_reports().get(path.suffix.lower())
    if writer is None:
        raise ConfigError(
            tr(
                "No report is known for {path}; use one of these suffixes: {known}",
                path=path,
                known=" ".join(sorted(available_reports())),
            )
        )
    writer(document, path)
    return path


def write_reports(document: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write the reports of a run into `folder`, made if missing, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_report(document, folder / name) for name in RUN_REPORTS]
