"""DataFrames as tables."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from pii_scanner.detection.tables import scan_table
from pii_scanner.sources.frame import table_of_frame
from tests.builders.files import names_of, rows_of


def test_columns_of_all_kinds() -> None:
    frame = pd.DataFrame(
        {
            "姓名": ["张伟", None, "李娜"],
            "手机号": [13800138000, 13900139000, 13700137000],
            "金额": [1.5, None, 2.0],
            "日期": pd.to_datetime(["2026-03-01", None, "2026-03-02"]),
            "类别": pd.Categorical(["a", "b", None]),
            "混合": ["x", 1, 2.5],
            "是否": [True, False, True],
        },
        index=["p", "q", "r"],
    )
    table = table_of_frame(frame)
    rows = rows_of(table)
    assert names_of(table) == list(frame.columns)
    assert [row[0] for row in rows] == ["张伟", None, "李娜"]
    assert [row[2] for row in rows] == [1.5, None, 2.0]
    assert rows[1][3] is None
    assert [row[4] for row in rows] == ["a", "b", None]
    assert [row[5] for row in rows] == ["x", "1", "2.5"]
    assert len(scan_table(table)) == 7


def test_odd_objects_become_text() -> None:
    frame = pd.DataFrame({"a": [dt.date(2026, 3, 1), "x", pd.NaT, b"raw"], 2: [{"k": 1}, [1], None, "\ud83d"]})
    table = table_of_frame(frame)
    assert names_of(table) == ["a", "2"]
    rows = rows_of(table)
    assert [row[0] for row in rows] == ["2026-03-01", "x", None, "raw"]
    assert rows[3][1] == "?"
    assert rows[2][1] is None


def test_same_names_and_no_rows() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert rows_of(table_of_frame(frame)) == [[1, 2]]
    assert rows_of(table_of_frame(pd.DataFrame({"a": []}))) == []
    assert rows_of(table_of_frame(pd.DataFrame())) == []


def test_large_frames_come_in_batches() -> None:
    table = table_of_frame(pd.DataFrame({"a": range(150_000)}))
    assert [batch.num_rows for batch in table.batches()] == [65_536, 65_536, 18_928]
