"""A large table of a server that grew: only pages, partitions or ranges of keys that are new are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

from pii_scanner.demo.persons import persons
from pii_scanner.jobs.scan import Scan, scan_into
from pii_scanner.sources.databases import mysql, postgresql
from tests.servers.conftest import SERVERS

PEOPLE = persons(3000, 8)


@pytest.fixture(params=SERVERS)
def grown(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The owner's engine of a new database with a table in four partitions and one of many pages."""
    monkeypatch.setattr(postgresql, "_PAGES", 8)
    monkeypatch.setattr(mysql, "_PIECE", 500)
    owner: Engine = request.getfixturevalue(request.param)
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        charset = "" if owner.dialect.name == "postgresql" else " CHARACTER SET utf8mb4"
        connection.execute(text(f"CREATE DATABASE grown{charset}"))
        engine = create_engine(owner.url.set(database="grown"), poolclass=NullPool)
        with engine.begin() as inside:
            _fill(inside, owner.dialect.name == "postgresql")
        yield engine
        connection.execute(text("DROP DATABASE grown"))


def _fill(connection: object, postgresql: bool) -> None:
    say = connection.execute  # type: ignore[attr-defined]
    say(text("CREATE TABLE bulk (no int PRIMARY KEY, full_name varchar(40), mobile varchar(20))"))
    bounds = ["100", "200", "300", "MAXVALUE"]
    if postgresql:
        say(text("CREATE TABLE calls (at int, id_no varchar(18)) PARTITION BY RANGE (at)"))
        for number, (low, high) in enumerate(zip(["MINVALUE", *bounds], bounds, strict=False)):
            say(text(f"CREATE TABLE calls_{number} PARTITION OF calls FOR VALUES FROM ({low}) TO ({high})"))
    else:
        parts = ", ".join(
            f"PARTITION p{at} VALUES LESS THAN {high if at == 3 else f'({high})'}" for at, high in enumerate(bounds)
        )
        say(text(f"CREATE TABLE calls (at int, id_no varchar(18)) PARTITION BY RANGE (at) ({parts})"))
    rows = [
        {"no": no, "name": each.name, "mobile": each.mobile, "id": each.resident_id} for no, each in enumerate(PEOPLE)
    ]
    say(text("INSERT INTO bulk VALUES (:no, :name, :mobile)"), rows[:2500])
    say(text("INSERT INTO calls VALUES (:no, :id)"), rows[:400])
    say(text("ANALYZE bulk" if postgresql else "ANALYZE TABLE bulk"))


def _scan(server: Engine, folder: Path, **how: object) -> Scan:
    url = server.url.render_as_string(hide_password=False)
    return scan_into([url], folder, **how)  # type: ignore[arg-type]


def _said(scan: Scan) -> tuple[int, int]:
    return scan.inventory.run.unchanged, scan.inventory.run.unchanged_portions


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE calls SET id_no = 'gone' WHERE at = 150",
        "DELETE FROM calls WHERE at = 150",
        "INSERT INTO calls VALUES (5000, '13800138000')",
    ],
    ids=["altered row", "row gone", "new row"],
)
def test_partitions_that_did_not_change_are_not_read(grown: Engine, tmp_path: Path, change: str) -> None:
    assert _said(_scan(grown, tmp_path / "out")) == (0, 0)
    assert _said(_scan(grown, tmp_path / "out")) == (2, 0)
    with grown.begin() as connection:
        connection.execute(text(change))
    again, whole = _scan(grown, tmp_path / "out"), _scan(grown, tmp_path / "whole")
    assert _said(again) == (1, 3)
    assert again.inventory.columns == whole.inventory.columns


def test_of_a_table_that_grew_the_new_pieces_are_read(grown: Engine, tmp_path: Path) -> None:
    _scan(grown, tmp_path / "out")
    with grown.begin() as connection:
        for no, person in enumerate(PEOPLE[2500:], 2500):
            connection.execute(
                text("INSERT INTO bulk VALUES (:no, :name, :mobile)"),
                {"no": no, "name": person.mobile, "mobile": person.mobile},
            )
    again, whole = _scan(grown, tmp_path / "out"), _scan(grown, tmp_path / "whole")
    unchanged, portions = _said(again)
    assert unchanged == 1
    assert portions >= 2
    assert again.inventory.columns == whole.inventory.columns
    assert any("CN_MOBILE" in each.types() for each in again.inventory.columns if each.column == "full_name")


def test_a_table_that_was_filled_anew_is_read_whole(grown: Engine, tmp_path: Path) -> None:
    _scan(grown, tmp_path / "out")
    with grown.begin() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT * FROM bulk"))
        connection.execute(text("TRUNCATE TABLE bulk"))
        connection.execute(text("INSERT INTO bulk SELECT no, mobile, full_name FROM kept"))
        connection.execute(text("DROP TABLE kept"))
    again, whole = _scan(grown, tmp_path / "out"), _scan(grown, tmp_path / "whole")
    assert _said(again) == (1, 0)
    assert again.inventory.columns == whole.inventory.columns
