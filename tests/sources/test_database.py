"""SQLite files and database URLs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.detection.tables import scan_table
from pii_scanner.errors import SourceError
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.databases import postgresql
from pii_scanner.sources.discover import discover
from pii_scanner.sources.hand import put_away
from pii_scanner.sources.registry import open_tables
from tests.builders.files import cut, damage, names_of, refusal, rows_of, tables_of

SCHEMA = """
CREATE TABLE 客户 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 手机号 TEXT);
CREATE TABLE 催收记录 (编号 INTEGER PRIMARY KEY, 客户编号 INTEGER REFERENCES 客户(编号), 备注 TEXT);
CREATE VIEW 名单 AS SELECT 姓名 FROM 客户;
CREATE INDEX by_name ON 客户(姓名);
CREATE TABLE "odd ""table"" name" ("a b" TEXT, "c""d" TEXT, "e.f" TEXT, "select" TEXT, "100%" TEXT, ":x" TEXT);
CREATE TABLE keys (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID;
CREATE TABLE empty (a TEXT, b INTEGER);
CREATE TABLE made (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) VIRTUAL, c TEXT AS (a || '号') STORED);
CREATE TABLE mixed (x, y BLOB, z);
INSERT INTO 客户 VALUES (1, '张伟', '13800138000'), (2, '李娜', NULL);
INSERT INTO 催收记录 VALUES (1, 1, '承诺还款'), (2, 1, '再次联系');
INSERT INTO "odd ""table"" name" VALUES ('1', '2', '3', '4', '5', '6');
INSERT INTO keys VALUES ('k', 'v');
INSERT INTO made (a) VALUES (3);
INSERT INTO mixed VALUES (1, x'FFD8FF', 'a'), ('二', 'text', x'61'), (2.5, NULL, 1), (x'62', x'', NULL);
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "库 #1 100%?.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    return path


def _named(path: Path) -> dict[str, Table]:
    return {table.name: table for table in tables_of(path)}


def test_tables_and_views(path: Path) -> None:
    tables = _named(path)
    assert set(tables) == {"客户", "催收记录", "名单", 'odd "table" name', "keys", "empty", "made", "mixed"}
    assert [name for name, table in tables.items() if table.derived] == ["名单"]
    assert rows_of(tables["名单"]) == [["张伟"], ["李娜"]]
    (reference,) = tables["催收记录"].layout["foreign_keys"]
    assert (reference.columns, reference.table, reference.referred) == (("客户编号",), "客户", ("编号",))
    assert names_of(_named(path)["客户"]) == ["编号", "姓名", "手机号"]
    assert [c.data_type for c in _named(path)["客户"].columns] == ["INTEGER", "TEXT", "TEXT"]
    assert rows_of(_named(path)["客户"]) == [[1, "张伟", "13800138000"], [2, "李娜", None]]


def test_odd_tables(path: Path) -> None:
    tables = _named(path)
    assert rows_of(tables['odd "table" name']) == [["1", "2", "3", "4", "5", "6"]]
    assert rows_of(tables["keys"]) == [["k", "v"]]
    assert rows_of(tables["empty"]) == []
    assert names_of(tables["empty"]) == ["a", "b"]
    assert rows_of(tables["made"]) == [[3, 6, "3号"]]


def test_mixed_types_in_a_column(path: Path) -> None:
    table = _named(path)["mixed"]
    assert [row[0] for row in rows_of(table)] == ["1", "二", "2.5", "b"]
    assert [row[2] for row in rows_of(table)] == ["a", "a", "1", None]
    assert len(scan_table(table)) == 3


def test_large_integers_keep_all_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1.5), (110105199001011234);")
    assert rows_of(_named(path)["t"]) == [["1.5"], ["110105199001011234"]]


def test_text_in_gbk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (n INTEGER, x TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, '王芳')", [(i,) for i in range(45_000)])
        connection.execute("UPDATE t SET x = CAST(? AS TEXT) WHERE n = 44000", ("张伟".encode("gbk"),))
        connection.commit()
    rows = rows_of(_named(path)["t"])
    assert [row[0] for row in rows] == list(range(45_000))
    assert rows[44_000][1] == "张伟"


