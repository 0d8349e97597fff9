"""The header is found under titles, and every column gets one name."""

from __future__ import annotations

import time

import pytest

from pii_scanner.sources.headers import column_names, find_header, header_cells

HEADER = ["姓名", "手机号", "金额"]
ACCOUNTS = [
    [str(n), "", name, f"62220202{n:08d}", f"{n}.5"] for n, name in enumerate(("张伟", "李娜", "王芳", "赵敏"), 1)
]
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
        ([["ID_ynatpdz7ccqszprs"], ["ID_hzwyq1pr7k1f40e7"], ["ID_amxswgk2zw9hdan7"], ["ID_qwxsagk2zw9hdanb"]], -1),
        ([["NAME_ynatpdz7", "甲"], ["NAME_hzwyq1pr", "乙"], ["NAME_amxswgk2", "丙"], ["NAME_qwxsagk2", "丁"]], -1),
        ([["customer_code"], ["customer_0001"], ["customer_0002"], ["client_000003"]], 0),
        ([["name", "mail"], ["li", "li@example.com"]], 0),
        ([["地区", "2024-01-01", "2024-02-01"], ["华北", "1", "2"]], -1),
        ([[f"INSERT INTO t VALUES ('{name}'", f"'{name}街')"] for name in ("张伟", "欧阳娜娜", "李娜", "王芳")], -1),
        ([["'13800138000'", "'x'"], ["'13900139000'", "'y'"]], -1),
        ([["'姓名'", "'手机'"], ["'张伟'", "'13900139000'"]], 0),
        ([["[张伟]"], ["tel=13900139000"], ["[李娜]"], ["tel=13900139001"], ["[王芳]"]], -1),
        ([["- 姓名: 张伟"], ["  tel: 1"], ["- 姓名: 李娜"], ["  tel: 2"], ["- 姓名: 王芳"]], -1),
        ([["姓名(全名)"], ["张伟"], ["李娜"], ["王芳"]], 0),
        ([["时间范围", "2026-01-01", "至", "2026-10-31", ""], ["序号", "备注", "户名", "账号", "金额"], *ACCOUNTS], 1),
        (
            [
                ["查询条件：全部"],
                ["时间", "2026-01-01", "至", "2026-10-31", ""],
                [],
                ["序号", "备注", "户名", "账号", "金额"],
                *ACCOUNTS,
            ],
            3,
        ),
        (
            [
                ["张伟", "13800138000", ""],
                ["李娜", "不详", "北京"],
                *[["王芳", "13900139000", "上海"], ["赵德", "13900139001", "天津"]] * 3,
            ],
            -1,
        ),
        ([["1", "", "张伟"], ["甲", "乙", "李娜"], *ACCOUNTS], -1),
        ([HEADER[:2] * 2, DATA[:2] * 2, ["李娜", "13900139000"] * 2, ["王芳", "13700137000"] * 2], 0),
        ([HEADER[:2] * 2, *([f"NAME_{code}", f"MOB_{code}"] * 2 for code in ("ynatpdz7", "hzwyq1pr", "amxswgk2"))], 0),
        (
            [
                ["31.195458, 79.816040", "", "", "李锦记"],
                ["97.495628,33.938135", "3204", "", "格力"],
                ["24.843872, 127.534145", "2291", "", "金龙鱼"],
                ["40.799961, 84.742484", "834", "甲", "伊利"],
            ],
            -1,
        ),
        ([["借款人", "", "金额", ""], ["张伟", "13800138000", "1", "2"], ["李娜", "13900139000", "3", "4"]], -1),
        ([["借款人", "", "回款", ""], ["姓名", "电话", "2023", "2024-01-01"], ["李娜", "13900139000", "3", "4"]], 1),
        (
            [
                ["LC0XA3209EEZ41635", "甲"],
                ["1M8GDM9AXKP042788", "乙"],
                ["LSVAA49J132047371", "丙"],
                ["LFV2A21K8A3123456", "丁"],
            ],
            -1,
        ),
        ([["1HGEYYYW6L5U07304", "白芷"], ["LVS0ZL5Y810G59232", "红花"]], -1),
        ([["宿迁", "E6-8C-E0-5F-72-47"], ["汉中", "22-1D-01-31-2C-EA"]], -1),
        ([["22.216.28.31", "a"], ["f67a:4846:d314:bc73:89f4:1917:eeb3:1f2a", "b"]], -1),
        ([["INCOME2023Q1", "V1.2"], ["1", "2"], ["3", "4"]], 0),
        ([["桂F-2243警", "访客"], ["苏A31428", "用户"]], -1),
        ([["f21bc6bc-ec7e-4a78-ad55-7167a7bc8a2c", "甲"], ["d156950d-e565-475c-955d-79aba41a97d9", "乙"]], -1),
        ([["甲", "65.337953597134842", "丙"], *[["乙", f"{n}.656274004299938", "丁"] for n in range(4)]], -1),
        ([], -1),
        ([[], []], -1),
    ],
)
def test_header_row(rows: list[list[str]], index: int) -> None:
    assert find_header(rows) == index


