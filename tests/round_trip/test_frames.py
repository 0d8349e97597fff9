"""A DataFrame whose columns are all kept comes back as it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pandas as pd
import pyarrow as pa
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ConfigError
from pii_scanner.masking.keys import new_key
from tests.round_trip.kept import keep_all, nothing_forbidden


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
    pd.testing.assert_frame_equal(pii_scanner.mask(frame, keep_all(), config=nothing_forbidden()), frame)


def test_what_pandas_makes_of_other_kinds_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ages cut into bands, months, UUIDs and views of strings beside what is masked."""
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = persons(40, 4)
    ages = pd.Series(range(40))
    frame = pd.DataFrame(
        {
            "手机": pd.array([person.mobile for person in people], dtype=pd.ArrowDtype(pa.string_view())),
            "年龄段": pd.cut(ages, [-1, 10, 20, 40]),
            "区间": pd.interval_range(0, 40),
            "月份": pd.period_range("2020-01", periods=40, freq="M"),
            "编号": [UUID(int=number) for number in range(40)],
        }
    )
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": {"CN_MOBILE": "pseudonymize"},
    }

    assert not pii_scanner.scan(frame).problems
    made = pii_scanner.mask(frame, policy)

    assert not set(made["手机"]) & set(frame["手机"])
    for name in ("年龄段", "区间", "月份", "编号"):
        assert made[name].tolist() == frame[name].tolist()


def test_frames_of_other_libraries_are_refused_with_a_word() -> None:
    with pytest.raises(ConfigError, match="to_pandas"):
        pii_scanner.scan(pa.table({"手机": ["13800138000"]}))
