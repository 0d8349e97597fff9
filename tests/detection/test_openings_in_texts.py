"""What people write in notes on purpose or by habit: letters for digits, numbers glued together, names behind a label."""

from __future__ import annotations

import random

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.detection.spans import joined_spans

_PEOPLE = persons(80, 811)


def _found(text: str) -> list[tuple[str, str]]:
    _, spans = joined_spans([text])
    return [(text[span.start : span.end], span.entity_type) for span in spans]


def _types(column: str, values: list[str]) -> set[str]:
    inventory = pii_scanner.scan(pd.DataFrame({column: values}))
    return {finding.entity_type for finding in inventory.columns[0].entity_types}


@pytest.mark.parametrize("person", _PEOPLE[:12])
def test_letters_in_place_of_digits(person: pii_scanner.demo.persons.Person) -> None:
    mobile = person.mobile
    for written in (mobile.replace("0", "O"), mobile.replace("1", "l", 1), "I" + mobile[1:]):
        if written != mobile:
            assert _found(f"联系{written}，勿外传") == [(written, "CN_MOBILE")]
    written = person.resident_id[:-4] + person.resident_id[-4:].replace("0", "O").replace("1", "l")
    assert _found(f"证件{written}已核") == [(written, "CN_RESIDENT_ID")]


@pytest.mark.parametrize("text", ["型号13O0138A料", "编码1OO23lI4567", "订单2O240115l23", "序列13OIl0138oo000"])
def test_codes_with_letters_are_no_numbers(text: str) -> None:
    assert not _found(text)


def test_two_mobile_numbers_glued_together_in_a_note() -> None:
    one, other = _PEOPLE[0].mobile, _PEOPLE[1].mobile
    assert _found(f"电话{one}{other}均停机") == [(one, "CN_MOBILE"), (other, "CN_MOBILE")]


@pytest.mark.parametrize("person", _PEOPLE[12:18])
@pytest.mark.parametrize("order", ["mi", "im", "ic", "cm", "mic"])
def test_numbers_of_different_kinds_glued_together_in_a_note(
    person: pii_scanner.demo.persons.Person, order: str
) -> None:
    values = {
        "m": (person.mobile, "CN_MOBILE"),
        "i": (person.resident_id, "CN_RESIDENT_ID"),
        "c": ("6222020212345678909", "CN_BANK_CARD"),
    }
    written = [values[kind] for kind in order]
    assert _found(f"本人{''.join(value for value, _ in written)}三要素一致") == written


def test_long_numbers_of_other_kinds_are_no_glued_ones() -> None:
    rng = random.Random(5)
    numbers = ["".join(rng.choice("0123456789") for _ in range(rng.choice((27, 29, 30, 32, 36)))) for _ in range(2000)]
    _, spans = joined_spans([f"流水{number}已入账" for number in numbers])
    assert len(spans) <= 1


def test_a_column_of_mobile_numbers_glued_together() -> None:
    pairs = [one.mobile + other.mobile for one, other in zip(_PEOPLE[::2], _PEOPLE[1::2], strict=True)]
    assert _types("c3", pairs) == {"CN_MOBILE"}
    rng = random.Random(4)
    accounts = ["".join(rng.choice("0123456789") for _ in range(22)) + "\t" for _ in range(400)]
    accounts[7], accounts[90] = pairs[0] + "\t", pairs[1] + "\t"
    assert "CN_MOBILE" not in _types("c3", accounts)
    assert not _types("c3", ["".join(rng.choice("0123456789") for _ in range(22)) for _ in range(200)])


@pytest.mark.parametrize("label", ["姓名", "联系人", "借款人", "法定代表人", "收件人", "经办人", "户名"])
@pytest.mark.parametrize("name", ["方圆", "黄金", "田野", "高峰", "施展", "金星", "高兴"])
def test_names_that_are_words_between_labels(label: str, name: str) -> None:
    assert _found(f"{label}（盖章）：{name}经办：")[:1] == [(name, "PERSON")]
    assert _found(f"{label}2：{name} 关系：同学") == [(name, "PERSON")]


@pytest.mark.parametrize("label", ["姓名", "收款人", "甲方", "丙方", "试驾人"])
@pytest.mark.parametrize("name", ["方圆", "黄金", "田野", "高峰", "施展", "金星", "高兴"])
def test_names_that_are_words_behind_a_label(label: str, name: str) -> None:
    assert _found(f"{label}：{name}，电话未留") == [(name, "PERSON")]


@pytest.mark.parametrize(
    "text",
    ["联系人：管理员", "负责人：财务部", "状态：高级", "收件人：门卫", "联系人：客服", "姓名：未知", "负责人：万科物业", "产品：黄金", "地点：金山",
     "客户：安踏", "联系人：家属", "收件人：常用地址", "户名：时代广场", "经办人：全体人员", "产品经理：黄金"],
)  # fmt: skip
def test_words_behind_a_label_that_name_nobody(text: str) -> None:
    assert not _found(text)


@pytest.mark.parametrize("word", ["vx ", "VX：", "v信", "薇信", "v "])
def test_words_for_wechat(word: str) -> None:
    assert ("abc_12345", "WECHAT_ID") in _found(f"加{word}abc_12345 详聊")


def test_prefixes_of_long_distance_dialling() -> None:
    mobile = _PEOPLE[2].mobile
    assert _found(f"主叫17951{mobile}") == [(f"17951{mobile}", "CN_MOBILE")]
    assert _types("caller", [f"17951{each.mobile}" for each in _PEOPLE]) == {"CN_MOBILE"}


@pytest.mark.parametrize(
    "address",
    ["新北市板桥区文化路一段100号5楼", "台北市大安区忠孝东路四段55号", "臺中市西屯區臺灣大道三段99號", "高雄市苓雅区四维三路2号",
     "香港新界沙田第一城3座20楼B室"],
)  # fmt: skip
def test_addresses_of_taiwan_and_hong_kong(address: str) -> None:
    assert _found(f"寄到{address}，谢谢") == [(address, "CN_ADDRESS")]


def test_flats_without_a_street() -> None:
    rng = random.Random(3)
    flats = [f"{rng.randint(1, 30)}号楼{rng.randint(1, 4)}单元{rng.randint(101, 1802)}室" for _ in range(60)]
    assert _types("c1", flats) == {"CN_ADDRESS"}


def test_notes_that_name_people_by_surname_and_title_only() -> None:
    surnames = [person.name[0] for person in _PEOPLE if "·" not in person.name]
    notes = [
        f"{each}{'女士' if number % 2 else '先生'}来电" if number % 3 else "无人接听"
        for number, each in enumerate(surnames)
    ]
    assert _types("跟进", notes) == {"PERSON"}
    assert _types("称呼", [f"{each}女士" for each in surnames]) == {"PERSON"}
    brands = ["李先生牛肉面", "王太太煎饼", "巴黎贝甜", "肯德基"] * 20
    assert not _types("店", brands)
