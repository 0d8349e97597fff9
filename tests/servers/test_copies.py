"""Masked copies in a schema of a PostgreSQL or MariaDB server: whole, verified, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError, ReleaseRefused, SourceError
from pii_scanner.masking.keys import new_key
from pii_scanner.sinks.databases.server import STAGED
from tests.servers.conftest import PASSWORD, SERVERS

PEOPLE = persons(120, 31)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_RESIDENT_ID": "surrogate", "CN_MOBILE": "pseudonymize", "PERSON": "surrogate"},
    "columns": {"*.boss": "keep"},
}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Engine:
    """A server with a database of persons whose key is their resident ID, and of what refers to them."""
    engine: Engine = request.getfixturevalue(request.param)
    postgresql = engine.dialect.name == "postgresql"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE debts" + ("" if postgresql else " CHARACTER SET utf8mb4")))
    debts = _of(engine, "debts")
    number = "serial" if postgresql else "int AUTO_INCREMENT"
    with debts.begin() as connection:
        for statement in (
            "CREATE TYPE rating AS ENUM ('good', 'it''s bad')" if postgresql else "SELECT 1",
            f"CREATE TABLE person (id_no varchar(18) PRIMARY KEY, full_name varchar(40) NOT NULL, mobile varchar(20) UNIQUE, "
            f"rated {'rating' if postgresql else chr(39).join(('enum(', 'good', ',', 'it', chr(39) + 's bad', ')'))}, "
            "city varchar(20) DEFAULT '北京')",
            f"CREATE TABLE loan (no {number} PRIMARY KEY, part int NOT NULL DEFAULT 1, debtor varchar(18) NOT NULL, "
            "boss int, amount numeric(12, 2), at timestamp NULL, UNIQUE (no, part), "
            "CONSTRAINT of_person FOREIGN KEY (debtor) REFERENCES person (id_no) ON DELETE CASCADE, "
            "CONSTRAINT of_loan FOREIGN KEY (boss) REFERENCES loan (no))",
            "CREATE TABLE rate (loan int, part int, `from` date, FOREIGN KEY (loan, part) REFERENCES loan (no, part))".replace(
                "`", '"' if postgresql else "`"
            ),
            "CREATE INDEX by_city ON person (city)",
            "CREATE VIEW shown AS SELECT id_no FROM person",
        ):
            connection.execute(text(statement))
        if postgresql:
            connection.execute(text("COMMENT ON TABLE loan IS '贷款'"))
            connection.execute(text("COMMENT ON COLUMN loan.amount IS '联系 13800138000 核对'"))
        else:
            connection.execute(
                text("ALTER TABLE loan COMMENT '贷款', MODIFY amount numeric(12, 2) COMMENT '联系 13800138000 核对'")
            )
        rows = [
            {"id": p.resident_id, "name": p.name, "mobile": p.mobile, "rated": "it's bad" if n % 2 else None, "n": n + 1,
             "boss": n or None, "amount": f"{n}.50"}
            for n, p in enumerate(PEOPLE)
        ]  # fmt: skip
        connection.execute(text("INSERT INTO person VALUES (:id, :name, :mobile, :rated, '上海')"), rows)
        loan = "INSERT INTO loan (debtor, boss, amount, at) VALUES (:id, :boss, :amount, '2026-01-02 03:04:05.25')"
        for row in rows:
            connection.execute(text(loan), row)
        connection.execute(text("INSERT INTO rate VALUES (:n, 1, '2026-01-01')"), rows)
    return debts


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())


def _of(engine: Engine, database: str) -> Engine:
    from sqlalchemy import NullPool, create_engine

    return create_engine(engine.url.set(database=database), poolclass=NullPool)


def _url(server: Engine, database: str | None = None) -> str:
    url = server.url
    return f"{url.drivername}://owner:${{DB_SECRET}}@127.0.0.1:{url.port}/{database or url.database}"


def _into(server: Engine, schema: str) -> str:
    return f"{_url(server)}?schema={schema}" if server.dialect.name == "postgresql" else _url(server, schema)


def _schemas(server: Engine) -> set[str]:
    return set(inspect(server).get_schema_names())


def _rows(server: Engine, schema: str, query: str) -> list[tuple[object, ...]]:
    with server.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query.replace("{s}", schema)))]


def test_a_copy_in_another_schema_joins_and_holds_no_value(
    server: Engine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    release = pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, "partner"))
    joined = "SELECT count(*) FROM {s}.person AS p JOIN {s}.loan AS l ON l.debtor = p.id_no JOIN {s}.rate AS r ON r.loan = l.no"
    assert _rows(server, "partner", joined) == [(120,)]
    assert not [name for name in _schemas(server) if name.startswith(STAGED)]
    found = inspect(server)
    assert {tuple(k["constrained_columns"]) for k in found.get_foreign_keys("loan", "partner")} == {
        ("debtor",),
        ("boss",),
    }
    assert [k["constrained_columns"] for k in found.get_foreign_keys("rate", "partner")] == [["loan", "part"]]
    assert found.get_pk_constraint("person", "partner")["constrained_columns"] == ["id_no"]
    assert "by_city" in {each["name"] for each in found.get_indexes("person", "partner")}
    assert found.get_table_comment("loan", "partner")["text"] == "贷款"
    columns = {each["name"]: each for each in found.get_columns("loan", "partner")}
    assert "联系" in columns["amount"]["comment"]
    assert "13800138000" not in columns["amount"]["comment"]
    assert str(columns["amount"]["type"]).replace(" ", "").upper() in {"NUMERIC(12,2)", "DECIMAL(12,2)"}
    assert "北京" in str({each["name"]: each for each in found.get_columns("person", "partner")}["city"]["default"])
    everything = str([_rows(server, "partner", f"SELECT * FROM {{s}}.{name}") for name in ("person", "loan", "rate")])
    assert not [p for p in PEOPLE if p.resident_id in everything or p.mobile in everything]
    kept = "SELECT no, amount, at FROM {s}.loan ORDER BY no"
    own = "public" if server.dialect.name == "postgresql" else "debts"
    assert _rows(server, "partner", kept) == _rows(server, own, kept)
    insert = "INSERT INTO {s}.loan (debtor, amount) SELECT debtor, 1 FROM {s}.loan WHERE no = 1"
    with server.connect() as connection:  # the number of a new row is free
        connection.execute(text(insert.replace("{s}", "partner")))
        connection.rollback()
    assert "1 views" in " ".join(release.manifest["warnings"])
    manifest = (tmp_path / "out" / "manifest.json").read_text(encoding="utf-8")
    assert PASSWORD not in manifest + (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert json.loads(manifest)["files"][0]["database"]["schema"] == "partner"
    pii_scanner.verify(tmp_path / "out", against=[_url(server)])
    with server.begin() as connection:
        connection.execute(text("UPDATE partner.loan SET amount = 7 WHERE no = 3"))
    with pytest.raises(ReleaseRefused, match="loan: changed since"):
        pii_scanner.verify(tmp_path / "out")
    assert PASSWORD not in "".join(capfd.readouterr())


def test_the_copy_of_next_month_leaves_out_that_of_this_one(server: Engine, tmp_path: Path) -> None:
    if server.dialect.name != "postgresql":
        pytest.skip("a URL of MariaDB names one database")
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE SCHEMA june"))
    for month in ("may", "june", "july"):
        release = pii_scanner.mask(_url(server), POLICY, tmp_path / month, into=_into(server, month))
        assert set(inspect(server).get_table_names(month)) == {"person", "loan", "rate"}
    assert any("masked copies that were written before" in each for each in release.manifest["warnings"])
    same = "SELECT id_no, mobile FROM {s}.person ORDER BY id_no"
    assert _rows(server, "may", same) == _rows(server, "july", same)
    again = pii_scanner.scan(_url(server), include=["may.*"])
    assert {each.table for each in again.columns} == {"may.person", "may.loan", "may.rate"}


def test_nothing_is_written_over_what_is_there(server: Engine, tmp_path: Path) -> None:
    own = "public" if server.dialect.name == "postgresql" else "debts"
    before = _rows(server, own, "SELECT * FROM {s}.loan ORDER BY no")
    with pytest.raises(ConfigError, match="not empty"):
        pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, own))
    assert _rows(server, own, "SELECT * FROM {s}.loan ORDER BY no") == before
    assert not (tmp_path / "out").exists()


def test_an_empty_schema_is_filled(server: Engine, tmp_path: Path) -> None:
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE SCHEMA empty_one"))
    pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, "empty_one"))
    assert _rows(server, "empty_one", "SELECT count(*) FROM {s}.loan") == [(120,)]


def test_a_refused_copy_leaves_nothing(server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that slipped through is found by the verification, in the staged schema."""
    from pii_scanner.masking.columns import ColumnMasker

    honest = ColumnMasker.mask
    monkeypatch.setattr(
        ColumnMasker,
        "mask",
        lambda self, array, *told: array if self._plan.column == "mobile" else honest(self, array, *told),
    )
    before = _schemas(server)
    with pytest.raises(ReleaseRefused):
        pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, "leaking"))
    assert _schemas(server) == before
    assert not (tmp_path / "out").exists()


