"""How fast a source is read, and how fast it is scanned, beside the barest way to read it.

python -m benchmarks.sources [--rows 2000000] [--only postgresql mariadb]

Servers are started in folders of their own, as the tests do. Peak memory is that of a fresh process each.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pyarrow as pa
import pyarrow.csv as pa_csv
from sqlalchemy import Engine, text

import pii_scanner
from benchmarks.debt_table import debt_table
from benchmarks.figures import print_figures
from benchmarks.measure import in_fresh_process, report_cost
from pii_scanner.model.table import Location
from pii_scanner.sources.registry import open_tables

_TABLE, _URL = "debt", "PII_SCANNER_BENCHMARK_URL"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=2_000_000)
    options.add_argument("--only", nargs="+", choices=[*_SECTIONS], default=[*_SECTIONS])
    options.add_argument("--job", choices=[*_JOBS], help="one job in this process")
    given = options.parse_args()
    if given.job:
        # A password does not belong among a process's arguments.
        report_cost(partial(_JOBS[given.job], os.environ[_URL]))
        return
    for name in given.only:
        _SECTIONS[name](given.rows)


# --- databases ---------------------------------------------------------------------------------------------------


def _postgresql(rows: int) -> None:
    with _server("postgresql") as engine:
        _copy_into(engine, debt_table(rows), rows)
        jobs = ["adbc", "cursor", "read", "scan1", "scan2"]
        _print(f"PostgreSQL, {rows:,} x 14", engine, rows, jobs, bare="adbc")


def _mariadb(rows: int) -> None:
    with _server("mariadb") as engine:
        _insert_into(engine, debt_table(rows))
        _print(f"MariaDB, {rows:,} x 14", engine, rows, ["cursor", "read", "scan1", "scan2"], bare="cursor")


@contextmanager
def _server(name: str) -> Iterator[Engine]:
    from tests.servers import conftest

    with ExitStack() as stack:
        start: Callable[[], Iterable[Engine]] = getattr(conftest, name).__wrapped__
        yield stack.enter_context(contextmanager(start)())


def _columns(path: object) -> list[str]:
    return list(pa_csv.open_csv(path).schema.names)


def _batches(path: object) -> Iterator[pa.RecordBatch]:
    strings = dict.fromkeys(_columns(path), pa.string())
    yield from pa_csv.open_csv(path, convert_options=pa_csv.ConvertOptions(column_types=strings))


def _typed(name: str) -> str:
    return {"放款日期": "date", "本金余额": "decimal(18, 2)", "逾期天数": "int"}.get(name, "varchar(400)")


def _create(engine: Engine, path: object, mark: str) -> None:
    columns = ", ".join(f"{mark}{name}{mark} {_typed(name)}" for name in _columns(path))
    serial = "bigserial" if engine.dialect.name == "postgresql" else "bigint auto_increment"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {_TABLE} ({mark}编号{mark} {serial} PRIMARY KEY, {columns})"))


def _copy_into(engine: Engine, path: object, rows: int) -> None:
    _create(engine, path, '"')
    listed = ", ".join(f'"{name}"' for name in _columns(path))
    connection = engine.raw_connection()
    copied = f"COPY {_TABLE} ({listed}) FROM STDIN (FORMAT csv, HEADER true)"
    with connection.cursor() as cursor, open(path, "rb") as file, cursor.copy(copied) as copy:  # type: ignore[call-overload]
        while data := file.read(1 << 20):
            copy.write(data)
    connection.commit()
    connection.close()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as again:
        again.execute(text(f"VACUUM ANALYZE {_TABLE}"))


def _insert_into(engine: Engine, path: object) -> None:
    _create(engine, path, "`")
    names = _columns(path)
    statement = f"INSERT INTO {_TABLE} (`{'`, `'.join(names)}`) VALUES ({', '.join(['%s'] * len(names))})"
    connection = engine.raw_connection()
    for batch in _batches(path):
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(zip(*(column.to_pylist() for column in batch.columns), strict=True)))
        connection.commit()
    connection.close()
    with engine.begin() as again:
        again.execute(text(f"ANALYZE TABLE {_TABLE}"))


def _print(title: str, engine: Engine, rows: int, jobs: list[str], *, bare: str) -> None:
    os.environ[_URL] = engine.url.render_as_string(hide_password=False)
    costs = {job: in_fresh_process("benchmarks.sources", "--job", job) for job in jobs}
    lines = []
    for job, cost in costs.items():
        share = costs[bare].seconds / cost.seconds
        figures = (f"{cost.seconds:.1f}", f"{cost.cpu_seconds:.1f}", f"{rows / cost.seconds:,.0f}", f"{share:.2f}")
        lines.append((_NAMES[job], *figures, f"{cost.peak_mb:,.0f}"))
    print_figures(title, ("run", "s", "CPU s of the client", "rows/s", f"of {_NAMES[bare]}", "peak MB"), lines)


def _adbc(url: str) -> None:
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_TABLE}")
        for _ in cursor.fetch_record_batch():
            pass


def _cursor(url: str) -> None:
    """Read tuples by the driver's own cursor of the server."""
    from sqlalchemy import create_engine

    with create_engine(url).connect() as connection:
        result = connection.execution_options(stream_results=True, yield_per=20_000)
        for _ in result.execute(text(f"SELECT * FROM {_TABLE}")).partitions():
            pass


def _read(url: str) -> None:
    (table,) = open_tables(Location("database", url=url))
    for _ in table.batches():
        pass


def _scan(jobs: int, url: str) -> None:
    inventory = pii_scanner.scan(url, jobs=jobs)
    assert inventory.columns
    assert not inventory.problems


_NAMES = {
    "adbc": "ADBC fetch_record_batch", "cursor": "SQLAlchemy's streaming cursor", "read": "pii_scanner's reading",
    "scan1": "pii_scanner.scan, 1 process", "scan2": "pii_scanner.scan, 2 processes",
}  # fmt: skip
_JOBS: dict[str, Callable[[str], None]] = {
    "adbc": _adbc, "cursor": _cursor, "read": _read, "scan1": partial(_scan, 1), "scan2": partial(_scan, 2),
}  # fmt: skip
_SECTIONS: dict[str, Callable[[int], None]] = {"postgresql": _postgresql, "mariadb": _mariadb}

if __name__ == "__main__":
    main()
