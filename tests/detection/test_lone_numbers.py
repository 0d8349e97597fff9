"""One number that is somebody's, alone in a table or among cells that are nothing like it."""

from __future__ import annotations

import random

import pytest

from tests.builders.tables import persons, scanned_column

_PERSON = persons(1, 99)[0]
_NUMBERS = {
    "CN_RESIDENT_ID": _PERSON.resident_id,
    "CN_BANK_CARD": _PERSON.bank_card,
    "CN_MOBILE": _PERSON.mobile,
    "EMAIL_ADDRESS": _PERSON.email,
}
_WORDS = ["正常", "已结清", "逾期中", "提前结清", "已核销"]


@pytest.mark.parametrize("header", ["值", "col1", "内容"])
@pytest.mark.parametrize("entity_type", _NUMBERS)
def test_a_number_alone_in_a_table_is_found(header: str, entity_type: str) -> None:
    assert scanned_column(header, [_NUMBERS[entity_type]]).types("column") == [entity_type]


@pytest.mark.parametrize("others", [_WORDS, ["12", "3000", "550.5", "8", "99"], ["A0001", "A0002", "A0003"]])
@pytest.mark.parametrize("entity_type", _NUMBERS)
def test_a_number_in_the_wrong_column_is_found(others: list[str], entity_type: str) -> None:
    cells = [others[row % len(others)] for row in range(60)]
    cells[31] = _NUMBERS[entity_type]
    assert entity_type in scanned_column("F3", cells).types()


@pytest.mark.parametrize("header", ["订单号", "交易号", "参考号", "运单号", "流水号"])
def test_one_number_of_an_order_that_passes_luhn_is_no_card(header: str) -> None:
    assert scanned_column(header, [_PERSON.bank_card]).types() == []


@pytest.mark.parametrize(
    "number", ["2024053112000000008", "1735689600000000009", "6222020212345678908", "1234567812345670"]
)
def test_one_long_number_that_is_no_card_by_its_digits(number: str) -> None:
    assert scanned_column("值", [number]).types() == []


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("rows", [40, 150])
def test_codes_of_eleven_random_digits_are_no_mobile_numbers(seed: int, rows: int) -> None:
    rng = random.Random(seed)
    codes = [str(rng.randrange(10**10, 10**11)) for _ in range(rows)]
    assert scanned_column("物料编码", codes).types() == []


@pytest.mark.parametrize("begun", ["2024", "0574", "77"])
def test_mobile_numbers_among_codes_that_begin_alike_are_found(begun: str) -> None:
    rng = random.Random(3)
    codes = [begun + "".join(rng.choices("0123456789", k=11 - len(begun))) for _ in range(40)]
    codes[5:13] = [each.mobile for each in persons(8, 4)]
    assert scanned_column("F3", codes).types() == ["CN_MOBILE"]


@pytest.mark.parametrize("size", [1, 3, 10])
def test_numbers_of_customers_of_which_some_begin_like_a_mobile_number_are_none(size: int) -> None:
    numbers = [f"1{number}{number * 654_321_987 % 10**9:09d}" for number in (3, 0, 8, 1, 5, 2, 9, 1, 7, 0)[:size]]
    assert scanned_column("客户编号", numbers).types() == []
    assert scanned_column("客户编号", [each.mobile for each in persons(40, 5)]).types() == ["CN_MOBILE"]


@pytest.mark.parametrize("header", ["银行名称", "产品名称", "订单状态", "order_status", "创建时间"])
@pytest.mark.parametrize("moved", [3, 8, 40])
def test_numbers_of_rows_that_moved_by_a_column_are_found(header: str, moved: int) -> None:
    """Under any name: where one is found that was typed there, many are too."""
    cells = [_WORDS[row % 5] if header != "创建时间" else f"2026-03-{row % 28 + 1:02d}" for row in range(120)]
    people = persons(moved, 8)
    assert scanned_column(header, [*cells, *(each.mobile for each in people)]).types() == ["CN_MOBILE"]
    spaced = [f"{each.mobile[:3]} {each.mobile[3:7]} {each.mobile[7:]}" for each in people]
    assert scanned_column(header, [*cells, *spaced]).types() == ["CN_MOBILE"]
    assert scanned_column(header, [*cells, *(each.plate for each in people)]).types() == ["CN_VEHICLE_PLATE"]


def test_codes_of_other_lengths_are_no_mobile_numbers() -> None:
    assert scanned_column("订单号", [f"DD2024{row:06d}" for row in range(80)]).types() == []
