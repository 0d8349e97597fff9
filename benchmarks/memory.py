"""Peak memory of scanning and masking the debt table as it grows; every run in a fresh process.

python -m benchmarks.memory [--rows 5000000] [--mask-rows 1000000] [--gigabytes 5]

The table repeats its persons beyond 200,000 rows, so the values to search for stop growing there; the last
line masks as many persons as rows. With --gigabytes one CSV file of that size is scanned and masked, beside one a
fifth as long; the file is deleted afterwards.
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

# Of the debt table as CSV.
_BYTES_OF_ROW = 352


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=5_000_000, help="rows to scan")
    options.add_argument("--mask-rows", type=int, default=1_000_000, help="rows to mask")
    options.add_argument("--gigabytes", type=float, help="size of one CSV file, instead of numbers of rows")
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    options.add_argument("--people", type=int, default=PEOPLE, help="persons of that job's table")
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], given.rows, given.people))
        return
    if given.gigabytes:
        _by_size(given.gigabytes)
        return
    runs = [("scan", PEOPLE, PEOPLE), ("scan", given.rows, PEOPLE)]
    runs += [("mask", PEOPLE, PEOPLE), ("mask", given.mask_rows, PEOPLE), ("mask", given.mask_rows, given.mask_rows)]
    _print([_line(*run) for run in runs])


def _by_size(gigabytes: float) -> None:
    rows = int(gigabytes * 1e9 / _BYTES_OF_ROW)
    lines = []
    for job in ("scan", "mask"):
        for each in (rows // 5, rows):
            lines.append(_line(job, each, PEOPLE))
            _print(lines[-1:])
    debt_table(rows, PEOPLE).unlink()
    _print(lines)


def _line(job: str, rows: int, people: int) -> tuple[str, ...]:
    """Return the figures of one job, run in a process of its own."""
    table = ("--rows", str(rows), "--people", str(people))
    in_fresh_process("benchmarks.memory", "--job", "data", *table)
    cost = in_fresh_process("benchmarks.memory", "--job", job, *table)
    rate = rows / cost.seconds
    return job, f"{rows:,}", f"{min(rows, people):,}", f"{cost.peak_mb:,.0f}", f"{cost.seconds:.1f}", f"{rate:,.0f}"


def _print(lines: list[tuple[str, ...]]) -> None:
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
