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


@pytest.mark.parametrize(
    ("header", "value", "entity_type"),
    [("联系人IP地址", "245.235.168.78", "IP_ADDRESS"), ("手机号", "13800138000", "CN_MOBILE"), ("车牌号", "京A12345", "CN_VEHICLE_PLATE"),
     ("邮箱", "li@example.com", "EMAIL_ADDRESS"), ("护照号", "E12345678", "CN_PASSPORT"), ("座机", "010-62345678", "CN_LANDLINE")],
)  # fmt: skip
@pytest.mark.parametrize("others", ["dates", "nothing", "codes"])
def test_one_value_among_hundreds_is_found_under_the_header_that_names_it(
    header: str, value: str, entity_type: str, others: str
) -> None:
    rest = {"dates": "2023-02-{:02d}", "nothing": "无", "codes": "B{:02d}"}[others]
    values = [rest.format(1 + step % 28) for step in range(900)]
    values[432] = value
    assert entity_type in scanned_column(header, values).types()


@pytest.mark.parametrize(
    ("value", "entity_type"), [("027-84530978", "CN_LANDLINE"), ("湖南省益阳市资阳区人民路街398号", "CN_ADDRESS"), ("13800138000", "CN_MOBILE")]
)  # fmt: skip
@pytest.mark.parametrize("count", [2, 20, 300])
def test_one_value_that_stands_apart_is_found_under_any_header(value: str, entity_type: str, count: int) -> None:
    for others in ("2023-02-{:02d}", "B71{:02d}", "{}.25"):
        values = [others.format(1 + step % 28) for step in range(count)]
        values.insert(count // 2, value)
        assert scanned_column("col_7", values).types() == [entity_type]


@pytest.mark.parametrize(
    ("values", "entity_type"),
    [(["6.22260541299433E+18", "6.21462177016680E+18", "6.22202800106219E+18"], "CN_BANK_CARD"), (["1.10105194912310E+17"], "CN_RESIDENT_ID")],
)  # fmt: skip
def test_a_few_numbers_that_lost_their_last_digits_are_found_under_any_header(
    values: list[str], entity_type: str
) -> None:
    assert scanned_column("column_11", values).types() == [entity_type]
    assert scanned_column("column_11", [*values, "无", "x"]).types() == [entity_type]
    assert scanned_column("column_11", ["3.1E+16", "2.02301E+17", "9.99999E+18"]).types() == []
