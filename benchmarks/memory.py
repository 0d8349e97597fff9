"""Peak memory of scanning and masking the debt table as it grows; every run in a fresh process.

python -m benchmarks.memory [--rows 5000000] [--mask-rows 1000000]

The table repeats its persons beyond 200,000 rows, so the values to search for stop growing there; the last
line masks as many persons as rows.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pii_scanner
from benchmarks.debt_table import DATA, PEOPLE, debt_table
from benchmarks.figures import print_figures
from benchmarks.measure import in_fresh_process, report_cost
from benchmarks.policy import POLICY, key_for_the_run


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=5_000_000, help="rows to scan")
    options.add_argument("--mask-rows", type=int, default=1_000_000, help="rows to mask")
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    options.add_argument("--people", type=int, default=PEOPLE, help="persons of that job's table")
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], given.rows, given.people))
        return
    runs = [("scan", PEOPLE, PEOPLE), ("scan", given.rows, PEOPLE)]
    runs += [("mask", PEOPLE, PEOPLE), ("mask", given.mask_rows, PEOPLE), ("mask", given.mask_rows, given.mask_rows)]
    lines = []
    for job, rows, people in runs:
        table = ("--rows", str(rows), "--people", str(people))
        in_fresh_process("benchmarks.memory", "--job", "data", *table)
        cost = in_fresh_process("benchmarks.memory", "--job", job, *table)
        rate = rows / cost.seconds
        lines.append(
            (job, f"{rows:,}", f"{min(rows, people):,}", f"{cost.peak_mb:,.0f}", f"{cost.seconds:.1f}", f"{rate:,.0f}")
        )
    print_figures("Memory, CSV of 14 columns", ("job", "rows", "persons", "peak MB", "s", "rows/s"), lines)


def _scan(rows: int, people: int) -> None:
    pii_scanner.scan(debt_table(rows, people))


def _mask(rows: int, people: int) -> None:
    key_for_the_run()
    with TemporaryDirectory(dir=DATA) as folder:
        pii_scanner.mask(debt_table(rows, people), POLICY, Path(folder, "release"))


_JOBS: dict[str, Callable[[int, int], object]] = {"data": debt_table, "scan": _scan, "mask": _mask}

if __name__ == "__main__":
    main()
