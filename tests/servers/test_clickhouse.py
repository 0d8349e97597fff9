"""ClickHouse, read as a stream of Arrow batches; its engine stands behind its HTTP interface in these tests."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest

import pii_scanner
from pii_scanner.model.table import Table
from pii_scanner.sources.discover import discover
from pii_scanner.sources.registry import open_tables
from tests.servers.conftest import _free_port

pytest.importorskip("chdb")
driver = pytest.importorskip("clickhouse_connect")

_TABLE = """
CREATE TABLE `贷款 库`.`客户``表` (
  id UInt64, xm Nullable(String) COMMENT '客户姓名', sfzh FixedString(18), tel LowCardinality(String), bal Decimal(18, 2),
  d Date32, dt DateTime64(3, 'Asia/Shanghai'), tags Array(String), m Map(String, UInt8), ip IPv4, u UUID,
  e Enum8('正常' = 1, 'it\\'s' = 2), big UInt256, agg AggregateFunction(sum, UInt64), iv IntervalDay, v Variant(String, UInt64),
  raw String, mon UInt32, born Date EPHEMERAL
) ENGINE = MergeTree PARTITION BY mon ORDER BY id COMMENT '客户基本信息'
"""
_ROWS = """
INSERT INTO `贷款 库`.`客户``表` SELECT number, if(number % 3 = 0, NULL, '张伟'), '11010519491231002X', '13800138000', 12.34,
  '1930-01-01', '2024-01-01 08:00:00.123', ['a', 'b'], map('k', 1), '10.0.0.7', '12345678-1234-5678-1234-567812345678',
  'it\\'s', toUInt256('1000000000000000000000000000000'), initializeAggregation('sumState', number), toIntervalDay(3), 7::Variant(String, UInt64),
  unhex('D5C5CEB0'), 202401 + number % 3 FROM numbers(3000)
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    port = _free_port()
    folder = tmp_path_factory.mktemp("clickhouse")
    command = [sys.executable, "-m", "tests.servers.clickhouse_http", str(folder), str(port)]
    process = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        for _ in range(300):
            try:
                yield driver.get_client(host="127.0.0.1", port=port)
                break
            except driver.driver.exceptions.Error:
                time.sleep(0.2)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def url(client: Any) -> str:
    client.command("CREATE DATABASE `贷款 库`")
    client.command("CREATE DATABASE other")
    client.command("CREATE TABLE other.t (a String) ENGINE = Memory")
    client.command(_TABLE)
    client.command(_ROWS)
    client.command("CREATE VIEW `贷款 库`.v AS SELECT xm FROM `贷款 库`.`客户``表`")
    return f"clickhouse://default:@127.0.0.1:{client.uri.rsplit(':', 1)[1]}/贷款 库"


def _tables(url: str) -> dict[str, Table]:
    ((location,), _) = discover([url])
    return {table.name: table for table in open_tables(location)}


def test_every_type_is_read_exactly(url: str) -> None:
    tables = _tables(url)
    assert set(tables) == {"客户`表", "v"}
    assert tables["v"].derived
    rows = [row for batch in tables["客户`表"].batches() for row in batch.to_pylist()]
    assert len(rows) == 3000
    (row,) = (each for each in rows if each["id"] == 1)
    del row["agg"]
    assert row | {"bal": str(row["bal"])} == {
        "id": 1, "xm": "张伟", "sfzh": "11010519491231002X", "tel": "13800138000", "bal": "12.34", "d": date(1930, 1, 1),
        "dt": datetime(2024, 1, 1, 0, 0, 0, 123000, timezone.utc), "tags": '["a","b"]', "m": '{"k":1}', "ip": "10.0.0.7",
        "u": "12345678-1234-5678-1234-567812345678", "e": "it's", "big": "1000000000000000000000000000000", "iv": "3",
        "v": "7", "raw": "张伟", "mon": 202402,
    }  # fmt: skip


def test_partitions_are_parts_that_know_their_state(url: str, client: Any) -> None:
    table = _tables(url)["客户`表"]
    assert table.parts is not None
    assert table.portions is not None
    assert len(table.parts()) == 3
    before = [portion.state() for portion in table.portions()]
    client.command("INSERT INTO `贷款 库`.`客户``表` (id, mon) VALUES (9999, 202403)")
    after = [portion.state() for portion in _tables(url)["客户`表"].portions()]
    client.command("ALTER TABLE `贷款 库`.`客户``表` DELETE WHERE id = 9999 SETTINGS mutations_sync = 2")
    assert before[:2] == after[:2]
    assert before[2] != after[2]


def test_a_sample_is_drawn_by_the_server(url: str) -> None:
    draw = _tables(url)["客户`表"].draw(100)
    assert draw is not None
    assert draw.rows == 3000
    assert sum(batch.num_rows for batch in draw.batches) == 100


def test_a_copy_keeps_types(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from pii_scanner.masking.keys import new_key

    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    policy = {
        "version": 1, "extends": "partner-valuation", "recipient": {"name": "p", "purpose": "t"},
        "key": {"env": "PII_SCANNER_KEY"},
    }  # fmt: skip
    release = pii_scanner.mask(url, policy, tmp_path / "release", database_as="duckdb")
    (copy,) = release.folder.glob("*.duckdb")
    with duckdb.connect(str(copy), read_only=True) as connection:
        kinds = dict(connection.sql('SELECT column_name, column_type FROM (DESCRIBE "客户`表")').fetchall())
        names = connection.sql('SELECT DISTINCT xm FROM "客户`表" WHERE xm IS NOT NULL').fetchall()
    assert kinds["id"] == "UBIGINT"
    assert kinds["d"] == "DATE"
    assert kinds["e"] == "ENUM('正常', 'it''s')"
    assert len(names) == 1
    assert "张伟" not in names[0]
