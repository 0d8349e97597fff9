"""What a server's catalogue holds, tables that cannot be read, and that nothing is ever changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from pii_scanner.model.inventory import Inventory
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import open_tables
from tests.builders.files import rows_of
from tests.servers.conftest import PASSWORD

PEOPLE = persons(50, 3)
ODD = ['a "b"', "select", "x%y", ":p", "列 名", "😀", "Name", "name"]


@pytest.fixture(scope="module")
def server(postgresql: Engine) -> Iterator[Engine]:
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE catalogue"))
    from sqlalchemy import NullPool, create_engine

    engine = create_engine(postgresql.url.set(database="catalogue"), poolclass=NullPool)
    odd = ", ".join('"' + name.replace('"', '""') + '" text' for name in ODD)
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE people (id serial PRIMARY KEY, full_name text, c2 text)",
            "COMMENT ON COLUMN people.c2 IS '手机号码'",
            "CREATE TABLE calls (id int, person int REFERENCES people (id), day date) PARTITION BY RANGE (day)",
            "CREATE TABLE calls_25 PARTITION OF calls FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
            "CREATE TABLE calls_26 PARTITION OF calls FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "CREATE VIEW named AS SELECT full_name FROM people",
            "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM people",
            "CREATE SCHEMA loan",
            f'CREATE TABLE loan."odd ""table"" % : 😀" ({odd})',
            f'INSERT INTO loan."odd ""table"" % : 😀" VALUES ({", ".join(["1"] * len(ODD))})',
            "CREATE TABLE loan.closed (a int)",
            "CREATE TABLE loan.long (a text)",
            "INSERT INTO loan.long SELECT repeat('长', 3500000)",
            f"CREATE TABLE loan.wide ({', '.join(f'c{i} int' for i in range(1600))})",
            "INSERT INTO loan.wide (c0) VALUES (1)",
            "INSERT INTO calls VALUES (1, NULL, '2025-05-05'), (2, NULL, '2026-05-05')",
            "CREATE ROLE clerk LOGIN PASSWORD 'clerk-s3cret'",
            "GRANT USAGE ON SCHEMA loan TO clerk",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public, loan TO clerk",
            "REVOKE SELECT ON loan.closed FROM clerk",
        ):
            connection.execute(text(statement.replace(":", "\\:")))
        rows = [{"a": each.name, "b": each.mobile} for each in PEOPLE]
        connection.execute(text("INSERT INTO people (full_name, c2) VALUES (:a, :b)"), rows)
    return engine


def _tables(server: Engine) -> dict[str, Table]:
    url = server.url.render_as_string(hide_password=False)
    return {table.name: table for table in open_tables(Location("db", url=url))}


def test_every_kind_of_table_is_listed_once(server: Engine) -> None:
    tables = _tables(server)
    assert set(tables) == {
        "people", "calls", "named", "counted", 'loan.odd "table" % : 😀', "loan.closed", "loan.long", "loan.wide",
    }  # fmt: skip
    assert {name for name, table in tables.items() if table.derived} == {"named", "counted"}
    assert tables["people"].columns[2].comment == "手机号码"
    assert sorted(row[0] for row in rows_of(tables["calls"])) == [1, 2]
    (reference,) = tables["calls"].layout["foreign_keys"]
    assert (reference.columns, reference.table, reference.referred) == (("person",), "people", ("id",))
    assert tables["people"].layout["primary_key"] == ("id",)


def test_odd_names_long_cells_and_wide_tables_are_read(server: Engine) -> None:
    tables = _tables(server)
    odd = tables['loan.odd "table" % : 😀']
    assert [column.name for column in odd.columns] == ODD
    assert rows_of(odd) == [["1"] * len(ODD)]
    ((cell,),) = rows_of(tables["loan.long"])
    assert len(cell.encode()) == 10_500_000
    assert len(rows_of(tables["loan.wide"])[0]) == 1600


def test_a_table_that_is_closed_to_the_account_stops_no_other(server: Engine) -> None:
    inventory = _scan(server, "clerk", "clerk-s3cret")
    assert [(p.table, p.severity) for p in inventory.problems] == [("loan.closed", "error")]
    assert "may not be read by this account" in inventory.problems[0].message
    assert {"people", "calls", "loan.wide"} <= {column.table for column in inventory.columns}


def _scan(server: Engine, user: str, secret: str) -> Inventory:
    return pii_scanner.scan(server.url.set(username=user, password=secret).render_as_string(hide_password=False))


@pytest.mark.parametrize("secret", ["wr0ng-s3cret", "wr0ng s3cret'\\ x"])
def test_no_password_in_anything_that_is_said(
    server: Engine, tmp_path: Path, secret: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = server.url.set(password=secret).render_as_string(hide_password=False)
    inventory = pii_scanner.scan(url, output=tmp_path / "out")
    (problem,) = inventory.problems
    assert "refuses the account or its password" in problem.message
    pii_scanner.scan(server.url.render_as_string(hide_password=False), output=tmp_path / "out", include=["people"])
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir() if path.is_file())
    written += "".join([*capfd.readouterr(), caplog.text]).encode()
    for each in (secret, PASSWORD):
        assert each.encode() not in written


def test_nothing_changes_by_a_scan_and_a_mask(server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    url = server.url.render_as_string(hide_password=False)
    before = _everything(server)
    assert before["loan.wide"]
    pii_scanner.scan(url, jobs=2)
    pii_scanner.scan(url, sample=5)
    policy = {
        "version": 1, "recipient": {"name": "partner", "purpose": "test"}, "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"}, "default": "redact",
    }  # fmt: skip
    pii_scanner.mask(url, policy, tmp_path / "release", include=["people", "calls"])
    assert _everything(server) == before


def _everything(server: Engine) -> dict[str, object]:
    """All rows, the catalogue, sequences, and how many rows the server has seen written."""
    asked = {
        "catalogue": "SELECT relname, relkind, relfilenode FROM pg_class ORDER BY oid",
        "columns": "SELECT attrelid, attname, atttypid FROM pg_attribute ORDER BY attrelid, attnum",
        "sequences": "SELECT schemaname, sequencename, last_value FROM pg_sequences ORDER BY 1, 2",
        "written": "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables ORDER BY relid",
    }
    names = ("people", "calls", "loan.closed", "loan.long", "loan.wide")
    with server.connect() as connection:
        connection.execute(text("SELECT pg_stat_force_next_flush()")) if _since_15(connection) else None
        found: dict[str, object] = {name: connection.execute(text(each)).all() for name, each in asked.items()}
        return found | {
            name: connection.execute(
                text(f"SELECT md5(t::text) FROM {name} t ORDER BY 1".replace("::", "\\:\\:"))
            ).all()
            for name in names
        }


def _since_15(connection: object) -> bool:
    return int(connection.execute(text("SHOW server_version_num")).scalar()) >= 150_000  # type: ignore[attr-defined]


def test_a_table_altered_in_mid_scan_is_a_problem_of_its_own(server: Engine) -> None:
    with server.begin() as connection:
        connection.execute(text("CREATE TABLE altered (a int, b text)"))
    listed = _tables(server)
    with server.begin() as connection:
        connection.execute(text("ALTER TABLE altered DROP COLUMN b"))
    with pytest.raises(pii_scanner.errors.SourceError, match="dropped or altered during the run"):  # type: ignore[attr-defined]
        rows_of(listed["altered"])
    with server.begin() as connection:
        connection.execute(text("DROP TABLE altered"))


def test_many_tables_are_listed_by_a_few_questions(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from pii_scanner.sources.databases.postgresql import PostgresqlSession

    asked: list[str] = []
    plain = PostgresqlSession.values

    def counted(session: PostgresqlSession, statement: str) -> list[tuple[object, ...]]:
        asked.append(statement)
        return plain(session, statement)

    monkeypatch.setattr(PostgresqlSession, "values", counted)
    assert len(_tables(server)) == 8
    assert len(asked) == 4  # the last after what no table holds


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_types_of_mysql_as_they_are(request: pytest.FixtureRequest, backend: str) -> None:
    server: Engine = request.getfixturevalue(backend)
    with server.begin() as connection:
        connection.execute(text("SET SESSION sql_mode = ''"))
        connection.execute(
            text(
                "CREATE TABLE portfolio.kinds (id bigint unsigned, `a ``b` decimal(20, 2), d date, at datetime(6), y year, "
                "b bit(9), s set('x', 'y'), e enum('是', '否'), g point, j json, bin varbinary(9), t time, `%s` text)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO portfolio.kinds VALUES (18446744073709551615, 123456789012345678.90, '0000-00-00', "
                "'2026-01-02 03\\:04\\:05.123456', 2026, b'100000001', 'x,y', '是', POINT(1, 2), '{\"a\"\\: 1}', x'ff00', "
                "'-838\\:59\\:59', '%')"
            )
        )
    url = server.url.render_as_string(hide_password=False)
    table = next(each for each in open_tables(Location("db", url=url)) if each.name == "kinds")
    ((*values, at),) = [[*row[:3], *row[4:], row[3]] for row in rows_of(table)]
    assert values == [
        18446744073709551615, "123456789012345678.90", "0000-00-00", 2026, 257, "x,y", "是", "POINT(1 2)", '{"a": 1}',
        b"\xff\x00", "-838:59:59", "%",
    ]  # fmt: skip
    assert str(at) == "2026-01-02 03:04:05.123456"
    with server.begin() as connection:
        connection.execute(text("DROP TABLE portfolio.kinds"))


@pytest.mark.parametrize("backend", ["mariadb", "mysql"])
def test_a_mysql_url_that_names_a_database_reads_that_one(request: pytest.FixtureRequest, backend: str) -> None:
    server: Engine = request.getfixturevalue(backend)
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in ("asked_for", "of_others"):
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"CREATE TABLE {name}.note (words varchar(9))"))
    named = server.url.set(database="asked_for").render_as_string(hide_password=False)
    assert [table.name for table in open_tables(Location("db", url=named))] == ["note"]
    whole = server.url.set(database="").render_as_string(hide_password=False)
    assert {"asked_for.note", "of_others.note"} <= {table.name for table in open_tables(Location("db", url=whole))}
