"""One process against two: a scan of one large Parquet file and of a folder of CSV files, a masked copy of the first.

python -m benchmarks.workers [--rows 2000000] [--files 200] [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

import pii_scanner
from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures, times
from benchmarks.measure import alternated
from benchmarks.policy import POLICY, key_for_the_run

_ROUNDS = 2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=2_000_000, help="rows of the Parquet file")
    options.add_argument("--files", type=int, default=200, help="CSV files, 10,000 rows each")
    options.add_argument("--mask-rows", type=int, default=400_000, help="rows of the Parquet file that is masked")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    given = options.parse_args()
    key_for_the_run()
    with TemporaryDirectory(dir=DATA.parent) as name:
        folder = Path(name)
        large, masked = _parquet(given.rows, folder / "large"), _parquet(given.mask_rows, folder / "masked")
        many = _folder(given.files, folder / "many")
        tasks: dict[str, Callable[[int], object]] = {
            f"scan, Parquet {given.rows:,} x 14": lambda jobs: pii_scanner.scan(large, jobs=jobs),
            f"scan, {given.files:,} CSV files": lambda jobs: pii_scanner.scan(many, jobs=jobs),
            f"mask, Parquet {given.mask_rows:,} x 14": lambda jobs: _mask(masked, jobs),
        }
        rows = []
        for task, run in tasks.items():
            runs: dict[str, Callable[[], object]] = {str(jobs): partial(run, jobs) for jobs in (1, given.jobs)}
            one, more = alternated(runs, _ROUNDS).values()
            rows.append((task, f"{one.wall:.1f}", f"{more.wall:.1f}", times(one.wall / more.wall)))
    print_figures(f"One process and {given.jobs}", ("run", "1 process, s", f"{given.jobs}, s", "as fast"), rows)


def _parquet(rows: int, folder: Path) -> Path:
    folder.mkdir()
    path = folder / "debt.parquet"
    with pa_csv.open_csv(debt_table(rows)) as reader, pq.ParquetWriter(path, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return path


def _folder(files: int, folder: Path) -> Path:
    folder.mkdir()
    table = pa_csv.read_csv(debt_table(200_000))
    for number in range(files):
        pa_csv.write_csv(table.slice(number % 20 * 10_000, 10_000), folder / f"debt_{number:04d}.csv")
    return folder


def _mask(path: Path, jobs: int) -> None:
    with TemporaryDirectory(dir=path.parent) as name:
        pii_scanner.mask(path, POLICY, Path(name, "release"), jobs=jobs)


if __name__ == "__main__":
    main()
