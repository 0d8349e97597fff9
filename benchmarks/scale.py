"""Scan and mask of the debt table as it grows: seconds, rows per second, peak memory, and how straight the line is.

python -m benchmarks.scale [--millions 1 2 5 10] [--job scan mask] [--chart docs/images/scale.svg]

One process; every run in a fresh one. `off the line` is how far the seconds lie from the straight line through all
runs (least squares of the relative deviations). The chart needs matplotlib.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.debt_table import PEOPLE
from benchmarks.figures import print_figures
from benchmarks.measure import Cost, in_fresh_process

_MILLION = 1_000_000


@dataclass(frozen=True)
class Run:
    """One job over a table of some rows."""

    job: str
    rows: int
    cost: Cost


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--millions", type=float, nargs="+", default=[1, 2, 5, 10], help="rows of the tables")
    options.add_argument("--job", nargs="+", choices=["scan", "mask"], default=["scan", "mask"])
    options.add_argument("--chart", type=Path, help="an SVG file to draw")
    given = options.parse_args()
    runs = [_run(job, int(each * _MILLION)) for each in sorted(given.millions) for job in given.job]
    for job in given.job:
        _print(job, [run for run in runs if run.job == job])
    if given.chart:
        _draw(runs, given.chart)


def _run(job: str, rows: int) -> Run:
    table = ("--rows", str(rows), "--people", str(PEOPLE))
    in_fresh_process("benchmarks.memory", "--job", "data", *table)
    run = Run(job, rows, in_fresh_process("benchmarks.memory", "--job", job, *table))
    print(f"{job}, {rows:,} rows: {run.cost.cpu_seconds:.1f} s of processor time", flush=True)
    return run


def off_the_line(rows: Sequence[float], seconds: Sequence[float]) -> list[float]:
    """Return how far each run lies from seconds = a + b * rows, as a share of its own seconds."""
    x, y = np.array(rows), np.array(seconds)
    weighed = np.stack([1 / y, x / y], axis=1)
    fitted, *_ = np.linalg.lstsq(weighed, np.ones(len(y)), rcond=None)
    return [float(each) for each in (y - fitted[0] - fitted[1] * x) / y]


def _print(job: str, runs: Sequence[Run]) -> None:
    seconds = [run.cost.cpu_seconds for run in runs]
    off = off_the_line([run.rows for run in runs], seconds) if len(runs) > 1 else [0.0]
    print_figures(
        f"Growth, {job} of a CSV of 14 columns, 1 process",
        ("rows", "s", "CPU s", "rows/s of CPU", "off the line", "peak MB"),
        [
            (
                f"{run.rows:,}",
                f"{run.cost.seconds:.1f}",
                f"{run.cost.cpu_seconds:.1f}",
                f"{run.rows / run.cost.cpu_seconds:,.0f}",
                f"{100 * share:+.1f}%",
                f"{run.cost.peak_mb:,.0f}",
            )
            for run, share in zip(runs, off, strict=True)
        ],
    )


def _draw(runs: Sequence[Run], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.4), layout="constrained")
    time, memory = figure.subplots(1, 2)
    for job in dict.fromkeys(run.job for run in runs):
        mine = [run for run in runs if run.job == job]
        millions = [run.rows / _MILLION for run in mine]
        time.plot(millions, [run.cost.cpu_seconds for run in mine], marker="o", label=job)
        memory.plot(millions, [run.cost.peak_mb for run in mine], marker="o", label=job)
    time.set(title="Time", xlabel="million rows of 14 columns", ylabel="seconds of one core", xlim=0, ylim=0)
    memory.set(title="Peak memory", xlabel="million rows of 14 columns", ylabel="MB", xlim=0, ylim=0)
    time.legend(frameon=False)
    for axes in (time, memory):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    main()
