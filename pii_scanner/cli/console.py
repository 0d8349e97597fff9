"""What a user sees of a long job: a bar on a terminal, plain lines in a pipe, JSON lines for a scheduler."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timezone
from typing import Any, ClassVar, TextIO

from pii_scanner.i18n import tr
from pii_scanner.jobs.said import shown
from pii_scanner.model.table import Problem
from pii_scanner.model.watcher import Watcher
from pii_scanner.sources.passwords import while_asking

_WRITTEN_OUT = {code: repr(chr(code))[1:-1] for code in (*range(32), 127, *range(128, 160), 0x2028, 0x2029)}


def _phases() -> dict[str, str]:
    return {
        "scan": tr("Scanning"),
        "count": tr("Counting rows"),
        "collect": tr("Collecting known values"),
        "mask": tr("Masking"),
        "unmask": tr("Turning back"),
        "verify": tr("Verifying"),
    }


class Console(Watcher):
    """Speaks on standard error, so that standard output holds results only; `log` takes every event as a JSON line.

    `last_json_logs` is the choice of the last console made, for an error that ends the program.
    """

    last_json_logs: ClassVar[bool] = False

    def __init__(self, *, quiet: bool, json_logs: bool, log: TextIO | None = None) -> None:
        self.quiet, self.json_logs, self.log = quiet, json_logs, log
        Console.last_json_logs = json_logs
        self._bar: Any = None
        self._task: Any = None
        self._phase, self._total, self._done = "", 0, 0
        self._rows, self._since = 0, time.monotonic()

    @contextmanager
    def working(self) -> Iterator[Console]:
        """Show a bar while a job runs, if standard error is a terminal."""
        if self.quiet or self.json_logs or not sys.stderr.isatty():
            yield self
            return
        from rich.console import Console as RichConsole
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), TextColumn("{task.fields[source]}"),
        )  # fmt: skip
        with Progress(*columns, console=RichConsole(stderr=True), transient=True) as self._bar:
            while_asking(self._stopped)
            yield self
        self._bar = None
        while_asking(nullcontext)

    @contextmanager
    def _stopped(self) -> Iterator[None]:
        """Draw no bar while a user types a password."""
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()

    def phase(self, name: str, sources: int) -> None:
        self._phase, self._total, self._done = name, sources, 0
        self._rows, self._since = 0, time.monotonic()
        self.event("phase", phase=name, sources=sources)
        if self._bar is not None:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(_phases()[name], total=sources, rate="", source="")

    def begun(self, source: str) -> None:
        self._done += 1
        source = shown(source)
        self.event("source", phase=self._phase, source=source, number=self._done, of=self._total)
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done - 1, source=one_line(source))
        elif not (self.quiet or self.json_logs):
            line = f"{_phases()[self._phase]} {one_line(source)} ({self._done}/{self._total})"
            print(line, file=sys.stderr, flush=True)

    def rows(self, count: int) -> None:
        self._rows += count
        if self._bar is not None:
            rate = self._rows / max(0.001, time.monotonic() - self._since)
            self._bar.update(self._task, rate=tr("{rows} rows, {rate}/s", rows=f"{self._rows:,}", rate=f"{rate:,.0f}"))

    def say(self, text: str = "") -> None:
        """Print a result line on standard output."""
        if not self.quiet:
            print(text, flush=True)

    def warn(self, text: str) -> None:
        """Print a warning on standard error; quiet hides it, the report holds it."""
        self.event("warning", level="warning", message=text)
        if not (self.quiet or self.json_logs):
            print(tr("Warning: {text}", text=one_line(text)), file=sys.stderr, flush=True)

    def problem(self, source: str, table: str, message: str) -> None:
        """Print what could not be read; said even when quiet, since data is missing."""
        source, table, message = shown(source), shown(table), shown(message)
        self.event("problem", level="error", source=source, table=table, message=message)
        if not self.json_logs:
            said = Problem(source, table, message).said
            print(tr("Not read: {message}", message=one_line(said)), file=sys.stderr, flush=True)

    def error(self, message: str, exit_code: int) -> None:
        """Print what failed, where the command goes on; said even when quiet."""
        self.event("failed", level="error", exit_code=exit_code, message=message)
        if not self.json_logs:
            print(tr("Error: {message}", message=one_line(message)), file=sys.stderr, flush=True)

    def event(self, event: str, level: str = "info", **fields: Any) -> None:
        """Write one JSON line to the log, and print it when JSON logs are asked for."""
        spoken = self.json_logs and (not self.quiet or level == "error")
        if not spoken and self.log is None:
            return
        line = json_line(event, level, **fields)
        if self.log is not None:
            print(line, file=self.log, flush=True)
        if spoken:
            print(line, file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """Return a text with its line ends and other control characters written out: a file may be called so, and a line of
    a log must stay one."""
    return text.translate(_WRITTEN_OUT)


def json_line(event: str, level: str, **fields: Any) -> str:
    """Return one line of a JSON log, with the time in UTC."""
    at = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return json.dumps({"time": at, "level": level, "event": event, **fields}, ensure_ascii=False)
