from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pyarrow as pa
import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.model.inventory import ColumnRecord
from tests.builders.tables import cards, person_columns, random_digits, scanned, scanned_column
from tests.recognizers.values import full_width, luhn_check

_PEOPLE = persons(400, 5)


def _types(name: str, values: Sequence[object] | pa.Array) -> list[str]:
    return scanned_column(name, values).types()


def _decimals(count: int) -> list[str]:
    rng = random.Random(3)
    return [f"{rng.uniform(1, 10**6):.{rng.randint(2, 12)}f}" for _ in range(count)]


@pytest.mark.parametrize("name", ["订单号", "order_id", "编号", "流水号", "c1"])
@pytest.mark.parametrize(("width", "first"), [(16, ""), (18, "20260131"), (19, "6222"), (17, "4"), (13, "17")])
def test_random_numbers_of_orders_are_no_cards_nor_ids(name: str, width: int, first: str) -> None:
    assert "CN_BANK_CARD" not in _types(name, random_digits(2000, width, first))
    assert "CN_RESIDENT_ID" not in _types(name, random_digits(2000, width, first))


def test_running_numbers_of_loans_are_no_cards() -> None:
    assert _types("借据号", [str(6222020200000000000 + 7 * step) for step in range(3000)]) == []
    assert _types("借据号", [f"JJ2026{step:010d}" for step in range(3000)]) == []
    assert _types("合同编号", [str(4000000000000000 + step) for step in range(3000)]) == []


@pytest.mark.parametrize("name", ["时间戳", "ts", "created"])
def test_timestamps_are_neither_cards_nor_phones(name: str) -> None:
    assert _types(name, [str(1_767_225_600_000 + 61_337 * step) for step in range(2000)]) == []
    assert _types(name, [str(1_767_225_600 + 337 * step) for step in range(2000)]) == []
    assert (
        _types(
            name, [f"202601{1 + step % 28:02d}{step % 24:02d}{step % 60:02d}{step % 59:02d}" for step in range(2000)]
        )
        == []
    )


def test_decimals_and_amounts_are_no_identifiers() -> None:
    assert _types("金额", _decimals(2000)) == []
    assert _types("利率", [float(value) for value in _decimals(2000)]) == []
    assert _types("余额", pa.array([1000 + 37 * step for step in range(2000)], pa.int64())) == []


def test_dates_and_booleans_are_no_identifiers() -> None:
    assert _types("身份证号", [date(1990, 1, 1)] * 50) == []
    assert _types("手机号", [datetime(2026, 1, 1)] * 50) == []
    assert _types("手机号", [True, False] * 50) == []


@pytest.mark.parametrize(
    ("field", "entity_type"),
    [("resident_id", "CN_RESIDENT_ID"), ("bank_card", "CN_BANK_CARD"), ("mobile", "CN_MOBILE"), ("email", "EMAIL_ADDRESS"), ("plate", "CN_VEHICLE_PLATE")],
)  # fmt: skip
@pytest.mark.parametrize("header", ["订单号", "金额", "备注", "column_7", "创建时间", "状态"])
def test_values_under_a_wrong_header_are_found_by_their_content(field: str, entity_type: str, header: str) -> None:
    record = scanned_column(header, [str(getattr(person, field)) for person in _PEOPLE])
    assert record.types("column") == [entity_type]
    (found,) = record.entity_types
    assert found.matches >= 0.97 * record.rows
    assert found.evidence


@pytest.mark.parametrize("header", ["身份证号", "手机号", "银行卡号", "姓名", "邮箱"])
def test_a_header_alone_finds_nothing(header: str) -> None:
    assert _types(header, [f"产品{step % 7}型" for step in range(200)]) == []
    assert _types(header, ["", None, "  "] * 50) == []


def test_names_and_addresses_are_found_under_any_header() -> None:
    names = _types("c3", [person.name for person in _PEOPLE])
    assert names == ["PERSON"]
    assert "CN_ADDRESS" in _types("c4", [person.address for person in _PEOPLE])


def test_cities_products_and_states_are_no_names() -> None:
    rng = random.Random(1)
    for words in (
        ["北京市", "上海市", "广州市", "深圳市"],
        ["正常", "逾期", "结清", "核销"],
        ["信用贷", "抵押贷", "经营贷"],
    ):
        assert "PERSON" not in _types("类别", [rng.choice(words) for _ in range(300)])