def test_a_comment_that_slipped_through_is_found(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pii_scanner.sinks.databases.catalogue._Builder._default", lambda self, default: None)
    real = PEOPLE[0].mobile
    monkeypatch.setattr("pii_scanner.sinks.registry.Scrubs.__post_init__", None, raising=False)
    monkeypatch.setattr(
        "pii_scanner.engines.copying.scrubs_of",
        lambda texts: __import__("pii_scanner.sinks.registry", fromlist=["Scrubs"]).Scrubs(
            str, lambda text: text and real
        ),
    )
    before = _schemas(server)
    with pytest.raises(ReleaseRefused):
        pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, "telling"))
    assert _schemas(server) == before


def test_an_account_without_the_right_is_told_so(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.begin() as connection:
        if server.dialect.name == "postgresql":
            connection.execute(text("CREATE ROLE writer LOGIN PASSWORD 'w'"))
        else:
            connection.execute(text("CREATE USER writer@'127.0.0.1' IDENTIFIED BY 'w'"))
    into = _into(server, "unwanted").replace("owner:${DB_SECRET}", "writer:${WRITER}")
    if server.dialect.name != "postgresql":
        into = into.replace("/unwanted", "/unwanted")
    monkeypatch.setenv("WRITER", "w")
    with pytest.raises((ConfigError, SourceError), match="right to CREATE"):
        pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=into)
    assert not (tmp_path / "out").exists()


def test_a_connection_lost_midway_leaves_nothing(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pii_scanner.sinks.databases import mysql, postgresql

    def cut(self: object, table: object, rows: object) -> None:
        cursor = self._cursor  # type: ignore[attr-defined]
        if server.dialect.name == "postgresql":
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        else:
            cursor.execute("KILL CONNECTION_ID()")
            cursor.execute("SELECT 1")

    monkeypatch.setattr(postgresql._Writing, "_copy", cut)
    monkeypatch.setattr(mysql._Writing, "_insert", cut)
    before = _schemas(server)
    with pytest.raises(SourceError, match="was lost"):
        pii_scanner.mask(_url(server), POLICY, tmp_path / "out", into=_into(server, "half"))
    assert _schemas(server) == before
