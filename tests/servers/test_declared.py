"""What a PostgreSQL table declares: tables that inherit, defaults in copies of another kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

PEOPLE = persons(40, 9)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
}


@pytest.fixture
def url(postgresql: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE declared"))
        engine = create_engine(postgresql.url.set(database="declared"), poolclass=NullPool)
        with engine.begin() as inside:
            inside.execute(
                text(
                    "CREATE TABLE person (id int PRIMARY KEY, full_name text, level int DEFAULT 3, rate numeric(4,2) DEFAULT 1.50,"
                    " state text DEFAULT '正常', made timestamp DEFAULT now())"
                )
            )
            inside.execute(text("CREATE TABLE debtor (mobile text) INHERITS (person)"))
            rows = [{"id": no, "name": each.name, "mobile": each.mobile} for no, each in enumerate(PEOPLE)]
            inside.execute(text("INSERT INTO person (id, full_name) VALUES (:id, :name)"), rows[:15])
            inside.execute(text("INSERT INTO debtor (id, full_name, mobile) VALUES (:id, :name, :mobile)"), rows[15:])
        yield engine.url.render_as_string(hide_password=False)
        connection.execute(text("DROP DATABASE declared"))


def test_rows_of_tables_that_inherit_are_read_once(url: str, tmp_path: Path) -> None:
    inventory = pii_scanner.scan(url)
    assert {each.table: each.rows for each in inventory.columns} == {"person": 15, "debtor": 25}
    pii_scanner.mask(url, POLICY, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "declared.sqlite")) as copy:
        assert [row[1] for row in copy.execute("PRAGMA table_info(person)") if row[5]] == ["id"]
        assert copy.execute("SELECT count(*) FROM person").fetchone() == (15,)


def test_defaults_hold_in_copies_of_another_kind(url: str, tmp_path: Path) -> None:
    pii_scanner.mask(url, POLICY, tmp_path / "lite")
    pii_scanner.mask(url, POLICY, tmp_path / "duck", database_as="duckdb")
    insert, ask = "INSERT INTO person (id) VALUES (99)", "SELECT level, rate, state, made FROM person WHERE id = 99"
    with closing(sqlite3.connect(tmp_path / "lite" / "declared.sqlite")) as copy:
        copy.execute(insert)
        level, rate, state, made = copy.execute(ask).fetchone()
        assert (level, rate, state, made is None) == (3, 1.5, "正常", False)
    with closing(duckdb.connect(str(tmp_path / "duck" / "declared.duckdb"))) as copy:
        copy.execute(insert)
        level, rate, state, _ = copy.execute(ask).fetchone() or ()
        assert (level, float(rate), state) == (3, 1.5, "正常")
