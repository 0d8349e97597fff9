"""Peak memory of scanning and masking the debt table as it grows; every run in a fresh process.

python -m benchmarks.memory [--rows 5000000] [--mask-rows 1000000]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pii_scanner
from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures
from benchmarks.measure import in_fresh_process, report_cost
from benchmarks.policy import POLICY, key_for_the_run

_SMALL = 200_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=5_000_000, help="rows to scan")
    options.add_argument("--mask-rows", type=int, default=1_000_000, help="rows to mask")
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], given.rows))
        return
    lines = []
    for job, rows in (("scan", _SMALL), ("scan", given.rows), ("mask", _SMALL), ("mask", given.mask_rows)):
        in_fresh_process("benchmarks.memory", "--job", "data", "--rows", str(rows))
        cost = in_fresh_process("benchmarks.memory", "--job", job, "--rows", str(rows))
        rate = rows / cost.seconds
        lines.append((job, f"{rows:,}", f"{cost.peak_mb:,.0f}", f"{cost.seconds:.1f}", f"{rate:,.0f}"))
    print_figures("Memory, CSV of 14 columns", ("job", "rows", "peak MB", "s", "rows/s"), lines)


def _scan(rows: int) -> None:
    pii_scanner.scan(debt_table(rows))


def _mask(rows: int) -> None:
    key_for_the_run()
    with TemporaryDirectory(dir=DATA) as folder:
        pii_scanner.mask(debt_table(rows), POLICY, Path(folder, "release"))


_JOBS: dict[str, Callable[[int], object]] = {"data": debt_table, "scan": _scan, "mask": _mask}

if __name__ == "__main__":
    main()
