"""A full scan of the debt table against Presidio's batch engine, and against reading alone.

python -m benchmarks.scan [--rows 200000] [--peer-rows 500]
"""

from __future__ import annotations

import argparse
import logging
import os
from collections.abc import Callable
from functools import partial

import pyarrow.csv as pa_csv
from presidio_analyzer import BatchAnalyzerEngine

import pii_scanner
from benchmarks.debt_table import debt_table
from benchmarks.figures import print_rates
from benchmarks.measure import alternated
from benchmarks.plain_presidio import plain_batch_engine

_JOBS = os.cpu_count() or 1
_ONE, _READ = "pii_scanner.scan, 1 process", "pyarrow.csv.read_csv"
_OURS = f"pii_scanner.scan, {_JOBS} processes"
_PLAIN, _ALL = "Presidio, 8 pattern types", "Presidio, our analyzer_engine(), all types"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=200_000)
    options.add_argument("--peer-rows", type=int, default=500, help="rows that Presidio analyses")
    given = options.parse_args()
    path = debt_table(given.rows)
    strings = pa_csv.ConvertOptions(column_types=dict.fromkeys(pa_csv.open_csv(path).schema.names, "string"))
    table = pa_csv.read_csv(path, convert_options=strings)
    columns = table.slice(0, given.peer_rows).to_pydict()
    peer_cells = sum(map(len, columns.values()))
    plain, pattern_types = plain_batch_engine()
    everything = BatchAnalyzerEngine(pii_scanner.analyzer_engine())
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    runs: dict[str, Callable[[], object]] = {
        _READ: partial(pa_csv.read_csv, path),
        _ONE: partial(pii_scanner.scan, path),
        _OURS: partial(pii_scanner.scan, path, jobs=_JOBS),
        _PLAIN: lambda: list(plain.analyze_dict(columns, "zh", batch_size=500, entities=pattern_types)),
        _ALL: lambda: list(everything.analyze_dict(columns, "zh", batch_size=500)),
    }
    cells = dict.fromkeys(runs, peer_cells) | dict.fromkeys((_READ, _ONE, _OURS), table.num_rows * table.num_columns)
    title = f"Scan, CSV {table.num_rows:,} x {table.num_columns}"
    print_rates(title, alternated(runs), cells, ours=_OURS, bare=_READ)


if __name__ == "__main__":
    main()