@pytest.mark.parametrize(
    "written",
    [
        lambda v: full_width(v),
        lambda v: f" {v}",
        lambda v: f"'{v}",
        lambda v: v.lower(),
        lambda v: f"{v[:6]} {v[6:14]} {v[14:]}",
    ],
    ids=["full width", "blank", "apostrophe", "lower case", "groups"],
)
def test_ids_written_in_other_ways_are_found(written: object) -> None:
    assert callable(written)
    record = scanned_column("c", [written(person.resident_id) for person in _PEOPLE])
    assert record.types("column") == ["CN_RESIDENT_ID"]
    assert record.entity_types[0].match_ratio > 0.97


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.large_string(), pa.string_view()], ids=str)
def test_numbers_are_found_whatever_type_they_are_stored_in(kind: pa.DataType) -> None:
    mobiles = [person.mobile for person in _PEOPLE]
    array = (
        pa.array(mobiles).cast(pa.int64()).cast(kind)
        if not pa.types.is_string(kind) and "string" not in str(kind)
        else pa.array(mobiles, kind)
    )
    record = scanned_column("c", array)
    assert record.types() == ["CN_MOBILE"]
    assert record.entity_types[0].matches == len(mobiles)


@pytest.mark.parametrize("header", ["手机号", "c3"])
def test_mobile_numbers_as_java_writes_numbers_are_found_and_lost_nothing(header: str) -> None:
    written = [str(float(person.mobile) / 1e10) + "E10" for person in _PEOPLE]
    record = scanned_column(header, written)
    assert [each.entity_type for each in record.entity_types] == ["CN_MOBILE"]
    assert record.damaged == 0


@pytest.mark.parametrize("cells", [["4E12", "1E10", "7E19"], ["1e12", "03fa", "9c1d"], ["2E11", "2F11", "2A04"]])
def test_codes_that_read_like_a_number_with_an_exponent_lost_nothing(cells: list[str]) -> None:
    assert scanned_column("c3", cells * 20).damaged == 0


def test_ids_that_a_spreadsheet_damaged_are_said_and_found_by_their_header() -> None:
    damaged = [f"{person.resident_id[0]}.{person.resident_id[1:6]}E+17" for person in _PEOPLE]
    record = scanned_column("身份证号", damaged)
    assert record.types() == ["CN_RESIDENT_ID"]
    assert any("15-digit" in note for note in record.notes)
    other = scanned_column("c9", damaged)
    assert any("15-digit" in note for note in other.notes)
    zeros = scanned_column("身份证号码", [f"{person.resident_id[:15]}000" for person in _PEOPLE])
    assert zeros.types() == ["CN_RESIDENT_ID"]


@pytest.mark.parametrize(
    "values",
    [
        [f"{p.mobile[:3]}****{p.mobile[-4:]}" for p in _PEOPLE],
        [f"{p.resident_id[:3]}{'*' * 14}{p.resident_id[-1]}" for p in _PEOPLE],
        [f"{p.bank_card[:6]}******{p.bank_card[-4:]}" for p in _PEOPLE],
        [f"{p.name[0]}**" for p in _PEOPLE],
        [f"{p.mobile[:3]}＊＊＊＊{p.mobile[-4:]}" for p in _PEOPLE],
        [f"{p.mobile[:3]}xxxx{p.mobile[-4:]}" for p in _PEOPLE],
    ],
)  # fmt: skip
def test_values_that_are_masked_already_are_said_and_not_reported(values: list[str]) -> None:
    record = scanned_column("手机号", values)
    assert record.types() == []
    assert any(f"{len(values)} values are masked already" in note for note in record.notes)


def test_several_types_in_one_column_are_all_found() -> None:
    values = [person.mobile if place % 2 else person.resident_id for place, person in enumerate(_PEOPLE)]
    record = scanned_column("联系方式", values)
    assert set(record.types("column")) == {"CN_MOBILE", "CN_RESIDENT_ID"}
    assert {found.matches for found in record.entity_types} == {200}
    mixed = scanned_column("证件", [*values[:100], *["已核实"] * 300])
    assert set(mixed.types()) >= {"CN_MOBILE", "CN_RESIDENT_ID"}


def test_values_inside_texts_are_found_with_their_places() -> None:
    notes = [f"已致电{person.mobile}，身份证{person.resident_id}，承诺本周还款" for person in _PEOPLE]
    record = scanned_column("c", notes)
    found = {each.entity_type: each for each in record.entity_types}
    assert found["CN_MOBILE"].kind == found["CN_RESIDENT_ID"].kind == "text"
    assert found["CN_MOBILE"].matches == found["CN_RESIDENT_ID"].matches == 400


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_rows_are_enough_for_a_check_digit_or_a_header(count: int) -> None:
    columns = person_columns(_PEOPLE[:count])
    found = scanned(columns)
    assert found["身份证号"].types() == ["CN_RESIDENT_ID"]
    assert found["手机号"].types() == ["CN_MOBILE"]
    assert found["银行卡号"].types() == ["CN_BANK_CARD"]
    assert "CN_MOBILE" in found["备注"].types()
    assert found["金额"].types() == ["FINANCIAL_AMOUNT"]


