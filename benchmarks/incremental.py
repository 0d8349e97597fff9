"""A nightly run: the first scan of many small sources, the second when nothing changed, the third when a few did.

python -m benchmarks.incremental [--files 1000] [--tables 500] [--changed 10] [--only csv mixed sqlite postgresql]

Whole commands in fresh processes: processor time of all their processes, imports included.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import xlsxwriter

from benchmarks.debt_table import DATA, debt_table
from benchmarks.figures import print_figures
from benchmarks.measure import Timing

_COLUMNS = ["借据号", "客户姓名", "身份证号", "手机号码", "银行卡号", "本金余额", "催收备注"]
_ROWS = (300, 3_000)
_ROUNDS = 2
# A file that was written so few seconds ago is read again by any run.
_SETTLED = 3.0
_PASSWORD = "PII_SCANNER_BENCHMARK_PASSWORD"


@dataclass(frozen=True)
class Sources:
    """What is scanned: its name in the table, the argument of the command, and what changes some of it."""

    name: str
    argument: str
    change: Callable[[int], None]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--files", type=int, default=1_000, help="CSV files; a fifth as many workbooks and Parquet files"
    )
    options.add_argument("--tables", type=int, default=500, help="tables of a database")
    options.add_argument("--changed", type=int, default=10, help="files or tables that change before the third run")
    options.add_argument("--only", nargs="+", choices=list(_MAKERS), default=["csv", "mixed", "sqlite"])
    given = options.parse_args()
    DATA.mkdir(exist_ok=True)
    for kind in given.only:
        with TemporaryDirectory(dir=DATA) as name, _MAKERS[kind](Path(name), given) as sources:
            rows = _runs(sources, Path(name), given.changed)
        header = ("run", "CPU s", "wall s", "of the first, CPU", "wall")
        print_figures(f"Second runs: {sources.name}", header, rows)


def _runs(sources: Sources, folder: Path, changed: int) -> list[tuple[str, ...]]:
    def scan() -> Timing:
        return _command(["scan", sources.argument, "-o", str(folder / "out")], folder)

    _command(["scan", str(_small(folder)), "-o", str(folder / "warm")], folder)
    time.sleep(_SETTLED)
    first = scan()
    again = [scan() for _ in range(_ROUNDS)]
    second = Timing(min(each.wall for each in again), min(each.cpu for each in again))
    sources.change(changed)
    time.sleep(_SETTLED)
    third = scan()
    return [
        (name, f"{each.cpu:.2f}", f"{each.wall:.2f}", f"{each.cpu / first.cpu:.1%}", f"{each.wall / first.wall:.1%}")
        for name, each in (
            ("first", first),
            (f"nothing changed, best of {_ROUNDS}", second),
            (f"{changed} changed", third),
        )
    ]


def _command(arguments: list[str], folder: Path) -> Timing:
    """Return the time of a command and of all processes that it starts; modules are compiled once, as pip does."""
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-m", "pii_scanner", *arguments], env=env, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Timing(time.perf_counter() - wall, cpu)


def _small(folder: Path) -> Path:
    path = folder / "warm.csv"
    pa_csv.write_csv(_Pieces(0).next(), path)
    return path


class _Pieces:
    """Tables of invented persons, each of other rows; `seed` chooses them."""

    def __init__(self, seed: int) -> None:
        self._all = pa_csv.read_csv(debt_table(20_000)).select(_COLUMNS)
        self._random = random.Random(seed)

    def next(self) -> pa.Table:
        rows = self._random.randint(*_ROWS)
        return self._all.slice(self._random.randrange(self._all.num_rows - rows), rows)


@contextmanager
def _csv(folder: Path, given: argparse.Namespace) -> Iterator[Sources]:
    pieces = _Pieces(1)
    paths = [folder / "data" / f"branch_{number % 20:02}" / f"loans_{number:05}.csv" for number in range(given.files)]
    _write_all(paths, pieces)
    yield Sources(
        f"{given.files:,} CSV files",
        str(folder / "data"),
        lambda count: _write_all(paths[:: _step(paths, count)], pieces),
    )


@contextmanager
def _mixed(folder: Path, given: argparse.Namespace) -> Iterator[Sources]:
    pieces, each = _Pieces(2), given.files // 5
    paths = [
        folder / "data" / f"loans_{number:05}{suffix}" for number in range(each) for suffix in (".xlsx", ".parquet")
    ]
    _write_all(paths, pieces)
    yield Sources(
        f"{each:,} workbooks and {each:,} Parquet files",
        str(folder / "data"),
        lambda count: _write_all(paths[:: _step(paths, count)], pieces),
    )


def _step(paths: list[Path], count: int) -> int:
    return -(-len(paths) // count)


def _write_all(paths: list[Path], pieces: _Pieces) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        table = pieces.next()
        if path.suffix == ".csv":
            pa_csv.write_csv(table, path)
        elif path.suffix == ".parquet":
            pq.write_table(table, path)
        else:
            with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
                sheet = book.add_worksheet("客户")
                for row, cells in enumerate([_COLUMNS, *_tuples(table)]):
                    sheet.write_row(row, 0, cells)


def _tuples(table: pa.Table) -> list[tuple[str | float, ...]]:
    return [tuple(str(cell) for cell in row) for row in zip(*(c.to_pylist() for c in table.columns), strict=True)]


@contextmanager
def _sqlite(folder: Path, given: argparse.Namespace) -> Iterator[Sources]:
    pieces, path = _Pieces(3), folder / "loans.db"

    def fill(numbers: range) -> None:
        with sqlite3.connect(path) as connection:
            for number in numbers:
                connection.execute(f"DROP TABLE IF EXISTS loans_{number:03}")
                connection.execute(f"CREATE TABLE loans_{number:03} ({', '.join(f'{c} TEXT' for c in _COLUMNS)})")
                marks = ", ".join("?" * len(_COLUMNS))
                connection.executemany(f"INSERT INTO loans_{number:03} VALUES ({marks})", _tuples(pieces.next()))
        connection.close()

    fill(range(given.tables))
    yield Sources(f"SQLite, {given.tables:,} tables", str(path), lambda count: fill(range(count)))


@contextmanager
def _postgresql(folder: Path, given: argparse.Namespace) -> Iterator[Sources]:
    """A server of its own, as the tests start one; the URL of the command takes the password from the environment."""
    from sqlalchemy import text

    from tests.servers import conftest

    pieces = _Pieces(4)
    with ExitStack() as stack:
        engine = stack.enter_context(contextmanager(conftest.postgresql.__wrapped__)())  # type: ignore[attr-defined]

        def fill(numbers: range) -> None:
            with engine.begin() as connection:
                for number in numbers:
                    connection.execute(text(f"DROP TABLE IF EXISTS loans_{number:03}"))
                    columns = ", ".join(f'"{name}" text' for name in _COLUMNS)
                    connection.execute(text(f"CREATE TABLE loans_{number:03} ({columns})"))
                    into = f"COPY loans_{number:03} FROM STDIN"
                    with connection.connection.cursor() as cursor, cursor.copy(into) as copy:  # type: ignore[attr-defined]
                        for row in _tuples(pieces.next()):
                            copy.write_row(row)

        fill(range(given.tables))
        os.environ[_PASSWORD] = engine.url.password or ""
        url = engine.url.render_as_string().replace("***", f"${{{_PASSWORD}}}")
        yield Sources(f"PostgreSQL, {given.tables:,} tables", url, lambda count: fill(range(count)))


_MAKERS = {"csv": _csv, "mixed": _mixed, "sqlite": _sqlite, "postgresql": _postgresql}


if __name__ == "__main__":
    main()
