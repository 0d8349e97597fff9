"""Scanning and masking what lives in a PostgreSQL or MariaDB server."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

import pii_scanner
from pii_scanner.cli import main
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from pii_scanner.model.table import Location
from pii_scanner.sources.registry import open_tables
from tests.servers.conftest import PASSWORD, SERVERS, numbers, reader_of

PEOPLE = persons(300, 5)
POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {
        "CN_RESIDENT_ID": "surrogate",
        "CN_MOBILE": "pseudonymize",
        "PERSON": "surrogate",
        "EMAIL_ADDRESS": "redact",
    },
}
JOIN = "SELECT count(*) FROM {0} AS a JOIN {1} AS b ON a.id_no = b.sfzh"


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Engine:
    """The owner's engine of a server that holds two tables of a portfolio; another account may only read."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.begin() as connection:
        _fill(connection, engine.dialect.name == "postgresql")
    return engine


def _fill(connection: Connection, comments: bool) -> None:
    loaned = "loan.calls" if comments else "calls"
    statements = [
        *(["CREATE SCHEMA loan"] if comments else []),
        "CREATE TABLE customer (no int PRIMARY KEY, full_name varchar(40), id_no varchar(18), c3 varchar(20), "
        "born date, balance numeric(12, 2), extra {})".format("jsonb" if comments else "json"),
        f"CREATE TABLE {loaned} (sfzh varchar(18), note text, at timestamp)",
        "CREATE TABLE empty_one (a int)",
    ]
    for statement in statements:
        connection.execute(text(statement))
    if comments:
        connection.execute(text("COMMENT ON COLUMN customer.c3 IS '手机号码'"))
        connection.execute(text("CREATE ROLE reader LOGIN PASSWORD 'reads only'"))
        connection.execute(text("GRANT USAGE ON SCHEMA public, loan TO reader"))
        connection.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public, loan TO reader"))
    else:
        connection.execute(text("ALTER TABLE customer MODIFY c3 varchar(20) COMMENT '手机号码'"))
        connection.execute(text("CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'reads only'"))
        connection.execute(text("GRANT SELECT ON portfolio.* TO reader@'127.0.0.1'"))
    rows = [
        {
            "no": number, "name": each.name, "id": each.resident_id, "mobile": each.mobile,
            "born": f"{each.resident_id[6:10]}-{each.resident_id[10:12]}-{each.resident_id[12:14]}",
            "extra": json.dumps({"mail": each.email}), "note": f"{each.name}承诺还款，电话{each.mobile}",
        }
        for number, each in enumerate(PEOPLE)
    ]  # fmt: skip
    connection.execute(text("INSERT INTO customer VALUES (:no, :name, :id, :mobile, :born, 1200.50, :extra)"), rows)
    connection.execute(text(f"INSERT INTO {loaned} VALUES (:id, :note, '2026-01-02 03:04:05')"), rows[:200])


def _url(server: Engine, user: str = "owner", secret: str = "${DB_SECRET}") -> str:
    """The address as a user writes it: the password comes from the environment."""
    url = server.url
    return f"{url.drivername}://{user}:{secret}@127.0.0.1:{url.port}/{url.database}"


def _exit_code(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code


def _content(server: Engine) -> list[list[tuple[object, ...]]]:
    calls = "loan.calls" if server.dialect.name == "postgresql" else "calls"
    with server.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name} ORDER BY 1"))]
            for name in ("customer", calls)
        ]