GROUPS = ["序号", "借款人", "", "担保人", ""]
UNDER = ["", "姓名", "证件号码", "姓名", "证件号码"]
ROW = ["1", "张伟", "11010519491231002X", "李娜", "440524188001010014"]
NAMES = ["序号", "借款人 姓名", "借款人 证件号码", "担保人 姓名", "担保人 证件号码"]


@pytest.mark.parametrize(
    ("rows", "index", "names"),
    [
        ([GROUPS, UNDER, ROW, ROW, ROW], 1, NAMES),
        ([["客户名单", "", "", "", ""], GROUPS, UNDER, ROW, ROW], 2, NAMES),
        ([["制表：王经理", "", "", "单位：元", ""], GROUPS, UNDER, ROW], 2, NAMES),
        ([["客户名单", "", ""], HEADER, DATA], 1, HEADER),
        (
            [
                ["信息", "", "", ""],
                ["借款人", "", "贷款", ""],
                ["姓名", "电话", "本金", "罚息"],
                ["张伟", "13800138000", "1", "2"],
            ],
            2,
            ["借款人 姓名", "借款人 电话", "贷款 本金", "贷款 罚息"],
        ),
        # A full row of groups: each was merged downwards or reaches over several.
        (
            [["序号", "借款人", "", "担保人", "", "备注"], ["", "姓名", "电话", "姓名", "电话", ""]]
            + [[str(n), "张伟", "13800138000", "李娜", "13900139000", "无"] for n in range(3)],
            1,
            ["序号", "借款人 姓名", "借款人 电话", "担保人 姓名", "担保人 电话", "备注"],
        ),
        # A row of words below a header with a gap is data.
        (
            [["姓名", "学历", "", "籍贯"], ["张伟", "本科", "无", "浙江"], ["李娜", "大专", "无", "江苏"]],
            0,
            ["姓名", "学历", "", "籍贯"],
        ),
    ],
)
def test_rows_of_groups_are_joined_with_the_header(rows: list[list[str]], index: int, names: list[str]) -> None:
    assert find_header(rows) == index
    assert header_cells(rows, index) == names


@pytest.mark.parametrize(
    ("header", "data", "index"),
    [
        # Columns that are somebody's: called by name, phone or ID over figures.
        (["月份", "孙立军", "13800138000"], ["1月", "23", "1,204.50"], 0),
        (["", "13800138000", "11010519491231002X"], ["1月", "23", "7"], 0),
        (["13800138000", "13900139000"], ["23", "1"], 0),
        (["月份", "2023", "孙立军", "沈佳怡"], ["1月", "5", "23", "7"], 0),
        # Rows of data, the first unlike the others.
        (["张伟", "13800138000", "5"], ["李娜", "1", "2"], -1),
        (["张伟", "13800138000", "无", "3"], ["李娜", "13900139000", "7", "2"], -1),
        (["张伟", "13800138000", "无", "未知"], ["李娜", "13900139000", "7", "2"], -1),
        (["13800138000", "12345678.25"], ["13900139000", "1.25"], -1),
        (["13800138000", "a"], ["8001", "b"], 0),
    ],
)
def test_a_header_of_names_and_numbers(header: list[str], data: list[str], index: int) -> None:
    rows = [[*data[:-1], data[-1] + str(number)] for number in range(4)]
    assert find_header([header, *rows]) == index


def test_names_are_distinct_and_never_empty() -> None:
    assert column_names(["姓名", "姓名", "", " 手机\n号 "], 5) == ["姓名", "姓名_2", "column_3", "手机 号", "column_5"]
    assert column_names(["a", "a_2", "a", "a"], 4) == ["a", "a_2", "a_3", "a_4"]


def test_thousands_of_equal_names_take_no_time() -> None:
    started = time.monotonic()
    assert len(set(column_names(["备注"] * 16_384, 16_384))) == 16_384
    assert time.monotonic() - started < 2
