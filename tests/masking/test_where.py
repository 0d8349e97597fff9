"""Conditions on rows: what they choose, what they refuse, and that they say the same as a database does."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.errors import PolicyError
from pii_scanner.masking.where import columns_of, condition_of


def chosen(where: str, **columns: list[Any] | pa.Array) -> list[int]:
    """Return the numbers of the rows for which a condition is true."""
    arrays = {name: each if isinstance(each, pa.Array) else pa.array(each) for name, each in columns.items()}
    return [row for row, true in enumerate(condition_of(where)(arrays).to_pylist()) if true]


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ("同意标志 = 'Y'", [0, 2]),
        ("同意标志 <> 'Y'", [1]),  # blank is unknown, and unknown is not true
        ("NOT 同意标志 = 'Y'", [1]),
        ("同意标志 = 'Y' AND 金额 > 1000", [0]),
        ("同意标志 IN ('N', 'X') OR 金额 < 10", [1, 2]),
        ("同意标志 NOT IN ('N')", [0, 2]),
        ("金额 BETWEEN 5 AND 1234.5", [0, 2]),
        ("金额 NOT BETWEEN 5 AND 1234.5", [1]),
        ("金额 = -3", [1]),
        ("1000 < 金额", [0]),
        ("同意标志 IS NULL", [3, 4]),
        ("同意标志 IS NOT NULL", [0, 1, 2]),
        ("\"放款 日期\" < '2020-06-01'", [0, 1]),
        ("\"放款 日期\" >= DATE '2020-06-01'", [2]),
        ("姓名 LIKE '张%'", [0, 1]),
        ("姓名 NOT LIKE '张_'", [1, 2, 3, 4]),
        ("编号 = '007'", [0]),
        ("编号 = 7", [0, 1]),
        ("编号 > '7'", [2, 3, 4]),
    ],
)
def test_a_condition_chooses_rows(where: str, rows: list[int]) -> None:
    columns: dict[str, list[Any]] = {
        "同意标志": ["Y", "N", " Y ", "", None],
        "金额": ["1,234.50", "￥-3", "5", "-", None],
        "放款 日期": ["2020/1/5", "20200105", "2020年6月1日", "未知", ""],
        "姓名": ["张三", "张小三", "李四", "王五", "赵六"],
        "编号": ["007", "7", "8", "9", "10"],
    }
    assert chosen(where, **columns) == rows


def test_columns_of_any_type_are_compared() -> None:
    assert chosen("a > 1.5", a=pa.array([1, 2, None], pa.int8())) == [1]
    assert chosen("a = '2'", a=pa.array([1, 2, None])) == [1]
    assert chosen("a >= 0.1", a=pa.array([Decimal("0.10"), Decimal("0.09")])) == [0]
    assert chosen("a = true", a=pa.array([True, False, None])) == [0]
    assert chosen("a <= '2020-01-02'", a=pa.array([date(2020, 1, 2), date(2020, 1, 3)])) == [0]
    assert chosen("a = 'x'", a=pa.array(["x", "y", None]).dictionary_encode()) == [0]
    assert chosen("a < b", a=["9", "2020-01-02", "b", ""], b=["10", "2020/1/3", "a", "1"]) == [0, 1]


@pytest.mark.parametrize(
    "where",
    [
        "金额 >", "f(金额) = 1", "金额 + 1 > 2", "1 = 1", "金额", "金额 = 1; DROP TABLE x", "金额 IN (SELECT 1)",
        "EXISTS (SELECT 1)", "t.金额 = 1", "姓名 LIKE '!%' ESCAPE '!'", "CAST(金额 AS INT) = 1", "金额 = NULL",
        "编号 = 12345678901234567", "金额 IS TRUE", "CASE WHEN 金额 = 1 THEN 1 END = 1", "金额 = DATE '2020-13-01'",
        "__import__('os').system('true') = 0", "金额 IN ()", "(" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_such_condition_is_refused(where: str) -> None:
    with pytest.raises(PolicyError, match="row filter"):
        condition_of(where)


def test_columns_of_a_condition_are_known() -> None:
    assert columns_of("a = 1 AND (\"b c\" LIKE 'x' OR a > 金额)") == ["a", "b c", "金额"]


_NUMBERS = st.one_of(st.none(), st.integers(-20, 20))
_TESTS = st.sampled_from(
    ["a > 3", "a <= b", "b IN (1, 2, 3)", "a BETWEEN -5 AND 5", "a IS NULL", "b IS NOT NULL", "a <> b", "NOT a = 2"]
)


@given(
    rows=st.lists(st.tuples(_NUMBERS, _NUMBERS), min_size=1, max_size=20),
    one=_TESTS,
    other=_TESTS,
    joined=st.sampled_from(["AND", "OR", "AND NOT"]),
)
def test_a_condition_chooses_what_a_database_chooses(
    rows: list[tuple[int | None, int | None]], one: str, other: str, joined: str
) -> None:
    where = f"({one}) {joined} ({other})"
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (n INTEGER, a INTEGER, b INTEGER)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", [(n, a, b) for n, (a, b) in enumerate(rows)])
    wanted = [n for (n,) in connection.execute(f"SELECT n FROM t WHERE {where} ORDER BY n")]
    connection.close()
    columns = list(zip(*rows, strict=True))
    assert chosen(where, a=pa.array(columns[0], pa.int64()), b=pa.array(columns[1], pa.int64())) == wanted
    texts = [pa.array([None if v is None else str(v) for v in each], pa.string()) for each in columns]
    assert chosen(where, a=texts[0], b=texts[1]) == wanted
