"""Kinds of tables that teams send: what must be found in them, and what looks like it and is nobody's."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons

_PEOPLE = persons(160, 6121)


def _types(column: str, values: list[str], **others: list[str]) -> dict[str, set[str]]:
    inventory = pii_scanner.scan(pd.DataFrame({column: values, **others}))
    return {each.column: {finding.entity_type for finding in each.entity_types} for each in inventory.columns}


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _old(number: str) -> str:
    """Return an ID in its form of 15 digits."""
    return number[:6] + number[8:17]


def _born_before_2000(count: int) -> list[str]:
    return [each.resident_id for each in _PEOPLE if each.resident_id[6] == "1"][:count]


@pytest.mark.parametrize("count", [6, 60])
def test_a_column_of_old_resident_ids_is_found_without_a_header(count: int) -> None:
    values = [_old(each) for each in _born_before_2000(count)]
    assert _types("c2", values)["c2"] == {"CN_RESIDENT_ID"}


def test_numbers_of_fifteen_digits_with_a_region_and_a_date_are_no_old_ids() -> None:
    rng = random.Random(5)
    filed = [f"330106{rng.randint(20, 24)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(1, 999):03}"
             for _ in range(80)]  # fmt: skip
    assert not _types("c2", filed)["c2"]
    assert not _types("c2", [rng.choice("123456") + _digits(rng, 14) for _ in range(80)])["c2"]


def test_few_numbers_in_codes_that_begin_like_a_mobile_number_are_none() -> None:
    rng = random.Random(6)
    codes: dict[str, Callable[[], str]] = {
        "合同号": lambda: "HT-" + _digits(rng, 11),
        "单据": lambda: f"单据{_digits(rng, 11)}已入库",
        "ref": lambda: f"A/{_digits(rng, 11)}/B",
    }
    for column, make in codes.items():
        assert not _types(column, [make() for _ in range(800)])[column]


def test_mobile_numbers_in_notes_beside_other_numbers_are_found() -> None:
    rng = random.Random(7)
    notes = [
        f"订单{_digits(rng, 11)}，联系电话{person.mobile}" if number % 9 == 0 else f"订单{_digits(rng, 11)}已发货"
        for number, person in enumerate(_PEOPLE)
    ]
    assert "CN_MOBILE" in _types("说明", notes)["说明"]


def test_mobile_numbers_that_no_word_announces_are_found_among_numbers_of_orders() -> None:
    rng = random.Random(9)
    notes = [
        f"{person.mobile}的件已派送" if number % 3 == 0 else f"{_digits(rng, 11)}的件已派送"
        for number, person in enumerate(persons(600, 9))
    ]
    assert "CN_MOBILE" in _types("备注", notes)["备注"]


@pytest.mark.parametrize("column", ["版本", "col_7"])
def test_versions_of_four_numbers_are_no_addresses(column: str) -> None:
    rng = random.Random(8)
    versions = [
        f"{rng.randint(1, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}.{rng.randint(0, 250)}" for _ in range(300)
    ]
    assert not _types(column, versions)[column]
    addresses = [".".join(str(rng.randint(1, 254)) for _ in range(4)) for _ in range(300)]
    assert _types("col_7", addresses)["col_7"] == {"IP_ADDRESS"}


def test_passengers_with_foreign_names_in_the_form_of_tickets() -> None:
    names = ["SMITH/JOHN MR", "GARCIA/MARIA", "MUELLER/HANS", "TANAKA/HIROSHI", "KIM/MINSU MS", "WANG/XIAOMING"] * 8
    assert _types("旅客", names)["旅客"] == {"PERSON"}
    assert _types("c1", names)["c1"] == {"PERSON"}
    assert not _types("c1", ["CPU/GPU", "IN/OUT", "SIZE/XL", "USD/CNY", "AND/OR", "BUY/SELL"] * 8)["c1"]


def test_villages_and_their_groups_name_nobody() -> None:
    rng = random.Random(9)
    places = [f"{rng.choice(['张庄', '李寨', '王湾', '陈家沟', '赵屯', '高坡'])}{rng.choice('一二三四五六')}组{rng.choice(['12号', '村东头', '祠堂旁'])}"
              for _ in range(120)]  # fmt: skip
    assert "PERSON" not in _types("位置", places)["位置"]


def test_a_number_under_the_name_of_a_chassis_is_a_vehicle_s() -> None:
    rng = random.Random(10)
    values = ["LGX" + "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ0123456789") for _ in range(8)) + _digits(rng, 6)
              for _ in range(60)]  # fmt: skip
    assert _types("底盘号", values)["底盘号"] == {"VIN"}


def test_names_among_words_that_come_again_under_a_header_of_names() -> None:
    rng = random.Random(11)
    words = ["本人签收", "门卫代收", "丰巢", "家人", "前台"]
    values = [person.name if number % 3 == 0 else rng.choice(words) for number, person in enumerate(_PEOPLE)]
    assert "PERSON" in _types("签收人", values)["签收人"]
    assert not _types("签收人", [rng.choice(words) for _ in values])["签收人"]


@pytest.mark.parametrize("column", ["参考号", "住户数", "icd_version", "维修工时", "董事会"])
def test_headers_that_only_sound_like_those_of_people(column: str) -> None:
    rng = random.Random(12)
    assert not _types(column, [str(rng.randint(1, 99999)) for _ in range(80)])[column]


@pytest.mark.parametrize("header", ["地址", "c3"])
@pytest.mark.parametrize(
    "written",
    [
        "九龍旺角彌敦道{}號5樓A室",
        "新界沙田大涌橋路{}號",
        "新北市板橋區文化路一段{}號3樓",
        "臺北市大安區忠孝東路四段{}號",
    ],
)
def test_addresses_in_traditional_characters_are_found(header: str, written: str) -> None:
    assert _types(header, [written.format(number) for number in range(11, 71)])[header] == {"CN_ADDRESS"}


def test_members_in_taiwan() -> None:
    rng = random.Random(4)
    numbers = [f"{rng.choice('ABCDEF')}{rng.choice('12')}{_digits(rng, 8)}" for _ in range(60)]
    born = [f"民國{rng.randint(50, 90)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日" for _ in range(60)]
    found = _types("身分證字號", numbers, 出生年月日=born)
    assert found == {"身分證字號": {"ID_DOCUMENT"}, "出生年月日": {"BIRTH_DATE"}}
    assert _types("身分證字號", [each.resident_id for each in _PEOPLE])["身分證字號"] == {"CN_RESIDENT_ID"}
