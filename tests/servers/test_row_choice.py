"""Rows that leave a copy of a database server: the same by condition, age and sample as from a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from tests.servers.conftest import PASSWORD, SERVERS

ROWS = 240
PEOPLE = persons(ROWS, 17)
_CREATE = "CREATE TABLE customer (full_name varchar(40), age int, lent date, consent char(1), amount numeric(12, 2), mark varchar(12))"


def _rows() -> list[dict[str, Any]]:
    return [
        {"name": each.name, "age": 10 + place % 40, "lent": f"{2018 + place % 6}-03-01", "consent": "YN"[place % 3 == 0],
         "amount": place + 0.5, "mark": f"mark{place:05d}"}
        for place, each in enumerate(PEOPLE)
    ]  # fmt: skip


_INSERT = "INSERT INTO customer VALUES (:name, :age, :lent, :consent, :amount, :mark)"


@pytest.fixture(params=["sqlite", *SERVERS])
def source(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    if request.param == "sqlite":
        with closing(sqlite3.connect(tmp_path / "debts.sqlite")) as connection, connection:
            connection.execute(_CREATE)
            connection.executemany(_INSERT, _rows())
        return tmp_path / "debts.sqlite"
    engine: Engine = request.getfixturevalue(request.param)
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    postgresql = request.param == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS choice"))
        connection.execute(text("CREATE DATABASE choice" + ("" if postgresql else " CHARACTER SET utf8mb4")))
    from sqlalchemy import create_engine

    made = create_engine(engine.url.set(database="choice"))
    with made.begin() as connection:
        connection.execute(text(_CREATE))
        connection.execute(text(_INSERT), _rows())
    made.dispose()
    driver = "postgresql" if postgresql else "mysql+pymysql"
    return f"{driver}://owner:${{DB_SECRET}}@{engine.url.host}:{engine.url.port}/choice"


def test_rows_leave_by_condition_age_and_sample(source: Path | str, tmp_path: Path) -> None:
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "surrogate"},
        "rows": {"where": "consent = 'Y' AND lent >= '2019-01-01' AND amount > 10", "sample": 0.5, "sample_by": "mark"},
        "minors": {"do": "exclude", "at": "2026-01-01"},
    }
    (counted,) = pii_scanner.plan(source, policy).rows
    release = pii_scanner.mask(source, policy, tmp_path / "out", database_as="sqlite")
    consenting = [r for r in _rows() if r["consent"] == "Y" and r["lent"] >= "2019-01-01" and r["amount"] > 10]
    adults = {row["mark"] for row in consenting if row["age"] >= 18}
    assert dict(counted.excluded) | {"sample": 0} == {
        "where": ROWS - len(consenting), "minors": len(consenting) - len(adults), "sample": 0,
    }  # fmt: skip
    (file,) = [each for each in (tmp_path / "out").iterdir() if each.suffix in (".sqlite", ".db")]
    with closing(sqlite3.connect(file)) as connection:
        kept = {mark for (mark,) in connection.execute("SELECT mark FROM customer")}
    assert kept < adults
    assert len(kept) == counted.staying
    assert release.manifest["files"][0]["tables"][0]["rows_left"] == dict(counted.excluded)
    content = file.read_bytes().decode("utf-8", "ignore")
    assert not [row["mark"] for row in _rows() if row["mark"] in content and row["mark"] not in kept]