def test_one_identifier_among_thousands_of_cells_is_found() -> None:
    values = [f"{step % 90}" for step in range(5000)]
    values[4321] = _PEOPLE[0].resident_id
    assert "CN_RESIDENT_ID" in _types("编号", values)


def test_cards_with_typing_errors_stay_cards_under_their_header() -> None:
    values = cards(300)
    wrong = [f"{each[:-1]}{(int(each[-1]) + 1) % 10}" if place % 5 == 0 else each for place, each in enumerate(values)]
    record = scanned_column("银行卡号", wrong)
    assert record.types() == ["CN_BANK_CARD"]
    assert record.entity_types[0].matches == 300


def test_confidence_lies_between_a_half_and_one_and_is_explained() -> None:
    for record in scanned(person_columns(_PEOPLE)).values():
        for found in record.entity_types:
            assert 0.5 <= found.confidence <= 1
            assert found.evidence
            assert 0 < found.match_ratio <= 1


def test_no_record_holds_a_raw_value() -> None:
    columns = person_columns(_PEOPLE)
    shown = repr(list(scanned(columns).values()))
    for person in _PEOPLE:
        for value in (person.resident_id, person.mobile, person.bank_card, person.address):
            assert value not in shown


def _counted(record: ColumnRecord) -> ColumnRecord:
    """Return a record without what may depend on which rows were looked at."""
    exact = [f for f in record.entity_types if f.kind == "column" or f.entity_type not in {"PERSON", "CN_ADDRESS"}]
    return replace(record, entity_types=tuple(sorted(exact, key=lambda f: f.entity_type)))


@pytest.mark.parametrize("rows", [1, 7, 100, 399])
def test_batches_give_what_the_whole_table_gives(rows: int) -> None:
    columns = person_columns(_PEOPLE)
    whole, parts = scanned(columns), scanned(columns, rows=rows)
    for name in columns:
        assert _counted(parts[name]) == _counted(whole[name]), name


def test_repeated_and_dictionary_encoded_values_are_counted_by_rows() -> None:
    mobiles = [person.mobile for person in _PEOPLE[:20]] * 30 + [None, ""] * 10
    plain = scanned_column("手机号", mobiles)
    encoded = scanned_column("手机号", pa.array(mobiles).dictionary_encode())
    assert plain.entity_types[0].matches == 600
    assert (plain.rows, plain.nulls, plain.distinct) == (620, 20, 21) or (plain.rows, plain.nulls) == (620, 20)
    assert replace(encoded, data_type="") == replace(plain, data_type="")
    assert scanned_column("手机号", mobiles, rows=50).entity_types == plain.entity_types


def test_repeated_texts_are_counted_by_rows() -> None:
    notes = [f"已致电{person.mobile}，承诺本周还款" for person in _PEOPLE[:10]] * 20
    (found,) = [f for f in scanned_column("c", notes).entity_types if f.entity_type == "CN_MOBILE"]
    assert (found.matches, found.match_ratio) == (200, 1.0)


def test_a_text_that_repeats_is_as_sure_as_one_that_does_not() -> None:
    notes = [f"已致电{person.mobile}，承诺本周还款" for person in _PEOPLE[:10]]
    once, often = scanned_column("处理状态", notes), scanned_column("处理状态", notes * 40)
    assert "CN_MOBILE" in once.types()
    assert "CN_MOBILE" in often.types()
    assert often.entity_types[0].confidence >= once.entity_types[0].confidence


def test_columns_of_nothing_are_no_error() -> None:
    for array in (
        pa.nulls(5),
        pa.array([], pa.string()),
        pa.array(["", " ", None]),
        pa.array([[], None], pa.list_(pa.int8())),
    ):
        assert scanned_column("c", array).entity_types == ()


def test_values_in_lists_and_structs_are_found() -> None:
    nested = pa.array([{"phone": person.mobile, "since": 2020} for person in _PEOPLE])
    assert "CN_MOBILE" in _types("contact", nested)


def test_binary_values_that_are_no_text_are_said() -> None:
    record = scanned_column("照片", pa.array([b"\xff\xd8\xff\xe0" + bytes(8)] * 5 + [None], pa.binary()))
    assert (record.unreadable, record.nulls) == (5, 1)
    assert any("could not be excluded" in note.lower() for note in record.notes)
    assert "CN_MOBILE" in _types("手机", pa.array([person.mobile.encode() for person in _PEOPLE], pa.binary()))


def test_a_luhn_digit_over_the_whole_column_tells_cards_from_orders() -> None:
    bodies = random_digits(300, 15, "9")
    orders = scanned_column("编号", [body + "7" for body in bodies])
    assert "CN_BANK_CARD" not in orders.types()
    real = scanned_column("编号", [f"62220{body[:10]}{luhn_check('62220' + body[:10])}" for body in bodies])
    assert real.types() == ["CN_BANK_CARD"]