def test_a_scan_finds_columns_by_content_and_comment(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    before = _content(server)
    inventory = pii_scanner.scan(_url(server))
    found = {(c.table, c.column): [f.entity_type for f in c.entity_types] for c in inventory.columns}
    calls = "loan.calls" if server.dialect.name == "postgresql" else "calls"
    assert found["customer", "id_no"] == ["CN_RESIDENT_ID"]
    assert found["customer", "full_name"] == ["PERSON"]
    assert found["customer", "c3"] == ["CN_MOBILE"]
    assert found["customer", "extra"] == ["EMAIL_ADDRESS"]
    assert found["customer", "no"] == found[calls, "at"] == []
    assert found["customer", "balance"] == ["FINANCIAL_AMOUNT"]
    assert {"PERSON", "CN_MOBILE"} <= set(found[calls, "note"])
    comment = next(c for c in inventory.columns if c.column == "c3").entity_types[0].evidence
    assert any("c3" in each or "手机号码" in each for each in comment)
    assert _content(server) == before
    assert not [problem for problem in inventory.problems if problem.severity == "error"]
    assert PASSWORD not in json.dumps([c.source for c in inventory.columns])


def test_an_account_that_may_only_read_is_enough(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_SECRET", "reads only")
    inventory = pii_scanner.scan(_url(server, "reader"))
    assert sum(bool(c.entity_types) for c in inventory.columns) >= 6


def test_sessions_cannot_write(server: Engine) -> None:
    session = reader_of(server).open()
    with pytest.raises(Exception, match=r"read.only|READ ONLY"):
        session.values("UPDATE customer SET full_name = 'x'")  # type: ignore[attr-defined]
    session.close()


def test_masked_copies_join_and_hold_no_value(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    pii_scanner.mask(_url(server), POLICY, tmp_path / "release")
    (copy,) = (tmp_path / "release").glob("*.sqlite")
    with closing(sqlite3.connect(copy)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        calls = next(name for name in names if "calls" in name)
        (joined,) = connection.execute(JOIN.format("customer", f'"{calls}"')).fetchone()
        assert joined == 200
        assert connection.execute("SELECT count(*) FROM customer").fetchone() == (300,)
        assert connection.execute("SELECT min(balance) FROM customer").fetchone()[0] in (1200.5, "1200.50")
    raw = copy.read_bytes()
    for each in PEOPLE[:200]:
        assert each.resident_id.encode() not in raw
        assert each.mobile.encode() not in raw
        assert each.name.encode() not in raw or len(each.name) < 3
    assert _exit_code(["verify", str(tmp_path / "release"), "--against", _url(server)]) == 0
    assert PASSWORD not in "".join(capfd.readouterr())


def test_a_wrong_password_is_one_sentence(
    server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DB_SECRET", "not the secret")
    csv = tmp_path / "a.csv"
    csv.write_text("姓名,手机\n张伟,13800138000\n", encoding="utf-8")
    assert _exit_code(["scan", _url(server), str(csv), "-o", str(tmp_path / "out"), "--lang", "en"]) == 3
    said = "".join(capfd.readouterr())
    assert "refuses the account or its password" in said
    assert "not the secret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("@127.0.0.1", "@no-such-host.invalid"), "host"),
        (("/portfolio", "/not_there"), "no such database"),
        (("/postgres", "/not_there"), "no such database"),
    ],
)
def test_a_wrong_address_is_one_sentence(
    server: Engine,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    change: tuple[str, str],
    words: str,
) -> None:
    monkeypatch.setenv("DB_SECRET", PASSWORD)
    url = _url(server)
    if not (url.endswith(change[0]) or change[0] in url.partition("//")[2].partition("/")[0]):
        pytest.skip("the name of the other server's database")
    assert _exit_code(["scan", url.replace(*change), "-o", str(tmp_path / "out"), "--lang", "en"]) == 3
    said = "".join(capfd.readouterr())
    assert words in said
    assert PASSWORD not in said


def test_a_large_table_streams(server: Engine) -> None:
    """Reading begins before the server has sent the table, and stops when nobody asks for more."""
    with server.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS large"))
        connection.execute(text("CREATE TABLE large (a int, b varchar(40))"))
        connection.execute(text(f"INSERT INTO large SELECT n, 'row' FROM {numbers(1_000_000)}"))
    url = server.url.render_as_string(hide_password=False)
    table = next(t for t in open_tables(Location("db", url=url)) if t.name == "large")
    batches = table.batches()
    assert next(batches).num_rows < 1_000_000
    batches.close()
    assert sum(batch.num_rows for batch in table.batches()) == 1_000_000


def test_a_table_dropped_midway_is_a_problem_of_its_own(server: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.url.render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS gone"))
        connection.execute(text("CREATE TABLE gone (a int)"))
    listed = open_tables(Location("db", url=url))
    with server.begin() as connection:
        connection.execute(text("DROP TABLE gone"))
    monkeypatch.setattr("pii_scanner.engines.local.chosen_tables", lambda location: (listed, 0))
    inventory = pii_scanner.scan(url)
    assert [problem.table for problem in inventory.problems if problem.severity == "error"] == ["gone"]
    assert any(c.table == "customer" for c in inventory.columns)


def test_a_writer_is_not_locked_out(server: Engine) -> None:
    """A scan that is half done keeps nobody from changing the table."""
    url = server.url.render_as_string(hide_password=False)
    batches = next(t for t in open_tables(Location("db", url=url)) if t.name == "customer").batches()
    next(batches)
    done = threading.Event()

    def write() -> None:
        with server.begin() as connection:
            connection.execute(text("UPDATE customer SET balance = balance WHERE no = 1"))
        done.set()

    threading.Thread(target=write, daemon=True).start()
    finished = done.wait(20)
    batches.close()
    assert finished
