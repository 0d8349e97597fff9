"""Parquet, Feather and Arrow files with their own types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from pii_scanner.detection.tables import scan_table
from pii_scanner.sources import parquet as parquet_source
from pii_scanner.sources import typed
from tests.builders.copies import kept_copy
from tests.builders.files import cut, damage, names_of, refusal, rows_of, table_of

STAMP = dt.datetime(2026, 3, 1, 9, 30, 15)


def _table() -> pa.Table:
    return pa.table(
        {
            "姓名": pa.array(["张伟", None, "李娜"]).dictionary_encode(),
            "电话": pa.array([["13800138000"], [], None]),
            "人": pa.array([{"名": "张伟", "年龄": 3}, None, {"名": None, "年龄": 4}]),
            "金额": pa.array([Decimal("1.50"), None, Decimal("-2.00")]),
            "时间": pa.array([STAMP, None, STAMP], pa.timestamp("us")),
            "当地": pa.array([STAMP, None, STAMP], pa.timestamp("ms", "Asia/Shanghai")),
            "日": pa.array([STAMP.date(), None, None]),
            "空": pa.nulls(3),
            "照片": pa.array([b"\x89PNG\xff", None, b"abc"]),
            "大": pa.array(["x", "y", None], pa.large_string()),
            "号": pa.array([13800138000, None, 13900139000]),
        }
    )


def test_all_types_of_parquet(tmp_path: Path) -> None:
    pq.write_table(_table(), tmp_path / "客户.parquet")
    table = table_of(tmp_path / "客户.parquet")
    assert names_of(table) == _table().column_names
    assert (table.kind, table.name) == ("parquet", "客户")
    assert rows_of(table) == [list(row) for row in zip(*(c.to_pylist() for c in _table().columns), strict=True)]
    assert len(scan_table(table)) == 11


def test_zero_rows_and_many_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(_table().slice(0, 0), path)
    assert rows_of(table_of(path)) == []
    assert len(table_of(path).columns) == 11
    pq.write_table(pa.table({"n": list(range(100_000))}), path, row_group_size=7000)
    assert [row[0] for row in rows_of(table_of(path))] == list(range(100_000))


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("name", ["a.feather", "a.arrow", "a.dat"])
def test_feather(tmp_path: Path, version: int, name: str) -> None:
    table = pa.table({"姓名": ["张伟", None], "n": [1.5, 2.0], "t": [STAMP, None]})
    path = tmp_path / name
    try:
        feather.write_feather(table, str(path), version=version)
    except (ValueError, TypeError):
        pytest.skip("this Arrow writes no Feather of version 1")
    found = table_of(path)
    assert found.kind == "arrow"
    assert [row[:2] for row in rows_of(found)] == [["张伟", 1.5], [None, 2.0]]


def test_large_arrow_batches_come_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed, "ROWS", 100)
    path = tmp_path / "a.arrow"
    feather.write_feather(pa.table({"n": list(range(1050))}), str(path))
    sizes = [batch.num_rows for batch in table_of(path).batches()]
    assert max(sizes) == 100
    assert sum(sizes) == 1050


def test_files_of_duckdb(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    query = "SELECT '张伟' AS 姓名, [i, 2] AS l, {'a': i} AS s, DATE '2026-03-01' AS d, 1.5::DECIMAL(9,2) AS x"
    duckdb.sql(f"COPY ({query} FROM range(3) t(i)) TO '{path}' (FORMAT parquet)")
    assert rows_of(table_of(path))[2] == ["张伟", [2, 2], {"a": 2}, dt.date(2026, 3, 1), Decimal("1.50")]


def test_one_large_row_group_is_not_held_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    values = pa.array([f"{i:060d}" for i in range(600_000)])
    pq.write_table(pa.table({"n": values}), path, row_group_size=600_000, use_dictionary=False, compression="none")
    del values
    before, most = pa.total_allocated_bytes(), 0
    for batch in table_of(path).batches():
        assert batch.num_rows <= 65_536
        most = max(most, pa.total_allocated_bytes() - before)
    assert path.stat().st_size > 35 << 20
    assert most < 16 << 20


@pytest.mark.parametrize("share", [0.2, 0.6, 0.99])
def test_cut_off(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [f"1380013{i:04d}" for i in range(5000)]}), path)
    assert "is cut off or damaged" in refusal(cut(path, share))
    feather.write_feather(pa.table({"n": [f"1380013{i:04d}" for i in range(5000)]}), str(path))
    assert "is cut off or damaged" in refusal(cut(path, share))


def test_damaged_in_a_middle_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_source, "ROWS", 10_000)
    path = tmp_path / "a.parquet"
    values = [f"1380013{i:04d}" for i in range(50_000)]
    pq.write_table(pa.table({"n": values}), path, row_group_size=10_000, use_dictionary=False)
    damage(path, 0.5)
    table = table_of(path)
    assert next(iter(table.batches())).num_rows == 10_000
    sentence = refusal(path)
    assert "reading stopped midway" in sentence
    assert "1380013" not in sentence


def test_a_damaged_path_of_a_column_stops_no_copy(tmp_path: Path) -> None:
    """It says how the column was packed; its name stands in the schema too."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"abcdefgh": ["甲", "乙"]}), path, store_schema=False)
    before, schema, packed = path.read_bytes().split(b"abcdefgh")
    path.write_bytes(before + b"abcdefgh" + schema + b"abc\xa7efgh" + packed)
    kept_copy(path, tmp_path / "b.parquet")
    assert rows_of(table_of(tmp_path / "b.parquet")) == [["甲"], ["乙"]]


def test_arrow_damaged_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    feather.write_feather(pa.table({"n": [f"1380013{i:04d}" for i in range(50_000)]}), str(path), compression="lz4")
    assert "reading stopped midway" in refusal(damage(path, 0.5, 4000))


def test_only_the_mark_of_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    assert "is cut off or damaged" in refusal(tmp_path / "a.parquet")
