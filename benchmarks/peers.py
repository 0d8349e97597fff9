"""Whole commands side by side, start-up included: other scanners and a masker of databases, each in its own Python.

python -m benchmarks.peers [--rows 20000] [--hawk-scanner PYTHON] [--dataprofiler PYTHON] [--dbmask PYTHON]

- hawk-scanner searches the table for our patterns of 8 types: its own fingerprints know few of them. It judges no column.
- DataProfiler labels every cell by its structured labeler, `--labelled` rows of the table.
- dbmask masks a SQLite database in place, told the columns and a strategy for each; it verifies in a command of its own,
  which is not counted. pii_scanner scans, masks and verifies the same database.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as pa_csv

from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures, times
from benchmarks.plain_presidio import plain_definitions
from benchmarks.policy import POLICY, key_for_the_run
from recognizers.base import EDGE_BEFORE, EDGE_BEHIND

_ROUNDS = 3
_LABELLER = Path(__file__).with_name("peers_dataprofiler.py")
_STRATEGIES = {
    "客户姓名": "fake_name",
    "身份证号": "format_random",
    "手机号码": "format_random",
    "银行卡号": "format_random",
    "家庭住址": "redact",
    "电子邮箱": "fake_email",
    "催收备注": "redact",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--labelled", type=int, default=500, help="rows for DataProfiler")
    for name in ("hawk-scanner", "dataprofiler", "dbmask"):
        options.add_argument(f"--{name}", type=Path, metavar="PYTHON")
    given = options.parse_args()
    key_for_the_run()
    with TemporaryDirectory(dir=DATA.parent) as folder:
        table = pa_csv.read_csv(debt_table(given.rows), convert_options=_as_strings(given.rows))
        scans = {"pii_scanner scan": (len(table), _scan(table, Path(folder, "ours")))}
        if given.hawk_scanner:
            scans["hawk-scanner"] = (len(table), _hawk(given.hawk_scanner, table, Path(folder, "hawk")))
        if given.dataprofiler:
            few = table.slice(0, given.labelled)
            scans["DataProfiler"] = (len(few), _dataprofiler(given.dataprofiler, few))
        _print("Scan", scans, table.num_columns)
        if given.dbmask:
            masks = {
                "pii_scanner mask": (len(table), _mask(table, Path(folder, "mask"))),
                "dbmask mask": (len(table), _dbmask(given.dbmask, table, Path(folder, "dbmask"))),
            }
            _print("Mask of a SQLite database", masks, table.num_columns)


def _as_strings(rows: int) -> pa_csv.ConvertOptions:
    names = pa_csv.open_csv(debt_table(rows)).schema.names
    return pa_csv.ConvertOptions(column_types=dict.fromkeys(names, "string"))


def _print(title: str, runs: dict[str, tuple[int, Callable[[], None]]], width: int) -> None:
    seen: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(_ROUNDS):
        for name, (_, run) in runs.items():
            begin = time.perf_counter()
            run()
            seen[name].append(time.perf_counter() - begin)
    rates = {name: rows * width / min(seen[name]) for name, (rows, _) in runs.items()}
    ours = next(iter(rates))
    print_figures(
        f"{title}, whole commands, {width} columns",
        ("command", "rows", f"best of {_ROUNDS}, s", "cells/s", f"{ours} is"),
        [
            (
                name,
                f"{rows:,}",
                f"{min(seen[name]):.1f}",
                f"{rates[name]:,.0f}",
                "" if name == ours else f"{times(rates[ours] / rates[name])} as fast",
            )
            for name, (rows, _) in runs.items()
        ],
    )


def _run(*command: object, where: Path | None = None, given: str | None = None) -> None:
    done = subprocess.run([str(each) for each in command], cwd=where, input=given, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)


def _ours(*arguments: object) -> None:
    _run(sys.executable, "-m", "pii_scanner", *arguments, "--quiet")


def _scan(table: pa.Table, folder: Path) -> Callable[[], None]:
    folder.mkdir()
    pa_csv.write_csv(table, folder / "debt.csv")
    return lambda: _ours("scan", folder / "debt.csv", "-o", folder / "inventory", "--full")


def _hawk(python: Path, table: pa.Table, folder: Path) -> Callable[[], None]:
    (folder / "data").mkdir(parents=True)
    pa_csv.write_csv(table, folder / "data" / "debt.csv")
    patterns = {
        each.entity_type: f"{EDGE_BEFORE}(?:{'|'.join(shape.regex for shape in each.shapes)}){EDGE_BEHIND}"
        for each in plain_definitions()
    }
    # JSON is YAML.
    source = {"sources": {"fs": {"table": {"path": str(folder / "data"), "exclude_patterns": []}}}}
    (folder / "connection.yml").write_text(json.dumps(source), encoding="utf-8")
    (folder / "fingerprint.yml").write_text(json.dumps(patterns), encoding="utf-8")
    given = ("--connection", "connection.yml", "--fingerprint", "fingerprint.yml", "--json", "found.json")
    program = "from hawk_scanner.main import main; main()"
    return lambda: _run(python, "-c", program, "fs", *given, where=folder)


def _dataprofiler(python: Path, table: pa.Table) -> Callable[[], None]:
    lines = "".join(json.dumps(column.to_pylist()) + "\n" for column in table.columns)
    return lambda: _run(python, _LABELLER, given=lines)


def _database(table: pa.Table, path: Path) -> Path:
    path.parent.mkdir()
    names = ", ".join(f'"{name}" TEXT' for name in table.column_names)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE debt (no INTEGER PRIMARY KEY, {names})")
        marks = ", ".join("?" * (table.num_columns + 1))
        rows = zip(range(len(table)), *(column.to_pylist() for column in table.columns), strict=True)
        connection.executemany(f"INSERT INTO debt VALUES ({marks})", rows)
    return path


def _mask(table: pa.Table, folder: Path) -> Callable[[], None]:
    path, out = _database(table, folder / "debt.sqlite"), folder / "release"

    def run() -> None:
        shutil.rmtree(out, ignore_errors=True)
        _ours("mask", path, "--policy", POLICY, "-o", out, "--jobs", os.cpu_count() or 1)

    return run


def _dbmask(python: Path, table: pa.Table, folder: Path) -> Callable[[], None]:
    original = _database(table, folder / "original.sqlite")
    told = [{"match": name, "masking_strategy": strategy} for name, strategy in _STRATEGIES.items()]
    others = [name for name in (*table.column_names, "no") if name not in _STRATEGIES]
    (folder / "fields.yml").write_text(json.dumps({"sensitive": told, "not_sensitive": others}), encoding="utf-8")
    settings = {
        "database": {"url": "sqlite:///copy.sqlite"},
        "detection": {"overrides_file": "fields.yml"},
        "history": {"enabled": False},
        "masking": {"seed": "a seed of the benchmark", "seed_map": {"enabled": False}},
    }
    (folder / "dbmask.yml").write_text(json.dumps(settings), encoding="utf-8")
    program = "from dbmask.cli import cli; cli()"

    def run() -> None:
        shutil.copy(original, folder / "copy.sqlite")
        _run(python, "-c", program, "mask", "--config", "dbmask.yml", "--apply", where=folder)

    return run


if __name__ == "__main__":
    main()
