"""A second scan of a server reads the tables that changed, and says the same of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from pii_scanner.demo.persons import persons
from pii_scanner.jobs.scan import Scan, scan_into
from tests.servers.conftest import SERVERS

PEOPLE = persons(60, 5)


@pytest.fixture(params=SERVERS)
def nightly(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """The owner's engine of a new database with two tables, one in partitions, and a view."""
    owner: Engine = request.getfixturevalue(request.param)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        charset = "" if owner.dialect.name == "postgresql" else " CHARACTER SET utf8mb4"
        connection.execute(text(f"CREATE DATABASE nightly{charset}"))
        engine = create_engine(owner.url.set(database="nightly"), poolclass=NullPool)
        with engine.begin() as inside:
            _fill(inside, owner.dialect.name == "postgresql")
        yield engine
        connection.execute(text("DROP DATABASE nightly"))


def _fill(connection: object, postgresql: bool) -> None:
    say = connection.execute  # type: ignore[attr-defined]
    say(text("CREATE TABLE customer (no int PRIMARY KEY, full_name varchar(40), mobile varchar(20))"))
    bounds = ("(100)", "(MAXVALUE)") if postgresql else ("100", "MAXVALUE")
    if postgresql:
        say(text("CREATE TABLE calls (at int, id_no varchar(18)) PARTITION BY RANGE (at)"))
        say(text(f"CREATE TABLE calls_1 PARTITION OF calls FOR VALUES FROM (MINVALUE) TO {bounds[0]}"))
        say(text(f"CREATE TABLE calls_2 PARTITION OF calls FOR VALUES FROM {bounds[0]} TO {bounds[1]}"))
    else:
        parts = f"PARTITION p1 VALUES LESS THAN ({bounds[0]}), PARTITION p2 VALUES LESS THAN {bounds[1]}"
        say(text(f"CREATE TABLE calls (at int, id_no varchar(18)) PARTITION BY RANGE (at) ({parts})"))
    say(text("CREATE VIEW numbers AS SELECT mobile FROM customer"))
    rows = [
        {"no": no, "name": each.name, "mobile": each.mobile, "id": each.resident_id} for no, each in enumerate(PEOPLE)
    ]
    say(text("INSERT INTO customer VALUES (:no, :name, :mobile)"), rows)
    say(text("INSERT INTO calls VALUES (:no * 3, :id)"), rows)


def _scan(server: Engine, folder: Path, **how: object) -> Scan:
    url = server.url.render_as_string(hide_password=False)
    return scan_into([url], folder, **how)  # type: ignore[arg-type]


def _found(scan: Scan, table: str) -> set[tuple[str, str]]:
    return {(each.column, kind) for each in scan.inventory.columns if each.table == table for kind in each.types()}


def test_tables_that_did_not_change_are_not_read(nightly: Engine, tmp_path: Path) -> None:
    first, second = _scan(nightly, tmp_path / "out"), _scan(nightly, tmp_path / "out")
    assert (first.inventory.run.unchanged, second.inventory.run.unchanged) == (0, 2)
    assert second.inventory.columns == first.inventory.columns
    assert second.inventory.problems == first.inventory.problems
    assert (second.inventory.run.rows, second.inventory.run.tables) == (180, 3)
    assert _scan(nightly, tmp_path / "out", full=True).inventory.run.unchanged == 0
    assert _scan(nightly, tmp_path / "out").inventory.run.unchanged == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE calls SET id_no = 'gone' WHERE at = 3",
        "DELETE FROM calls WHERE at = 150",
        "INSERT INTO calls VALUES (5, 'x')",
        "ALTER TABLE calls ADD COLUMN remark varchar(10)",
    ],
    ids=["altered row", "row gone", "new row", "new column"],
)
def test_a_changed_table_is_read_again(nightly: Engine, tmp_path: Path, change: str) -> None:
    _scan(nightly, tmp_path / "out")
    with nightly.begin() as connection:
        connection.execute(text(change))
    again, whole = _scan(nightly, tmp_path / "out"), _scan(nightly, tmp_path / "whole")
    assert again.inventory.run.unchanged == 1
    assert again.inventory.columns == whole.inventory.columns


def test_what_a_row_became_is_seen_without_a_column_of_times(nightly: Engine, tmp_path: Path) -> None:
    _scan(nightly, tmp_path / "out")
    with nightly.begin() as connection:
        connection.execute(text("UPDATE customer SET full_name = mobile"))
    assert ("full_name", "CN_MOBILE") in _found(_scan(nightly, tmp_path / "out"), "customer")


def _sessions(server: Engine) -> int:
    """How many connections to a database (PostgreSQL), or to the server (MariaDB), were ever made."""
    with server.connect() as connection:
        if server.dialect.name != "postgresql":
            return int(connection.execute(text("SHOW GLOBAL STATUS LIKE 'Connections'")).one()[1])
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        made = connection.execute(text("SELECT sessions FROM pg_stat_database WHERE datname = current_database()"))
        return int(made.scalar_one())


def test_small_tables_share_a_connection(nightly: Engine, tmp_path: Path) -> None:
    with nightly.begin() as connection:
        for number in range(20):
            connection.execute(text(f"CREATE TABLE more_{number} AS SELECT * FROM customer"))
    before = _sessions(nightly)
    _scan(nightly, tmp_path / "out", jobs=1)
    assert _sessions(nightly) - before < 10
    before = _sessions(nightly)
    second = _scan(nightly, tmp_path / "out")
    assert second.inventory.run.unchanged == 22
    assert _sessions(nightly) - before < 10
