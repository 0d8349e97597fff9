"""What a database holds beside tables does not come along, and the user is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

PEOPLE = persons(30, 3)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "TEST_KEY"},
    "default": "redact",
}


def test_a_copy_of_a_postgresql_database_says_what_stayed_behind(
    postgresql: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE rooms"))
    engine = create_engine(postgresql.url.set(database="rooms"), poolclass=NullPool)
    try:
        with engine.begin() as connection:
            for statement in (
                "CREATE TABLE guest (no serial PRIMARY KEY, full_name text, mobile text)",
                "CREATE TABLE stay (guest int REFERENCES guest DEFERRABLE INITIALLY DEFERRED, at int4range, "
                "EXCLUDE USING gist (at WITH &&))",
                "CREATE SEQUENCE of_bills",
                "CREATE RULE nobody AS ON DELETE TO guest DO INSTEAD NOTHING",
                "SELECT lo_from_bytea(0, 'a scan of a passport')",
            ):
                connection.execute(text(statement))
            rows = [{"name": each.name, "mobile": each.mobile} for each in PEOPLE]
            connection.execute(text("INSERT INTO guest (full_name, mobile) VALUES (:name, :mobile)"), rows)
        url = engine.url.render_as_string(hide_password=False)
        scanned = pii_scanner.scan(url)
        assert any("1 large objects" in each.message for each in scanned.problems)
        made = pii_scanner.mask(url, POLICY, tmp_path / "release")
        said = " ".join(made.manifest["warnings"])
        for left in ("exclusion constraints", "deferrable keys", "sequences", "rules", "large objects"):
            assert f"1 {left} of the database" in said
    finally:
        with postgresql.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE rooms WITH (FORCE)"))


def test_a_copy_of_a_duckdb_file_says_what_stayed_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    path = tmp_path / "rooms.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SEQUENCE of_guests")
        connection.execute(
            "CREATE TABLE guest (no INT DEFAULT nextval('of_guests'), mobile TEXT, twice INT GENERATED ALWAYS AS (no * 2))"
        )
        connection.executemany("INSERT INTO guest (mobile) VALUES (?)", [(each.mobile,) for each in PEOPLE])
    made = pii_scanner.mask(path, POLICY, tmp_path / "release")
    said = " ".join(made.manifest["warnings"])
    assert "1 sequences of the database were left out" in said
    assert "1 computed columns of the database hold plain values" in said
