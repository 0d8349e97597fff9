"""A DataFrame whose columns are all kept comes back as it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd

import pii_scanner
from tests.round_trip.kept import keep_all


def test_every_dtype_and_two_columns_of_one_name() -> None:
    frame = pd.DataFrame(
        {
            "文": ["张伟", None, ""],
            "数": [1, 2, 3],
            "浮": [1.5, float("nan"), float("inf")],
            "可空": pd.array([1, None, 3], dtype="Int64"),
            "类": pd.Categorical(["甲", "乙", "甲"], ordered=True),
            "时": pd.to_datetime(["2026-01-01", None, "2026-01-02"]).tz_localize("Asia/Shanghai"),
            "日": [dt.date(2026, 1, 1), None, None],
            "小数": [Decimal("1.5"), None, Decimal("2.50")],
            "真": [True, False, True],
            "混": [1, "a", None],
            "列": [[1, 2], None, ["a"]],
            "串": pd.array(["x", None, "z"], dtype="string"),
            "隔": pd.to_timedelta([1, 2, None], unit="s"),
            "月": pd.period_range("2026-01", periods=3, freq="M"),
            "字节": [b"a", None, b"\xff"],
            "对象": [{"a": 1}, None, {"b": [1]}],
        },
        index=[9, 8, 7],
    )
    frame.insert(2, "文", ["p", "q", "r"], allow_duplicates=True)
    pd.testing.assert_frame_equal(pii_scanner.mask(frame, keep_all()), frame)
