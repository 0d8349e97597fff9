"""A formatted workbook: masked against openpyxl's load and save, scanned against calamine's reading.

python -m benchmarks.workbook [--rows 100000]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import python_calamine

import pii_scanner
from benchmarks.debt_table import DATA
from benchmarks.figures import print_figures, times
from benchmarks.measure import Cost, in_fresh_process, report_cost
from benchmarks.policy import POLICY, key_for_the_run
from benchmarks.portfolio_workbook import portfolio_workbook

_ROUNDS = 2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], portfolio_workbook(given.rows)))
        return
    portfolio_workbook(given.rows)
    costs: dict[str, list[Cost]] = {job: [] for job in _JOBS}
    for _ in range(_ROUNDS):
        for job, seen in costs.items():
            seen.append(in_fresh_process("benchmarks.workbook", "--job", job, "--rows", str(given.rows)))
    best = {job: Cost(min(c.seconds for c in seen), max(c.peak_mb for c in seen)) for job, seen in costs.items()}
    pairs = (("openpyxl", "mask"), ("calamine", "scan"))
    print_figures(
        f"Workbook, xlsx {given.rows:,} x 10, formats kept",
        ("run", f"best of {_ROUNDS}, s", "rows/s", "peak MB", "pii_scanner is", "memory"),
        [
            (
                _NAMES[job],
                f"{best[job].seconds:.2f}",
                f"{given.rows / best[job].seconds:,.0f}",
                f"{best[job].peak_mb:,.0f}",
                "" if job == ours else _speed(job, best[job], best[ours]),
                "" if job == ours else times(best[ours].peak_mb / best[job].peak_mb),
            )
            for pair in pairs
            for job, ours in ((pair[0], pair[1]), (pair[1], pair[1]))
        ],
    )


def _speed(job: str, other: Cost, ours: Cost) -> str:
    if job == "calamine":
        return f"{times(ours.seconds / other.seconds)} the time"
    return f"{times(other.seconds / ours.seconds)} as fast"


def _mask(path: Path) -> None:
    key_for_the_run()
    with TemporaryDirectory(dir=DATA) as folder:
        pii_scanner.mask(path, POLICY, Path(folder, "release"))


def _load_and_save(path: Path) -> None:
    with TemporaryDirectory(dir=DATA) as folder:
        openpyxl.load_workbook(path).save(Path(folder, "copy.xlsx"))


def _read(path: Path) -> None:
    workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python()


_JOBS: dict[str, Callable[[Path], object]] = {
    "openpyxl": _load_and_save,
    "mask": _mask,
    "calamine": _read,
    "scan": pii_scanner.scan,
}
_NAMES = {
    "openpyxl": "openpyxl load + save",
    "mask": "pii_scanner.mask",
    "calamine": "calamine read",
    "scan": "pii_scanner.scan",
}

if __name__ == "__main__":
    main()
