"""SQL dumps beside the CSV of the same rows: reading, a scan, a mask.

python -m benchmarks.dumps [--rows 200000]

Every run in a fresh process, one after the other, twice; seconds are those of the processor.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

import pii_scanner
from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures, times
from benchmarks.measure import Cost, in_fresh_process, report_cost
from benchmarks.policy import POLICY, key_for_the_run
from pii_scanner.model.table import Location
from pii_scanner.sources.registry import open_tables

# Rows of one statement, as mysqldump writes them.
_TOGETHER = 2_000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    options.add_argument("--file", type=Path, help="its file")
    given = options.parse_args()
    if given.job:
        report_cost(partial(_JOBS[given.job], given.file))
        return
    source = debt_table(given.rows)
    files = {"CSV": source} | {name: _dump(source, name, write) for name, write in _FORMS.items()}
    try:
        for job in _JOBS:
            _print(job, given.rows, files, given.rounds)
    finally:
        for path in list(files.values())[1:]:
            path.unlink()


def _print(job: str, rows: int, files: dict[str, Path], rounds: int) -> None:
    costs: dict[str, list[Cost]] = {name: [] for name in files}
    for _ in range(rounds):
        for name, path in files.items():
            costs[name].append(in_fresh_process("benchmarks.dumps", "--job", job, "--file", str(path)))
    best = {name: min(each, key=lambda cost: cost.cpu_seconds) for name, each in costs.items()}
    print_figures(
        f"Dumps, {job} of {rows:,} rows of 14 columns, 1 process",
        ("file", "MB", "CPU s", "peak MB", "the time of CSV"),
        [
            (name, f"{files[name].stat().st_size / 1e6:.0f}", f"{cost.cpu_seconds:.1f}", f"{cost.peak_mb:,.0f}",
             times(cost.cpu_seconds / best["CSV"].cpu_seconds))
            for name, cost in best.items()
        ],
    )  # fmt: skip


def _read(path: Path) -> None:
    for table in open_tables(Location(path.name, path)):
        for _ in table.batches():
            pass


def _scan(path: Path) -> None:
    pii_scanner.scan(path)


def _mask(path: Path) -> None:
    key_for_the_run()
    with TemporaryDirectory(dir=DATA) as folder:
        pii_scanner.mask(path, POLICY, Path(folder) / "release", jobs=1)


_JOBS: dict[str, Callable[[Path], None]] = {"read": _read, "scan": _scan, "mask": _mask}


def _dump(source: Path, name: str, write: Callable[[list[str], pa.RecordBatch], Iterable[str]]) -> Path:
    path = DATA / f"debt_{name.replace(' ', '_')}.sql"
    kept = pa_csv.ConvertOptions(column_types={name: pa.string() for name in _names(source)})
    with path.open("w", encoding="utf-8") as file:
        file.write("SET NAMES utf8mb4;\n" if name != "COPY" else "SET standard_conforming_strings = on;\n")
        for batch in pa_csv.open_csv(source, convert_options=kept):
            file.writelines(write(batch.schema.names, batch))
    return path


def _names(source: Path) -> list[str]:
    with source.open(encoding="utf-8") as file:
        return [name.strip('"') for name in file.readline().strip().split(",")]


def _quoted(batch: pa.RecordBatch) -> list[str]:
    """Return the values of each row between commas, as MySQL quotes them."""
    columns = [pc.replace_substring(pc.replace_substring(each, "\\", "\\\\"), "'", "\\'") for each in batch.columns]
    return [f"'{row}'" for row in pc.binary_join_element_wise(*columns, "','").to_pylist()]


def _many(names: list[str], batch: pa.RecordBatch) -> Iterable[str]:
    rows = _quoted(batch)
    for start in range(0, len(rows), _TOGETHER):
        yield f"INSERT INTO `debts` VALUES ({'),('.join(rows[start : start + _TOGETHER])});\n"


def _one(names: list[str], batch: pa.RecordBatch) -> Iterable[str]:
    head = f"INSERT INTO `debts` (`{'`, `'.join(names)}`) VALUES ("
    return (f"{head}{row});\n" for row in _quoted(batch))


def _copied(names: list[str], batch: pa.RecordBatch) -> Iterable[str]:
    columns = [pc.replace_substring(each, "\\", "\\\\") for each in batch.columns]
    yield f"COPY debts ({', '.join(names)}) FROM stdin;\n"
    yield from (f"{row}\n" for row in pc.binary_join_element_wise(*columns, "\t").to_pylist())
    yield "\\.\n"


_FORMS = {"many rows a statement": _many, "a row a statement": _one, "COPY": _copied}


if __name__ == "__main__":
    main()
