"""Columns that look like personal information and hold none, and what is masked already."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pii_scanner.demo.persons import persons
from tests.builders.tables import scanned, scanned_column

_rng = random.Random(7)


def _version() -> str:
    return ".".join(str(_rng.randrange(most)) for most in (9, 20, 99, 9))


def _of_eleven(first: str = "") -> str:
    return first + "".join(_rng.choice("0123456789") for _ in range(11 - len(first)))


@pytest.mark.parametrize(
    ("header", "make"),
    [
        ("姓名", lambda: _rng.choice(["已填写", "未填写"])),
        ("客户姓名", lambda: _rng.choice(["不匹配", "已匹配", "无法核实"])),
        ("ver", _version),
        ("c7", _version),
        ("fw", lambda: ".".join(str(_rng.randrange(most)) for most in (12, 20, 99, 400))),
        ("固件版本", lambda: ".".join(str(_rng.randrange(most)) for most in (12, 20, 99, 200))),
        ("x11", _of_eleven),
        ("c9", lambda: _of_eleven("1")),
        ("门店", lambda: _rng.choice(["张亮麻辣烫", "李先生牛肉面", "老凤祥"]) + "(" + _rng.choice(["万达店", "南站店"]) + ")"),
        ("评论", lambda: _rng.choice(["王老吉就是好喝，推荐", "周黑鸭买一送一，快来", "给妈妈买的，她很喜欢"])),
    ],
)  # fmt: skip
def test_what_looks_alike_is_no_finding(header: str, make: Callable[[], str]) -> None:
    assert scanned_column(header, [make() for _ in range(600)]).entity_types == ()


@pytest.mark.parametrize(
    ("header", "entity_type", "make"),
    [
        ("c7", "IP_ADDRESS", lambda: ".".join(str(_rng.randrange(1, 255)) for _ in range(4))),
        ("c7", "IP_ADDRESS", lambda: f"10.{_rng.randrange(9)}.0.{_rng.randrange(99)}"),
        ("login_ip", "IP_ADDRESS", lambda: f"8.8.{_rng.randrange(9)}.{_rng.randrange(99)}"),
        ("c9", "CN_MOBILE", lambda: "138" + _of_eleven()[3:]),
        ("手机", "CN_MOBILE", lambda: "1" + _rng.choice("3789") + _of_eleven()[2:]),
    ],
)
def test_what_is_real_stays_one(header: str, entity_type: str, make: Callable[[], str]) -> None:
    cells = [make() for _ in range(600)]
    assert [each.entity_type for each in scanned_column(header, cells).entity_types] == [entity_type]


@pytest.mark.parametrize(
    "cell", ["z***@163.com", "li****9@qq.com", "广东省深圳******", "*明", "**明", "欧阳*", "138****8000"]
)
def test_what_is_masked_already_is_told(cell: str) -> None:
    assert any("masked already" in note for note in scanned_column("c1", [cell] * 30).notes)


def test_a_few_addresses_among_short_notes_are_found() -> None:
    notes = ["尽快发货", "勿放门口", "放丰巢柜"] * 700
    notes[::200] = [f"改地址浙江省杭州市西湖区文三路{number}号3栋2单元301室" for number in range(len(notes[::200]))]
    (found,) = scanned_column("订单备注", notes).entity_types
    assert found.entity_type == "CN_ADDRESS"
    for at, place in enumerate(["王家村村委会3号文件", "中山路小学3-2班", "花园路街道第3期活动", "社区第二组学习"] * 2):
        notes[200 * at] = place
    assert not [each for each in scanned_column("订单备注", notes[:1600]).entity_types if each.kind == "column"]


def test_mobile_numbers_among_words_as_long_as_they_are_found() -> None:
    lines = [f"已付{number}" for number in range(10_000, 11_900)] + [
        f"1{_rng.choice(['39', '86', '58'])}{_rng.randrange(10**8):08d}" for _ in range(100)
    ]
    _rng.shuffle(lines)
    assert [each.entity_type for each in scanned_column("内容", lines).entity_types] == ["CN_MOBILE"]


@pytest.mark.parametrize("header", ["ye", "jkbj", "余额", "income", "age"])
def test_flags_are_no_amounts(header: str) -> None:
    """`jkbj` is 借款本金 to some and 缴款标记 to others."""
    people = [each.name for each in persons(60, 4)]
    assert not scanned({"姓名": people, header: ["0", "1", "1"] * 20})[header].entity_types
    assert scanned({"姓名": people, header: ["30", "21", "9"] * 20})[header].entity_types


def _digits(size: int) -> str:
    return "".join(_rng.choice("0123456789") for _ in range(size))


@pytest.mark.parametrize(
    ("header", "make"),
    [
        ("c1", lambda: f"110101202603{_rng.randint(10, 28)}{_digits(4)}"),
        ("受理编码", lambda: f"{_rng.choice(['310104', '440305'])}2026{_rng.randint(10, 12)}{_rng.randint(10, 28)}{_digits(4)}"),
        ("no", lambda: _rng.choice("123456789") + _digits(12)),
        ("c2", lambda: f"{_digits(4)}-{_digits(7)}"),
        ("part", lambda: f"0{_digits(2)}-{_digits(8)}"),
    ],
)  # fmt: skip
def test_long_numbers_of_which_one_in_many_looks_alike_are_none(header: str, make: Callable[[], str]) -> None:
    assert scanned_column(header, [make() for _ in range(3000)]).entity_types == ()


@pytest.mark.parametrize("first", [6222020212345678909, 62220202123456789092, 4111111111111111008])
def test_numbers_in_a_row_hold_no_card_that_stays_the_same(first: int) -> None:
    assert scanned_column("c1", [str(first * 100 + number) for number in range(90)]).entity_types == ()


def test_landlines_among_mobile_numbers_are_found() -> None:
    cells = [each.mobile for each in persons(300, 4)] + [f"0571-8{_digits(7)}" for _ in range(40)]
    assert {each.entity_type for each in scanned_column("c1", cells).entity_types} == {"CN_MOBILE", "CN_LANDLINE"}


@pytest.mark.parametrize("others", [lambda: _of_eleven("7"), lambda: _rng.choice(["已办", "未办"])])
def test_a_few_landlines_among_other_cells_are_found(others: Callable[[], str]) -> None:
    cells = [f"0571-8{_digits(7)}" if number % 10 == 0 else others() for number in range(600)]
    assert [each.entity_type for each in scanned_column("c1", cells).entity_types] == ["CN_LANDLINE"]
