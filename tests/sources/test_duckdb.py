"""DuckDB files."""

from __future__ import annotations

from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.sources.discover import discover
from pii_scanner.sources.registry import open_tables
from tests.builders.files import rows_of, tables_of

duckdb = pytest.importorskip("duckdb")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "库.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("CREATE SCHEMA loan")
    connection.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, c2 VARCHAR)")
    connection.execute("COMMENT ON COLUMN people.c2 IS '手机号码'")
    connection.execute(
        'CREATE TABLE loan.kinds (person INTEGER, "a ""b" DECIMAL(20, 2), h HUGEINT, i INTERVAL, u UUID, '
        "e ENUM('x', '好'), l VARCHAR[], s STRUCT(a INTEGER), z TIMESTAMPTZ, b BLOB, d DATE)"
    )
    connection.execute("INSERT INTO people SELECT n, 'x' || n FROM range(200000) t(n)")
    connection.execute(
        "INSERT INTO loan.kinds VALUES (1, 123456789012345678.90, 170141183460469231731687303715884105727, "
        "INTERVAL 2 DAY, '00000000-0000-0000-0000-00000000000a', '好', ['张 伟', 'b'], {'a': 1}, "
        "'2026-01-02 03:04:05+08', '\\xFF'::BLOB, '2026-01-02')"
    )
    connection.execute("CREATE VIEW few AS SELECT * FROM people WHERE id < 3")
    connection.close()
    return path


@pytest.mark.filterwarnings("error::UserWarning")
def test_tables_views_and_types(path: Path) -> None:
    before = path.read_bytes()
    tables = {table.name: table for table in tables_of(path)}
    assert set(tables) == {"people", "few", "loan.kinds"}
    assert tables["people"].columns[1].comment == "手机号码"
    assert tables["people"].layout["primary_key"] == ("id",)
    (row,) = rows_of(tables["loan.kinds"])
    assert str(row[1]) == "123456789012345678.90"
    assert row[2:8] == [
        "170141183460469231731687303715884105727", "2 days", "00000000-0000-0000-0000-00000000000a", "好",
        '["张 伟","b"]', '{"a":1}',
    ]  # fmt: skip
    assert str(row[8]) == "2026-01-01 19:04:05+00:00"
    assert row[9] == b"\xff"
    assert len(rows_of(tables["few"])) == 3
    batches = list(tables["people"].batches())
    assert len(batches) > 1
    assert sum(batch.num_rows for batch in batches) == 200_000
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_by_url_and_by_sample(path: Path) -> None:
    ((location,), _) = discover([f"duckdb:///{path}"])
    assert len(open_tables(location)) == 3
    inventory = pii_scanner.scan(path, sample=500, include=["people"])
    assert {column.rows for column in inventory.columns} == {500}
    assert inventory.run.left_out == 2


def test_thousands_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute(f"CREATE TABLE wide ({', '.join(f'c{i} INTEGER' for i in range(5000))})")
    connection.execute("INSERT INTO wide (c4999) VALUES (1)")
    connection.close()
    (table,) = tables_of(path)
    assert rows_of(table)[0][4998:] == [None, 1]
