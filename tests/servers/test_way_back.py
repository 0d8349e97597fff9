"""A schema of a server turned back by the holder of the key: into a package, or a new schema with its types and keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from tests.servers.conftest import PASSWORD, SERVERS

PEOPLE = persons(60, 37)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "default": "redact",
    "entities": {"CN_RESIDENT_ID": "tokenize", "CN_MOBILE": "tokenize", "PERSON": "tokenize"},
    "columns": {"*.amount": "encrypt", "*.opened": "encrypt"},
}


@pytest.mark.parametrize("backend", SERVERS)
def test_a_schema_comes_back_into_a_package_and_into_a_schema(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = request.getfixturevalue(backend)
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    postgresql = backend == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE there" + ("" if postgresql else " CHARACTER SET utf8mb4")))
    there = create_engine(engine.url.set(database="there"), poolclass=NullPool)
    with there.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE person (id_no varchar(18) PRIMARY KEY, full_name varchar(40), mobile bigint, "
                "amount numeric(12, 2), opened date, note text)"
            )
        )
        rows = [
            {"id": p.resident_id, "name": p.name, "mobile": None if n == 3 else int(p.mobile), "amount": f"{n}.50",
             "opened": f"2024-01-{n % 28 + 1:02d}", "note": f"致电{p.name}，电话{p.mobile}"}
            for n, p in enumerate(PEOPLE)
        ]  # fmt: skip
        connection.execute(text("INSERT INTO person VALUES (:id, :name, :mobile, :amount, :opened, :note)"), rows)
    url = there.url.render_as_string().replace("***", "${DB_SECRET}")
    into = f"{url}{'&' if '?' in url else '?'}schema=masked"
    release = pii_scanner.mask(url, POLICY, tmp_path / "release", into=into).folder
    package = pii_scanner.unmask(release, POLICY, tmp_path / "raw", database_as="duckdb").folder
    import duckdb

    asked = "SELECT id_no, full_name, mobile, amount, opened, note FROM {} ORDER BY id_no"
    with there.connect() as connection:
        before = [tuple(row) for row in connection.execute(text(asked.format("person")))]
        masked = [tuple(row) for row in connection.execute(text(asked.format("masked.person")))]
    assert not {row[0] for row in before} & {row[0] for row in masked}
    (file,) = package.iterdir()
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(asked.format("person")).fetchall()
    assert sorted(found) == sorted(before)
    pii_scanner.unmask(release, POLICY, tmp_path / "told", into=into.replace("=masked", "=again"))
    with there.connect() as connection:
        after = [tuple(row) for row in connection.execute(text(asked.format("again.person")))]
    assert after == before
    told = inspect(there)
    columns = [
        [str(each["type"].as_generic()) for each in told.get_columns("person", schema)]
        for schema in (None if postgresql else "there", "again")
    ]
    assert columns[0] == columns[1]
    assert told.get_pk_constraint("person", "again")["constrained_columns"] == ["id_no"]
