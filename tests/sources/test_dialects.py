"""Databases that are reached by SQLAlchemy's dialects, without a server: what they are told, and what is asked."""

from __future__ import annotations

import pickle

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql
from sqlalchemy.engine import make_url

from pii_scanner.errors import SourceError
from pii_scanner.model.access import Access
from pii_scanner.sources.databases.generic import GenericReader, connect_arguments, statement
from pii_scanner.sources.databases.relations import Field, Relation
from pii_scanner.sources.discover import discover
from pii_scanner.sources.registry import open_tables

NAMES = ('a "b"', "c`d", "e]f", "select", "100%", ":x", "列")
RELATION = Relation("odd schema", "table", "table", "table", tuple(Field(name, "", "", name) for name in NAMES))


@pytest.mark.parametrize(
    ("dialect", "quote"), [(postgresql, '"{}"'), (oracle, '"{}"'), (mssql, "[{}]"), (mysql, "`{}`")]
)
def test_names_are_quoted_as_the_database_wants(dialect: object, quote: str) -> None:
    compiled = str(statement(RELATION).compile(dialect=dialect.dialect()))  # type: ignore[attr-defined]
    end = quote[-1]
    for name in ("odd schema", *NAMES):
        written = quote.format(name.replace(end, end * 2))
        # Oracle, MySQL and PostgreSQL leave plain words as they are.
        assert written in compiled or written.replace("%", "%%") in compiled or f" {name}" in compiled, compiled


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("mssql+pymssql://u:p@h/d", {"login_timeout": 7, "read_only": True, "timeout": 60}),
        ("mssql+pyodbc://u:p@h/d?driver=x", {"timeout": 7, "ApplicationIntent": "ReadOnly"}),
        ("oracle+oracledb://u:p@h/?service_name=x", {"tcp_connect_timeout": 7}),
        ("postgresql+psycopg2://u:p@h/d", {"connect_timeout": 7}),
        ("postgresql+psycopg2://u:p@h/d?connect_timeout=9", {}),
    ],
)
def test_drivers_are_told_to_read_only_and_how_long_to_wait(url: str, expected: dict[str, object]) -> None:
    assert connect_arguments(make_url(url), Access(connect_timeout=7, statement_timeout=60)) == expected


@pytest.mark.parametrize(
    ("url", "extra"),
    [
        ("mssql+pymssql://u:s3cret@h/d", "mssql"),
        ("oracle+oracledb://u:s3cret@h/?service_name=x", "oracle"),
        ("clickhousedb://u:s3cret@h/d", "clickhouse"),
        ("opengauss://u:s3cret@h/d", "opengauss"),
        ("dm://u:s3cret@h:5236", "dameng"),
    ],
)
def test_a_missing_driver_names_its_extra(url: str, extra: str) -> None:
    try:
        create_engine(make_url(url)).dispose()
    except Exception:
        pass
    else:
        pytest.skip("the driver is installed")
    ((location,), _) = discover([url])
    with pytest.raises(SourceError) as caught:
        open_tables(location)
    assert f"pii-scanner[{extra}]" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_reader_shows_no_password_and_travels() -> None:
    reader = GenericReader(make_url("oracle+oracledb://u:s3cret@h/x"), Access(), "db")
    assert "s3cret" not in repr(reader)
    assert pickle.loads(pickle.dumps(reader)) == reader
