"""A server's database as a package of files: exact numbers, moments, bytes and names, whatever the form."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text

import pii_scanner
from pii_scanner.cli import main
from tests.servers.conftest import SERVERS

KEEP = "version: 1\nrecipient: {name: a, purpose: test}\ncolumns: {'*': keep}\n"
NAME = 'it\'s a "select" 😀'
EXACT = Decimal("12345678901234567890.123456")
ROW = (1, EXACT, "张😀'\\", b"\x00\xff", date(1, 2, 3), datetime(9998, 12, 31, 23, 59, 58, 999999), 2.5)


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(request.param)
    postgresql = request.param == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE packed" + ("" if postgresql else " CHARACTER SET utf8mb4")))
    packed = create_engine(engine.url.set(database="packed"), poolclass=NullPool)
    quote = packed.dialect.identifier_preparer.quote
    with packed.begin() as connection:
        if not postgresql:  # a name beyond the basic plane is none to MySQL
            connection.exec_driver_sql("SET NAMES utf8mb4")
        connection.exec_driver_sql(
            f"CREATE TABLE {quote(_name(packed))} ({quote('order')} bigint PRIMARY KEY, exact numeric(30, 6), "
            f"words varchar(20), bytes {'bytea' if postgresql else 'longblob'}, day date, "
            f"moment {'timestamp' if postgresql else 'datetime(6)'}, share double precision)"
        )
        marks = ", ".join(["%s"] * len(ROW))
        connection.exec_driver_sql(f"INSERT INTO {quote(_name(packed))} VALUES ({marks})", ROW)
        connection.exec_driver_sql(f"INSERT INTO {quote(_name(packed))} VALUES (2, {', '.join(['NULL'] * 6)})")
    return packed


def _name(server: Engine) -> str:
    return NAME if server.dialect.name == "postgresql" else NAME.replace("😀", "表")


def _read(folder: Path, form: str, table: str) -> list[tuple[Any, ...]]:
    quoted = '"' + table.replace('"', '""') + '"'
    if form == "sqlite":
        with closing(sqlite3.connect(folder / "packed.sqlite")) as copy:
            return copy.execute(f"SELECT * FROM {quoted} ORDER BY 1").fetchall()
    if form == "duckdb":
        with closing(duckdb.connect(str(folder / "packed.duckdb"), read_only=True)) as copy:
            return copy.execute(f"SELECT * FROM {quoted} ORDER BY 1").fetchall()
    return [tuple(row.values()) for row in pq.read_table(folder / "packed" / f"{table}.parquet").to_pylist()]


@pytest.mark.parametrize("form", ["sqlite", "duckdb", "parquet"])
def test_a_package_holds_what_the_server_holds(server: Engine, form: str, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(KEEP, encoding="utf-8")
    url = server.url.render_as_string(hide_password=False)
    with pytest.raises(SystemExit) as stop:
        main(["mask", url, "--policy", str(policy), "-o", str(tmp_path / "out"), "--database-as", form, "--quiet"])
    assert stop.value.code == 0
    number, exact, words, data, day, moment, share = ROW
    wanted = (number, exact, words, data, day, moment, share)
    if form == "sqlite":  # it has no such types: their text is exact
        wanted = (number, str(exact), words, data, "0001-02-03", "9998-12-31 23:59:58.999999", share)
    assert _read(tmp_path / "out", form, _name(server)) == [wanted, (2, *[None] * 6)]


def test_strange_names_and_types_reach_another_schema(server: Engine, tmp_path: Path) -> None:
    url = server.url.render_as_string(hide_password=False)
    postgresql = server.dialect.name == "postgresql"
    schema = 'we"ird 模式' if postgresql else "we`ird 模式"
    into = f"{url}?schema={schema}" if postgresql else url.replace("/packed", "/") + f"&schema={schema}"
    policy = {"version": 1, "recipient": {"name": "a", "purpose": "test"}, "columns": {"*": "keep"}}
    pii_scanner.mask(url, policy, tmp_path / "out", into=into)
    assert inspect(server).get_table_names(schema) == [_name(server)]


def test_shapes_reach_another_database_as_text(
    mariadb: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with mariadb.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE shapes CHARACTER SET utf8mb4"))
        connection.execute(text("CREATE TABLE shapes.place (n int PRIMARY KEY, p point, g geometry)"))
        connection.execute(text("INSERT INTO shapes.place VALUES (1, point(1, 2), NULL)"))
    url = mariadb.url.set(database="shapes").render_as_string(hide_password=False)
    policy = {"version": 1, "recipient": {"name": "a", "purpose": "test"}, "columns": {"*": "keep"}}
    pii_scanner.mask(url, policy, tmp_path / "out", into=url.replace("/shapes", "/shapes_masked"))
    with mariadb.connect() as connection:
        assert connection.execute(text("SELECT n, p, g FROM shapes_masked.place")).all() == [(1, "POINT(1 2)", None)]
    assert "Warning" not in capfd.readouterr().err
