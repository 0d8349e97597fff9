"""What one column's verdict owes to its neighbours and to what else the column holds."""

from __future__ import annotations

import random

import pytest

from pii_scanner.demo.persons import persons
from recognizers.bank_card import BankCard
from tests.builders.tables import scanned

_PEOPLE = persons(300, 21)
is_valid = BankCard().is_valid


def test_business_data_counts_only_beside_a_person() -> None:
    amounts = [f"{number * 10.5}" for number, _ in enumerate(_PEOPLE)]
    alone = scanned({"产品": ["贷款"] * 300, "余额": amounts})
    beside = scanned({"手机": [each.mobile for each in _PEOPLE], "余额": amounts})
    assert alone["余额"].types() == []
    assert beside["余额"].types() == ["FINANCIAL_AMOUNT"]


def test_estates_called_like_people_are_no_names() -> None:
    addresses = [each.address for each in _PEOPLE]
    addresses[::100] = ["江苏省徐州市泉山区东方明珠22-2-2703"] * 3
    assert scanned({"家庭住址": addresses})["家庭住址"].types() == ["CN_ADDRESS"]


def test_passports_are_found_beside_people_whatever_their_header_says() -> None:
    people = persons(60, 8)
    rng = random.Random(6)
    numbers = [f"E{rng.choice('ABCDEFGHJKLMNP')}{rng.randint(0, 9999999):07d}" for _ in people]
    beside = scanned({"a1": [each.name for each in people], "a2": numbers})
    assert beside["a2"].types() == ["CN_PASSPORT"]
    assert scanned({"a1": ["库存"] * 60, "a2": numbers})["a2"].types() == []
    assert scanned({"a1": [each.name for each in people], "订单编号": numbers})["订单编号"].types() == []


def test_numbers_of_papers_beside_people_are_no_cards_of_foreigners() -> None:
    people = persons(60, 8)
    rng = random.Random(6)
    names = [each.name for each in people]
    papers = [f"{rng.choice(['FKD', 'CGD'])}202603{rng.randint(10, 28)}{number:04d}" for number in range(60)]
    cards = [
        f"{rng.choice(['USA', 'GBR'])}3101{year}0{rng.randint(1, 9)}15{rng.randint(10, 99)}" for year in range(40, 100)
    ]
    found = scanned({"a1": names, "ref": papers, "ref2": cards})
    assert found["ref"].types() == []
    assert found["ref2"].types() == ["CN_PERMANENT_RESIDENT_CARD"]
    assert scanned({"永久居留证号": papers})["永久居留证号"].types() == ["CN_PERMANENT_RESIDENT_CARD"]


@pytest.mark.parametrize("header", ["料号", "图纸", "供应商代码"])
def test_numbers_of_things_beside_people_are_no_passports(header: str) -> None:
    people = persons(60, 8)
    rng = random.Random(6)
    numbers = [f"E{rng.randint(10000000, 99999999)}" for _ in people]
    assert scanned({"a1": [each.name for each in people], header: numbers})[header].types() == []


def test_numbers_of_customers_beside_people_are_no_passports() -> None:
    people = persons(60, 8)
    rng = random.Random(6)
    for codes in (
        [f"KH{number:07d}" for number in range(60)],
        [f"KH{rng.randint(1000000, 9999999)}" for _ in people],
        [f"E{number:08d}" for number in range(60)],
    ):
        assert scanned({"a1": [each.name for each in people], "cust_ref": codes})["cust_ref"].types() == []
    numbers = [f"E{rng.randint(10000000, 99999999)}" for _ in people]
    assert scanned({"a1": [each.name for each in people], "客户编号": numbers})["客户编号"].types() == []


def test_numbers_of_orders_beside_people_are_no_cards_by_chance() -> None:
    rng = random.Random(6)
    numbers = [f"4200{rng.randint(0, 10**12 - 1):012d}" for _ in range(400)]
    passed, failed = ([each for each in numbers if is_valid(each) == wanted] for wanted in (True, False))
    assert scanned({"a1": [each.name for each in _PEOPLE[:50]], "a2": [*passed[:12], *failed[:38]]})["a2"].types() == []


def test_landlines_without_a_dash_are_no_telephone_numbers_of_another_kind_too() -> None:
    rng = random.Random(6)
    numbers = [f"021{rng.randint(20000000, 69999999)}" for _ in range(50)]
    for header in ("家庭电话", "单位电话"):
        assert scanned({header: numbers})[header].types() == ["CN_LANDLINE"]
    foreign = [f"+1 415-555-{number:04d}" for number in range(50)]
    assert set(scanned({"家庭电话": [*numbers, *foreign]})["家庭电话"].types()) == {"CN_LANDLINE", "TELEPHONE"}
