"""What a user sees of a scheduled job: of each step a few lines; the reports hold the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from pii_scanner.cli.console import Console
from pii_scanner.cli.findings import show_extent, show_news
from pii_scanner.cli.released import show_verified
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.jobs.mask import Release
from pii_scanner.jobs.nightly import JobWatcher
from pii_scanner.jobs.scan import Scan


class JobConsole(Console, JobWatcher):
    """Shows the steps of a job when no bar is drawn over them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._steps: list[Callable[[], object]] = []

    def scanned(self, scan: Scan, folder: Path) -> None:
        self._show(lambda: show_extent(scan.inventory, self))
        self._show(lambda: show_news(scan, folder, self))

    def released(self, release: Release) -> None:
        for warning in release.manifest["warnings"]:
            self.event("warning", level="warning", message=warning)
        self._show(lambda: show_verified(release, self))

    def skipped(self, folder: str) -> None:
        said = tr("Nothing changed since the last release {name}: there is no new one.", name=folder)
        self.event("skipped", release=folder)
        self._show(lambda: self.say(said))

    def removed(self, folder: Path) -> None:
        self.event("removed", release=str(folder))
        self._show(lambda: self.say(tr("Deleted the older release {name}.", name=folder)))

    def failed(self, message: str, exit_code: int) -> None:
        self._show(lambda: self.error(message, exit_code))

    def show_steps(self) -> None:
        """Show what was held back while a bar was drawn."""
        for step in self._steps:
            step()
        self._steps.clear()

    def _show(self, step: Callable[[], object]) -> None:
        if self._bar is None:
            step()
        else:
            self._steps.append(step)


@contextmanager
def log_file(path: Path) -> Iterator[TextIO]:
    """Yield the file to which a job adds its log; raises ConfigError when it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        log = path.open("a", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=path, reason=reason)) from error
    with log:
        yield log