def test_a_table_of_an_unknown_module_does_not_stop_the_others(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE later (a TEXT); PRAGMA writable_schema=ON;"
            "UPDATE sqlite_master SET sql='CREATE VIRTUAL TABLE later USING nowhere(a)', rootpage=0 WHERE name='later';"
        )
    tables = _named(path)
    assert rows_of(tables["客户"])
    assert [problem.severity for problem in tables["later"].problems] == ["error"]


@pytest.mark.parametrize("busy", [False, True])
def test_nothing_is_written_beside_a_database_with_a_log(tmp_path: Path, busy: bool) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);")
        if busy:
            before = sorted(os.listdir(tmp_path))
            assert rows_of(_named(path)["t"]) == [[1]]
            assert sorted(os.listdir(tmp_path)) == before
    if not busy:
        assert rows_of(_named(path)["t"]) == [[1]]
        assert os.listdir(tmp_path) == ["a.sqlite"]


def test_reading_closes_the_file(path: Path) -> None:
    handles = Path("/proc/self/fd")
    if not handles.exists():
        pytest.skip("open files cannot be listed here")
    put_away()

    def opened() -> list[str]:
        return [each for each in map(os.path.realpath, handles.iterdir()) if each.startswith(str(path.parent))]

    for number in range(20):  # some stay open for the next table, not one for each file
        copy = shutil.copy(path, path.with_name(f"{number}.sqlite"))
        for table in tables_of(Path(copy)):
            rows_of(table)
    assert len(opened()) < 12
    pii_scanner.scan(path)
    assert opened() == []


def test_rows_come_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.executemany("INSERT INTO t VALUES (?)", [(i,) for i in range(50_000)])
        connection.commit()
    batches: Iterator[pa.RecordBatch] = _named(path)["t"].batches()
    assert [batch.num_rows for batch in batches] == [20_000, 20_000, 10_000]


@pytest.mark.parametrize("share", [0.03, 0.3, 0.7])
def test_cut_off(path: Path, share: float) -> None:
    assert "damaged or encrypted" in refusal(cut(path, share))


def test_damaged_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [(f"1380013{i:04d}",) for i in range(9000)])
        connection.commit()
    sentence = refusal(damage(path, 0.05, 60_000))
    assert "damaged or encrypted" in sentence
    assert "1380013" not in sentence


def test_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    path.write_bytes(os.urandom(8192))
    assert "damaged or encrypted" in refusal(path)


def test_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE t (x); DROP TABLE t;")
    assert "holds no tables" in refusal(path)


def test_url_of_a_file(path: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    path.rename(plain)
    ((location,), problems) = discover([f"sqlite:///{plain}"])
    assert not problems
    assert "客户" in {table.name for table in open_tables(location)}
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    for name, words in (("none.db", "does not exist"), ("a.csv", "damaged or encrypted"), ("", "is a folder")):
        ((location,), _) = discover([f"sqlite:///{tmp_path}/{name}"])
        with pytest.raises(SourceError, match=words):
            open_tables(location)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense://user:s3cret@host/db", "No SQLAlchemy dialect for nonsense is installed"),
        ("postgresql+asyncpg://user:s3cret@host/db", "The driver for postgresql+asyncpg is not installed"),
        ("sqlite+pysqlcipher://:s3cret@/a.db", "is not installed"),
    ],
)
def test_no_dialect_or_driver(url: str, words: str) -> None:
    ((location,), _) = discover([url])
    with pytest.raises(SourceError) as caught:
        open_tables(location)
    assert words in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("driver", ["postgresql+psycopg", "mysql+pymysql"])
def test_no_server(driver: str) -> None:
    ((location,), _) = discover([f"{driver}://user:s3cret@127.0.0.1:1/db"])
    started = time.monotonic()
    with pytest.raises(SourceError) as caught:
        open_tables(location)
    assert time.monotonic() - started < 20
    assert "s3cret" not in str(caught.value)
    assert "does not answer" in str(caught.value) or "is not installed" in str(caught.value)


def test_an_error_of_the_driver_shows_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("cannot reach user:s3cret@host")

    monkeypatch.setattr(postgresql, "PostgresqlSession", refuse)
    with pytest.raises(SourceError) as caught:
        open_tables(Location("postgresql://user:***@host/db", url="postgresql://user:s3cret@host/db"))
    assert str(caught.value).startswith("postgresql://user:***@host/db cannot be read: OSError.")
