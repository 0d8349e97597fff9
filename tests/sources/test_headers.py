"""The header is found under titles, and every column gets one name."""

from __future__ import annotations

import time

import pytest

from pii_scanner.sources.headers import column_names, find_header

HEADER = ["姓名", "手机号", "金额"]
DATA = ["张伟", "13800138000", "12.50"]


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        ([HEADER, DATA], 0),
        ([["客户名单", "", ""], ["", "", ""], HEADER, DATA], 2),
        ([DATA, ["李娜", "13900139000", "8"]], -1),
        ([["张伟", "北京", "男"], ["李娜", "北京", "女"], ["王芳", "上海", "男"]], -1),
        ([HEADER, DATA, HEADER, DATA], 0),
        ([["姓名"], ["张伟"], ["李娜"]], 0),
        ([["13800138000"], ["13900139000"]], -1),
        ([["张伟"], ["李娜"], ["张伟"]], -1),
        ([["name", "mail"], ["li", "li@example.com"]], 0),
        ([["地区", "2024-01-01", "2024-02-01"], ["华北", "1", "2"]], -1),
        ([], -1),
        ([[], []], -1),
    ],
)
def test_header_row(rows: list[list[str]], index: int) -> None:
    assert find_header(rows) == index


def test_names_are_distinct_and_never_empty() -> None:
    assert column_names(["姓名", "姓名", "", " 手机\n号 "], 5) == ["姓名", "姓名_2", "column_3", "手机 号", "column_5"]
    assert column_names(["a", "a_2", "a", "a"], 4) == ["a", "a_2", "a_3", "a_4"]


def test_thousands_of_equal_names_take_no_time() -> None:
    started = time.monotonic()
    assert len(set(column_names(["备注"] * 16_384, 16_384))) == 16_384
    assert time.monotonic() - started < 2
