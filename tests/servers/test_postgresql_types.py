"""Every type of PostgreSQL, and both ways to read it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from pii_scanner.sources.databases import adbc
from tests.servers.conftest import reader_of

COLUMNS = {
    "bool": ("true", True), "int2": ("-2", -2), "int4": ("3", 3), "int8": ("9007199254740993", 9007199254740993),
    "float8": ("2.5", 2.5), "numeric": ("123456789012345678901234567890.1230", "123456789012345678901234567890.1230"),
    "numeric(12,2)": ("1200.50", "1200.50"), "text": ("张伟", "张伟"), "varchar(9)": ("%:a", "%:a"),
    "char(4)": ("ab", "ab  "), "bytea": ("\\xff00", b"\xff\x00"), "time": ("03:04:05.1", "03:04:05.1"),
    "interval": ("1 year 2 days", "1 year 2 days"), "timetz": ("03:04:05+08", "03:04:05+08"),
    "uuid": ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000a"),
    "inet": ("10.0.0.7", "10.0.0.7"), "cidr": ("10.0.0.0/8", "10.0.0.0/8"), "json": ('{"a":  1}', '{"a":  1}'),
    "jsonb": ('{"手机":  "1"}', '{"手机": "1"}'), "int4[]": ("{1,NULL}", "{1,NULL}"), "text[]": ('{"张 伟",b}', '{"张 伟",b}'),
    "mood": ("好", "好"), "positive": ("5", 5), "pair": ('(1,"x y")', '(1,"x y")'), "int4range": ("[1,5)", "[1,5)"),
    "bit(3)": ("101", "101"), "point": ("(1,2)", "(1,2)"), "money": ("12.5", "$12.50"), "name": ("n", "n"), "oid": ("7", "7"),
}  # fmt: skip


@pytest.fixture(scope="module")
def typed(postgresql: Engine) -> Engine:
    with postgresql.begin() as connection:
        for statement in (
            "CREATE SCHEMA kinds",
            "SET search_path = kinds",
            "CREATE TYPE mood AS ENUM ('差', '好')",
            "CREATE DOMAIN positive AS int4 CHECK (VALUE > 0)",
            "CREATE TYPE pair AS (a int, b text)",
            f"CREATE TABLE every_type ({', '.join(f'c{i} {kind}' for i, kind in enumerate(COLUMNS))}, "
            "d date, at timestamp, zoned timestamptz)",
            "CREATE TABLE endless (d date, at timestamp)",
            "INSERT INTO endless VALUES ('2020-01-01', '2020-01-01'), ('infinity', '-infinity'), ('0044-03-15 BC', NULL)",
        ):
            connection.execute(text(statement.replace(":", "\\:")))
        values = {f"v{i}": value for i, (value, _) in enumerate(COLUMNS.values())}
        marks = ", ".join(f"CAST(:v{i} AS {kind})" for i, kind in enumerate(COLUMNS))
        more = "'2020-01-02', '2020-01-02 03:04:05.123456', '2020-01-02 03:04:05+08'"
        connection.execute(text(f"INSERT INTO every_type VALUES ({marks}, {more})"), values)
        connection.execute(text("INSERT INTO every_type (c0) VALUES (NULL)"))
    return postgresql


def _rows(server: Engine, name: str) -> list[list[object]]:
    reader = reader_of(server)
    relation = next(each for each in reader.relations() if each.shown == f"kinds.{name}")
    return [
        list(row.values()) for batch in reader.batches(relation, reader.spans(relation)) for row in batch.to_pylist()
    ]


def test_both_drivers_give_the_same_values(typed: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    by_adbc = _rows(typed, "every_type"), _rows(typed, "endless")
    assert by_adbc[0][0][: len(COLUMNS)] == [expected for _, expected in COLUMNS.values()]
    assert [str(each) for each in by_adbc[0][0][len(COLUMNS) :]] == [
        "2020-01-02", "2020-01-02 03:04:05.123456", "2020-01-01 19:04:05+00:00",
    ]  # fmt: skip
    assert set(by_adbc[0][1]) == {None}
    assert by_adbc[1][1:] == [["infinity", "-infinity"], ["0044-03-15 BC", None]]

    def absent(*_: object) -> None:
        raise ImportError

    monkeypatch.setattr(adbc.Connection, "__init__", absent)
    assert (_rows(typed, "every_type"), _rows(typed, "endless")) == by_adbc


def test_adbc_reads_all_types_but_endless_dates(typed: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from pii_scanner.sources.databases import psycopg_rows

    def absent(*_: object) -> None:
        raise AssertionError("psycopg was asked")

    monkeypatch.setattr(psycopg_rows.Connection, "__init__", absent)
    assert len(_rows(typed, "every_type")) == 2
