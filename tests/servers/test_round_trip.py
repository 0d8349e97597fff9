"""With `keep` on every column a copy in a server, or as a package, equals the original: cell by cell, type by type."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, NullPool, create_engine, text

import pii_scanner
from tests.servers.conftest import SERVERS

KEEP = {"version": 1, "recipient": {"name": "a", "purpose": "test"}, "columns": {"*": "keep"}}
MODEST = settings(
    max_examples=3, phases=(Phase.explicit, Phase.generate), deadline=None, suppress_health_check=list(HealthCheck)
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=9)
WORDS = (
    st.sampled_from(
        ["", " ", "空", "张伟", "😀", "it's", 'a"b', "a\tb\nc\\d", "\\N", "\\.", "NULL", "0012", "{}", "[1]"]
    )
    | TEXTS
)
NUMBERS = st.decimals(-(10**23), 10**23, places=6, allow_nan=False).map(lambda d: format(d, "f"))
DATES = st.dates().map(str)
TIMES = st.times().map(str)
MOMENTS = st.datetimes().map(lambda d: d.isoformat(sep=" "))
BYTES = st.binary(max_size=9)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["张", 'a"b\\', "😀"]),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from("ab"), x),
    max_leaves=4,
)
OBJECTS = st.dictionaries(st.sampled_from(["名", "b"]), JSON, min_size=1).map(
    lambda v: json.dumps(v, ensure_ascii=False)
)
INTS = {bits: st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for bits in (8, 16, 32, 64)}
FLOATS = st.floats(allow_nan=False, allow_infinity=False)

POSTGRESQL: dict[str, st.SearchStrategy[Any]] = {
    "smallint": INTS[16], "integer": INTS[32], "bigint": INTS[64], "numeric(30,6)": NUMBERS,
    "numeric": st.sampled_from(["0", "1.10", "-123456789012345678901234567890.5", "1e-20", "NaN"]),
    "double precision": FLOATS | st.sampled_from(["NaN", "Infinity", "-Infinity"]), "boolean": st.booleans(),
    "real": st.floats(width=32, allow_nan=False, allow_infinity=False), "character varying(20)": WORDS,
    "character(9)": WORDS, "text": WORDS, "bytea": BYTES, "date": DATES, "time without time zone": TIMES,
    "timestamp without time zone": MOMENTS, "timestamp with time zone": MOMENTS.filter(lambda m: "0002" < m < "9999").map(lambda m: m + "+08"),
    "uuid": st.uuids(), "jsonb": OBJECTS, "json": OBJECTS,
    "text[]": st.lists(WORDS | st.none(), max_size=3), "integer[]": st.lists(INTS[32] | st.none(), max_size=3),
    "mood": st.sampled_from(["好", "it's bad"]),
}  # fmt: skip
MARIADB: dict[str, st.SearchStrategy[Any]] = {
    "tinyint(4)": INTS[8], "smallint(6)": INTS[16], "int(11)": INTS[32], "bigint(20)": INTS[64],
    "int(10) unsigned": st.integers(0, 2**32 - 1), "bigint(20) unsigned": st.integers(0, 2**64 - 1),
    "tinyint(1)": st.booleans(), "decimal(30,6)": NUMBERS, "double": FLOATS, "varchar(20)": WORDS,
    "char(9)": WORDS.map(str.rstrip), "longtext": WORDS, "varbinary(9)": BYTES, "longblob": BYTES, "date": DATES,
    "datetime(6)": MOMENTS, "time(6)": TIMES, "enum('好','it''s bad')": st.sampled_from(["好", "it's bad"]),
    "set('a','b')": st.sampled_from(["", "a", "a,b"]), "year(4)": st.integers(1901, 2155), "bit(9)": st.integers(0, 511),
}  # fmt: skip
KINDS = {"postgresql": POSTGRESQL, "mysql": MARIADB}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Engine:
    """A database of its own, with a table that has a column of every ordinary type."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text("CREATE DATABASE kept" + ("" if "postgres" in request.param else " CHARACTER SET utf8mb4"))
        )
    kept = create_engine(engine.url.set(database="kept"), poolclass=NullPool)
    names = KINDS[kept.dialect.name]
    with kept.begin() as connection:
        if kept.dialect.name == "postgresql":
            connection.execute(text("CREATE TYPE mood AS ENUM ('好', 'it''s bad')"))
        columns = ", ".join(f"c{index} {kind}" + (" NULL" if "m" in kind else "") for index, kind in enumerate(names))
        connection.exec_driver_sql(f"CREATE TABLE kept_rows (n bigint PRIMARY KEY, {columns})")
    return kept


def _filled(server: Engine, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * (len(KINDS[server.dialect.name]) + 1))
    with server.begin() as connection:
        connection.exec_driver_sql("DELETE FROM kept_rows")
        for number, row in enumerate(rows):
            connection.exec_driver_sql(f"INSERT INTO kept_rows VALUES ({marks})", (number, *row))


def _own(server: Engine) -> str:
    return "public" if server.dialect.name == "postgresql" else "kept"


def _content(server: Engine, schema: str) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return the rows as the server writes them, and the types as it declares them."""
    with server.connect() as connection:
        if server.dialect.name == "postgresql":
            cells = ", ".join(f"c{index}::text" for index in range(len(POSTGRESQL)))
            kinds = (
                "SELECT attname, replace(format_type(atttypid, atttypmod), 'partner.', '') FROM pg_attribute "
                f"WHERE attrelid = '{schema}.kept_rows'::regclass AND attnum > 0"
            )
        else:
            cells = ", ".join(f"HEX(c{index})" for index in range(len(MARIADB)))
            kinds = (
                "SELECT COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME, IS_NULLABLE, COLUMN_DEFAULT FROM information_schema.COLUMNS "
                f"WHERE TABLE_SCHEMA = '{schema}' ORDER BY ORDINAL_POSITION"
            )
        rows = connection.exec_driver_sql(f"SELECT {cells} FROM {schema}.kept_rows ORDER BY n")
        return [tuple(row) for row in rows], [tuple(row) for row in connection.exec_driver_sql(kinds)]


@MODEST
@given(data=st.data())
def test_a_copy_in_a_server_equals_the_original(
    server: Engine, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    strategies = [st.none() | each for each in KINDS[server.dialect.name].values()]
    _filled(server, data.draw(st.lists(st.tuples(*strategies), min_size=1, max_size=12)))
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS partner" + (" CASCADE" if _own(server) == "public" else "")))
    url = server.url.render_as_string(hide_password=False)
    into = f"{url}?schema=partner" if _own(server) == "public" else url.replace("/kept", "/partner")
    pii_scanner.mask(url, KEEP, tmp_path_factory.mktemp("kept") / "out", into=into)
    copy, original = _content(server, "partner"), _content(server, _own(server))
    assert copy[1] == original[1]
    for made, given_row in zip(copy[0], original[0], strict=True):
        assert dict(zip(KINDS[server.dialect.name], made, strict=True)) == dict(
            zip(KINDS[server.dialect.name], given_row, strict=True)
        )
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP SCHEMA IF EXISTS partner" + (" CASCADE" if _own(server) == "public" else "")))