def test_ids_that_lost_their_last_digits_are_found_under_any_header() -> None:
    for kept in (15, 16):  # as Excel stores them, and as some writers do
        record = scanned_column("证件", [p.resident_id[:kept].ljust(18, "0") for p in _PEOPLE])
        assert record.types() == ["CN_RESIDENT_ID"]
    assert scanned_column("数值", [f"{number:015d}000" for number in range(10**14, 10**14 + 50)]).types() == []


@pytest.mark.parametrize("mark", [",", "_", ", ", ";", "/", "|", "、", "，"])
def test_two_numbers_in_a_cell_are_found_whatever_parts_them(mark: str) -> None:
    pairs = list(zip(_PEOPLE[::2], _PEOPLE[1::2], strict=True))
    assert "CN_MOBILE" in _types("联系电话", [f"{one.mobile}{mark}{other.mobile}" for one, other in pairs])
    assert "CN_RESIDENT_ID" in _types("c1", [f"{one.resident_id}{mark}{other.resident_id}" for one, other in pairs])
    assert "CN_BANK_CARD" in _types("c1", [f"{one.bank_card}{mark}{other.bank_card}" for one, other in pairs])


@pytest.mark.parametrize("name", ["金额", "c1", "电话"])
def test_amounts_with_marks_between_their_digits_are_no_numbers_of_people(name: str) -> None:
    rng = random.Random(7)
    amounts = [f"{rng.randint(10**8, 10**15):,}.{rng.randint(10, 99)}" for _ in range(500)]
    assert not {"CN_MOBILE", "CN_BANK_CARD", "CN_RESIDENT_ID"} & set(_types(name, amounts))


def test_all_values_of_a_json_document_are_found_beside_its_address() -> None:
    documents = [f'{{"addr": {{"full": "{each.address}"}}, "mail": "{each.email}"}}' for each in _PEOPLE]
    found = _types("ext", documents)
    assert "EMAIL_ADDRESS" in found
    assert "CN_ADDRESS" in found


@pytest.mark.parametrize("name", ["pwd_md5", "password_sha256", "user_pwd_hash"])
def test_hashes_under_the_name_of_a_password_are_passwords(name: str) -> None:
    rng = random.Random(4)
    assert "PASSWORD" in _types(name, [f"{rng.getrandbits(128):032x}" for _ in range(200)])


@pytest.mark.parametrize("name", ["医生", "班主任", "店长", "doctor"])
def test_few_names_that_repeat_are_found_under_the_name_of_who_they_are(name: str) -> None:
    assert _types(name, [each.name for each in _PEOPLE[:4]] * 100) == ["PERSON"]


@pytest.mark.parametrize("name", ["商品名称", "物料名称", "门店名称", "product_name"])
def test_products_and_shops_that_are_called_like_people_are_none(name: str) -> None:
    sold = [
        "张小泉菜刀",
        "王老吉凉茶310ml",
        "陈克明挂面900克",
        "马应龙麝香痔疮膏",
        "杨国福麻辣烫",
        "李宁运动鞋42码",
        "白象方便面",
    ]
    assert _types(name, sold * 50) == []


def test_branches_that_are_called_like_people_are_none() -> None:
    places = ["汤阴", "宋庄", "李家沱", "高碑店", "王府井", "马鞍山"]
    assert (
        _types("核算对象", [f"{place}{kind}" for place in places for kind in ("分公司", "支行", "营业部")] * 20) == []
    )


def test_mobile_numbers_that_a_spreadsheet_wrote_as_powers_of_ten_are_told_by_their_header() -> None:
    written = ["1.38E+10", "1.39001E+10", "13800138000"] * 5
    (found,) = scanned_column("手机号", written).entity_types
    assert (found.entity_type, found.matches) == ("CN_MOBILE", 15)
    assert "CN_MOBILE" not in _types("注册资本", written[:2] * 5)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("备注", ["正常", "协商还款中"]),
        ("数量", ["7", "130"]),
        ("金额", ["12.50", "1204.75"]),
        ("column_3", ["100000", "200871"]),
    ],
)
def test_a_mobile_number_in_the_wrong_column_is_found(name: str, others: list[str]) -> None:
    (found,) = scanned_column(name, others * 500 + ["13912345678"]).entity_types
    assert (found.entity_type, found.matches) == ("CN_MOBILE", 1)


@pytest.mark.parametrize("name", ["资产总额", "流水号", "column_3"])
def test_a_number_among_others_nearly_as_long_is_no_mobile_number(name: str) -> None:
    assert _types(name, [str(10**9 + step * 123_457) for step in range(900)] + ["13912345678"]) == []
