"""Scan and mask of the debt table as Parquet: the Spark engine on all cores of this machine against the local engine.

python -m benchmarks.spark [--rows 200000] [--rounds 2]

The session is open and warm: its start is a line of its own. "CPU s" is the time of all processes, Java's and the
executors' among them (Linux only).
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

import pii_scanner
from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures, times
from benchmarks.measure import Timing
from benchmarks.policy import POLICY, key_for_the_run
from pii_scanner.engines.spark.session import spark_session

_CORES = os.cpu_count() or 1
_PARTS = 8
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=2)
    given = options.parse_args()
    key_for_the_run()
    folder = _parts(given.rows)
    size = sum(path.stat().st_size for path in folder.iterdir())
    session = spark_session(_CORES)
    started = _timed(session.__enter__)
    rows = [("start of a session", "", *_figures(started), "", "")]
    try:
        with TemporaryDirectory(dir=DATA) as scratch:
            for what, run in (("scan", _scan), ("mask", _mask)):
                best: dict[str, Timing] = {}
                for number in range(given.rounds + 1):  # the first round warms processes and Java's compiler up
                    for engine in ("local", "spark"):
                        spent = _timed(lambda e=engine, n=number, r=run: r(folder, e, Path(scratch, f"{e}{n}")))  # type: ignore[misc]
                        if number and (engine not in best or spent.wall < best[engine].wall):
                            best[engine] = spent
                for engine, spent in best.items():
                    shown = times(spent.wall / best["local"].wall), times(spent.cpu / best["local"].cpu)
                    rows.append((what, engine, *_figures(spent), *shown))
    finally:
        session.__exit__(None, None, None)
    title = f"Spark local[{_CORES}], Parquet {given.rows:,} x 14 in {_PARTS} parts, {size / 1e6:.1f} MB"
    print_figures(title, ("run", "engine", "best, s", "CPU s", "time of local", "CPU of local"), rows)


def _figures(spent: Timing) -> tuple[str, str]:
    return f"{spent.wall:.1f}", f"{spent.cpu:.1f}"


def _parts(rows: int) -> Path:
    """Return a folder of Parquet files as Spark writes them, made on first use."""
    folder = DATA / f"debt_{rows}.parquet"
    if not folder.exists():
        table = pa_csv.read_csv(debt_table(rows))
        folder.mkdir()
        step = -(-rows // _PARTS)
        for number in range(_PARTS):
            pq.write_table(table.slice(number * step, step), folder / f"part-{number:05d}.parquet")
    return folder


def _scan(folder: Path, engine: str, scratch: Path) -> object:
    return pii_scanner.scan(folder, engine=engine, jobs=_CORES)


def _mask(folder: Path, engine: str, scratch: Path) -> object:
    return pii_scanner.mask(folder, POLICY, scratch, engine=engine, jobs=_CORES)


def _timed(run: Callable[[], object]) -> Timing:
    with _Meter() as meter:
        wall = time.monotonic()
        run()
        wall = time.monotonic() - wall
    return Timing(wall, meter.seconds)


class _Meter(threading.Thread):
    """Processor seconds of this process and of those below it, looked at twice a second: some end meanwhile."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._before = self._last = _spent()
        self._ended = threading.Event()

    def __enter__(self) -> _Meter:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self.join()
        self._last = {**self._last, **_spent()}

    def run(self) -> None:
        while not self._ended.wait(0.5):
            self._last = {**self._last, **_spent()}

    @property
    def seconds(self) -> float:
        return sum(spent - self._before.get(process, 0.0) for process, spent in self._last.items())


def _spent() -> dict[int, float]:
    """Return the processor seconds of this process and of each below it."""
    spent, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(") ")[2].split()
        except OSError:
            continue
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        spent[number] = (int(fields[11]) + int(fields[12])) / _TICKS
    mine = {os.getpid()}
    while True:
        below = {number for number, parent in parents.items() if parent in mine} | mine
        if below == mine:
            return {number: spent[number] for number in mine if number in spent}
        mine = below


if __name__ == "__main__":
    main()
