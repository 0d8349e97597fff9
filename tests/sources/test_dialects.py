"""Databases that are reached by SQLAlchemy's dialects, without a server: what they are told, and what is asked."""

from __future__ import annotations

import pickle
from ipaddress import IPv4Address
from uuid import UUID

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql
from sqlalchemy.engine import make_url

from pii_scanner.errors import ConfigError, SourceError
from pii_scanner.model.access import Access
from pii_scanner.sources.databases.dialects import meant
from pii_scanner.sources.databases.errors import said
from pii_scanner.sources.databases.generic import GenericReader, connect_arguments, statement
from pii_scanner.sources.databases.relations import Field, Relation
from pii_scanner.sources.databases.values import array_of
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


def test_a_database_is_shown_by_the_name_it_has() -> None:
    ((location,), _) = discover(["clickhousedb://u:s3cret@h/贷款 库"])
    assert location.name == "clickhousedb://u:***@h/贷款 库"
    assert "s3cret" in (location.url or "")


def test_identifiers_that_a_driver_gives_as_objects_are_read_as_text() -> None:
    number = UUID("12345678-1234-5678-1234-567812345678")
    assert array_of([number, None]).to_pylist() == [str(number), None]
    assert array_of([IPv4Address("10.0.0.7"), None]).to_pylist() == ["10.0.0.7", None]
    assert "10.0.0.7" in array_of([{"ip": IPv4Address("10.0.0.7")}])[0].as_py()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (("ORA-01017: invalid credential or not authorized; logon denied",), "refuses the account"),
        (('ORA-00942: table or view "A"."B" does not exist',), "was dropped or altered"),
        (("DPY-6005: cannot connect to database (CONNECTION_ID=x)",), "does not answer"),
        (("ORA-12514: Cannot connect to database. Service x is not registered",), "has no such database"),
        ((18456, "用户登录失败"), "refuses the account"),
        ((229, "拒绝了对对象的权限"), "may not be read by this account"),
        ((4060, "无法打开数据库"), "has no such database"),
        (("Code: 516. DB::Exception: default: Authentication failed. (AUTHENTICATION_FAILED)",), "refuses the account"),
        (("Code: 81. DB::Exception: Database nodb does not exist. (UNKNOWN_DATABASE)",), "has no such database"),
        (("Code: 497. DB::Exception: Not enough privileges. (ACCESS_DENIED)",), "may not be read by this account"),
    ],
)
def test_what_other_servers_refuse_is_said(error: tuple[object, ...], words: str) -> None:
    sentence = said("db", Exception(*error))
    assert words in sentence
    assert "ORA" not in sentence
    assert "Code" not in sentence


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("postgres://u@h/d", "postgresql"),
        ("kingbase://u@h/d", "postgresql+psycopg"),
        ("gaussdb://u@h/d", "opengauss+psycopg2"),
        ("oceanbase://u@h/d", "mysql+pymysql"),
        ("oracle+cx_oracle://u@h/d", "oracle+cx_oracle"),
        ("mssql+pyodbc://u@h/d", "mssql+pyodbc"),
        ("mysql://u@h/d", "mysql"),
    ],
)
def test_names_of_databases_stand_for_their_dialects(written: str, understood: str) -> None:
    assert meant(make_url(written)).drivername == understood


def test_a_jdbc_address_is_answered_with_the_form_of_a_url() -> None:
    with pytest.raises(ConfigError, match="dialect://user"):
        discover(["jdbc:mysql://h/d?user=u&password=s3cret"])


def test_a_file_that_cannot_be_read_is_asked_for_no_account() -> None:
    sentence = said("a.duckdb t", Exception("Corrupt database file: computed checksum 1 does not match"))
    assert "the file is damaged" in sentence
    assert "account" not in sentence
