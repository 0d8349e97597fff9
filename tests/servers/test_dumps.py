"""Dumps that the servers' own programs write are masked, and their copies are loaded by the same programs."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from tests.servers.conftest import PASSWORD, _of_wheel, _program

_PEOPLE = persons(300, 31)
# Databases of these tests alone.
_SOURCE, _LOADED = "dumped_debts", "loaded_debts"
_POLICY = {
    "version": 1,
    "extends": "partner-valuation",
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
}
_MANNERS = {
    "postgresql": {"rows of COPY": [], "a row a statement": ["--inserts"], "many rows": ["--rows-per-insert=50", "--column-inserts"]},
    "mariadb": {"many rows": [], "a row a statement": ["--skip-extended-insert", "--complete-insert"], "bytes as digits": ["--hex-blob"]},
}  # fmt: skip


@dataclass
class Server:
    """A server with a database of debts, and the programs that dump and load one."""

    engine: Engine
    name: str
    dumping: list[str]
    loading: list[str]
    env: dict[str, str]

    def dump(self, path: Path, options: list[str]) -> None:
        with path.open("wb") as file:
            subprocess.run([*self.dumping, *options, _SOURCE], check=True, stdout=file, env=self.env)

    def load(self, path: Path, database: str) -> Engine:
        """Return the engine of a new database that holds what a dump holds."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {database}"))
            connection.execute(text(f"CREATE DATABASE {database}" + ("" if self.name == "postgresql" else " CHARACTER SET utf8mb4")))  # fmt: skip
        with path.open("rb") as file:
            subprocess.run([*self.loading, database], check=True, stdin=file, capture_output=True, env=self.env)
        return create_engine(self.engine.url.set(database=database), poolclass=NullPool)


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    engine: Engine = request.getfixturevalue(request.param)
    port = str(engine.url.port)
    if request.param == "postgresql":
        programs = _of_wheel()
        folder = str(Path(programs[0]).parent) if programs else "/usr/lib/postgresql/*/bin"
        at = ["-h", "127.0.0.1", "-p", port, "-U", "owner"]
        dumping = [_program("pg_dump", folder), *at]
        loading = [_program("psql", folder), *at, "-q", "-v", "ON_ERROR_STOP=1", "-d"]
        env = {"PGPASSWORD": PASSWORD, "PGCLIENTENCODING": "UTF8"}
    else:
        at = ["--no-defaults", "-h127.0.0.1", f"-P{port}", "-uowner", "--default-character-set=utf8mb4"]
        dumping, loading = [_program("mariadb-dump", "/usr/bin"), *at], [_program("mariadb", "/usr/bin"), *at]
        env = {"MYSQL_PWD": PASSWORD}
    made = Server(engine, request.param, dumping, loading, env)
    _fill(made)
    yield made
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in (_SOURCE, _LOADED):
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))


def _fill(server: Server) -> None:
    postgresql = server.name == "postgresql"
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {_SOURCE}"))
        connection.execute(text(f"CREATE DATABASE {_SOURCE}" + ("" if postgresql else " CHARACTER SET utf8mb4")))
    engine = create_engine(server.engine.url.set(database=_SOURCE), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE customer (id int PRIMARY KEY, full_name varchar(20) NOT NULL, id_card char(18) UNIQUE, born date, balance numeric(12, 2), photo " + ("bytea" if postgresql else "blob") + ")"))  # fmt: skip
        connection.execute(text("CREATE TABLE calls (no int PRIMARY KEY, customer int REFERENCES customer (id), phone bigint, note text)"))  # fmt: skip
        connection.execute(text("CREATE VIEW rich AS SELECT full_name FROM customer WHERE balance > 100"))
        for n, each in enumerate(_PEOPLE):
            born = f"{each.resident_id[6:10]}-{each.resident_id[10:12]}-{each.resident_id[12:14]}"
            row = {"n": n, "name": each.name, "card": each.resident_id, "born": born, "sum": n * 10.5, "photo": b"\x89PNG\r\n\x1a\n\x00'\\" * 9}  # fmt: skip
            connection.execute(text("INSERT INTO customer VALUES (:n, :name, :card, :born, :sum, :photo)"), row)
            said = f"{each.name}说'下周'还款;\n回拨{each.mobile}，路径C:\\x\t完"
            call = {"n": n, "phone": int(each.mobile), "said": said if n % 7 else None}
            connection.execute(text("INSERT INTO calls VALUES (:n, :n, :phone, :said)"), call)
    engine.dispose()


@pytest.mark.parametrize("number", range(3))
def test_a_dump_is_masked_and_loaded(server: Server, number: int, tmp_path: Path) -> None:
    options = list(_MANNERS[server.name].values())[number]
    server.dump(tmp_path / "debts.sql", options)
    pii_scanner.mask(tmp_path / "debts.sql", _POLICY, tmp_path / "out")
    copy = tmp_path / "out" / "debts.sql"
    written = copy.read_text(encoding="utf-8")
    assert not [each for each in _PEOPLE if each.resident_id in written or each.mobile in written]
    engine = server.load(copy, _LOADED)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT full_name, balance, note FROM customer JOIN calls ON customer.id = calls.customer ORDER BY no")).all()  # fmt: skip
        photos = connection.execute(text("SELECT photo FROM customer")).scalars().all()
    engine.dispose()
    assert [float(balance) for _, balance, _ in rows] == [n * 10.5 for n in range(300)]
    assert len({name for name, _, _ in rows}) == len({each.name for each in _PEOPLE})
    assert all((note is None) == (n % 7 == 0) for n, (_, _, note) in enumerate(rows))
    assert all(name in note for name, _, note in rows if note is not None)
    assert all(note.endswith("，路径C:\\x\t完") for _, _, note in rows if note is not None)
    assert not any(b"PNG" in bytes(photo or b"") for photo in photos)
