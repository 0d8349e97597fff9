from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from tests.builders.tables import applied
from tests.recognizers.values import resident_check

_WAYS = [
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y-%m-%d} 10:11:12",
]


def _area(address: str, to: str = "city", **parameters: object) -> str:
    return applied("generalize", [address], "CN_ADDRESS", to=to, **parameters)[0]


def _typed(array: pa.Array, step: float) -> pa.Array:
    made = build_operator("generalize", {"step": step}).apply_typed(array, Target(""))
    assert made is not None
    return made


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_however_written_becomes_year_quarter_or_month(day: date) -> None:
    ways = [way.format(day) for way in _WAYS]
    assert set(applied("generalize", ways, to="year")) == {f"{day.year}"}
    assert set(applied("generalize", ways, to="quarter")) == {f"{day.year}Q{(day.month + 2) // 3}"}
    assert set(applied("generalize", ways, to="month")) == {f"{day.year}-{day.month:02d}"}


def test_dates_with_the_month_in_words_or_the_year_last_become_less_precise() -> None:
    worded = ["01JAN1990", "15-May-1990", "Dec 25, 1990", "March 3rd 1990 10:11"]
    assert applied("generalize", worded, to="year") == ["1990"] * 4
    assert applied("generalize", worded, to="month") == ["1990-01", "1990-05", "1990-12", "1990-03"]
    assert applied("generalize", ["25/12/1990"], to="year") == ["1990"]
    assert applied("generalize", ["9999-12-31"], to="year") == ["9999"]
    assert applied("generalize", ["990512", "15-May-85"], to="year") == ["", ""]


def test_what_is_no_date_becomes_the_word_for_unknown() -> None:
    assert applied("generalize", ["不详", "n/a", "昨天"], to="year") == ["", "", ""]
    assert applied("generalize", ["不详"], to="month", unknown="未知") == ["未知"]


@pytest.mark.parametrize(
    ("address", "province", "city"),
    [
        ("北京市朝阳区建国路1号", "北京市", "北京市"),
        ("北京朝阳区建国路1号", "北京市", "北京市"),
        ("上海市浦东新区世纪大道100号", "上海市", "上海市"),
        ("重庆市渝中区解放碑1号", "重庆市", "重庆市"),
        ("广东省深圳市南山区科技园路8号", "广东省", "广东省深圳市"),
        ("广东深圳南山区科技园路8号", "广东省", "广东省深圳市"),
        ("深圳市南山区科技园路8号", "广东省", "广东省深圳市"),
        ("朝阳市双塔区新华路2号", "辽宁省", "辽宁省朝阳市"),
        ("吉林省吉林市船营区解放路3号", "吉林省", "吉林省吉林市"),
        ("内蒙古呼和浩特市新城区", "内蒙古自治区", "内蒙古自治区呼和浩特市"),
        ("新疆维吾尔自治区乌鲁木齐市天山区", "新疆维吾尔自治区", "新疆维吾尔自治区乌鲁木齐市"),
        ("青海省海南藏族自治州共和县", "青海省", "青海省海南藏族自治州"),
    ],
)
def test_an_address_becomes_its_province_or_city(address: str, province: str, city: str) -> None:
    assert _area(address, "province") == province
    assert _area(address, "city") == city


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("吉林市船营区解放路3号", "吉林省吉林市"),
        ("海南藏族自治州共和县", "青海省海南藏族自治州"),
        ("南京东路100号", ""),
        ("北京西路1号", ""),
        ("上海路5号", ""),
        ("四川北路88号3栋", ""),
        ("上海市南京东路3号", "上海市"),
        ("北京中关村大街1号", "北京市"),
        (" 广东省 深圳市南山区", "广东省深圳市"),
        ("中国广东省深圳市南山区", "广东省深圳市"),
    ],
)  # fmt: skip
def test_addresses_that_mislead_get_their_own_city_or_none(address: str, city: str) -> None:
    assert _area(address) == city


def test_nothing_below_the_city_stays() -> None:
    for to in ("province", "city"):
        made = _area("广东省深圳市南山区科技园路8号3栋501室", to)
        assert "南山" not in made
        assert not any(character.isdigit() for character in made)
    assert _area("建设路5号院2栋301室", unknown="未知") == "未知"


@given(st.integers(-(10**9), 10**9), st.sampled_from([10, 500, 1000, 10_000]))
def test_amounts_written_as_text_are_rounded_down_to_a_step(amount: int, step: int) -> None:
    expected = amount // step * step
    assert applied("generalize", [f"{amount}"], step=step) == [str(expected)]
    assert applied("generalize", [f"￥{amount:,}.00" if amount >= 0 else f"{amount:,}.00"], step=step) == [
        str(expected)
    ]


@pytest.mark.parametrize(
    ("amount", "step", "expected"),
    [("1234567.5", 0.5, "1234567.5"), ("12345678.30", 0.25, "12345678.25"), ("0.3", 0.1, "0.3")],
)
def test_amounts_keep_their_digits_with_a_step_below_one(amount: str, step: float, expected: str) -> None:
    assert applied("generalize", [amount], step=step) == [expected]


def test_what_is_no_amount_becomes_unknown() -> None:
    assert applied("generalize", ["十万元", "abc", "-"], step=1000) == ["", "", ""]


@pytest.mark.parametrize(
    "kind", [pa.int16(), pa.int32(), pa.int64(), pa.uint32(), pa.float32(), pa.float64(), pa.decimal128(18, 2)], ids=str
)
def test_numbers_keep_their_type_when_rounded_to_a_step(kind: pa.DataType) -> None:
    values = [Decimal(each) for each in (0, 999, 1000, 12345)] if pa.types.is_decimal(kind) else [0, 999, 1000, 12345]
    made = _typed(pa.array([*values, None], kind), 1000)
    assert made.type == kind
    assert [None if each is None else int(each) for each in made.to_pylist()] == [0, 0, 1000, 12000, None]


def test_decimals_and_negative_amounts_are_rounded_down() -> None:
    array = pa.array([Decimal("1999.99"), Decimal("-0.01")], pa.decimal128(12, 2))
    assert _typed(array, 1000).to_pylist() == [Decimal("1000.00"), Decimal("-1000.00")]


def _typed_by(array: pa.Array, **parameters: Any) -> list[Any]:
    made = build_operator("generalize", parameters).apply_typed(array, Target(""))
    assert made is not None
    return made.to_pylist()


@given(st.integers(0, 150), st.sampled_from([2, 5, 10]))
def test_an_age_becomes_a_band(age: int, width: int) -> None:
    low = age // width * width
    expected = f"{low}-{low + width - 1}"
    assert applied("generalize", [f"{age}", f"{age}岁", f" {age}.0"], to="band", width=width) == [expected] * 3
    assert _typed_by(pa.array([age, None]), to="band", width=width) == [expected, None]


@given(st.dates(date(1900, 1, 1), date(2026, 6, 15)))
def test_a_birth_date_becomes_the_band_of_the_age_at_a_day(born: date) -> None:
    at = date(2026, 6, 15)
    age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    low = age // 5 * 5
    expected = f"{low}-{low + 4}"
    ways = [way.format(born) for way in _WAYS]
    body = f"110105{born:%Y%m%d}123"
    number = f"{body}{resident_check(body)}"
    assert set(applied("generalize", [*ways, number, number.lower()], to="band", at=at)) == {expected}
    for kind in (pa.date32(), pa.timestamp("ms")):
        assert _typed_by(pa.array([born, None]).cast(kind), to="band", at=at) == [expected, None]


def test_high_ages_are_one_band_and_what_has_no_age_is_unknown() -> None:
    made = applied("generalize", ["89", "90", "104", "300", "不详", "1990-01-01"], to="band", top=90, unknown="未知")
    assert made == ["85-89", "90+", "90+", "未知", "未知", "未知"]
    assert applied("generalize", ["2030-01-01"], to="band", at=date(2026, 6, 15)) == [""]


@pytest.mark.parametrize(
    ("address", "county"),
    [
        ("广东省深圳市南山区科技园路8号", "广东省深圳市南山区"),
        ("北京朝阳区建国路1号", "北京市朝阳区"),
        ("浙江省杭州市西湖区文三路478号", "浙江省杭州市西湖区"),
        ("浙江省杭州市某某路1号", "浙江省杭州市"),
        ("建设路5号", ""),
    ],
)
def test_an_address_becomes_its_county(address: str, county: str) -> None:
    assert _area(address, "county") == county


def test_amounts_become_intervals() -> None:
    bins = [0, 1000, 5000.5]
    expected = ["<0", "[0,1000)", "[1000,5000.5)", ">=5000.5"]
    assert applied("generalize", ["-0.01", "999.99", "￥1,000.00", "5000.5", "x"], bins=bins) == [*expected, ""]
    assert _typed_by(pa.array([-0.01, 999.99, 1000, 5000.5, None]), bins=bins) == [*expected, None]
    decimals = pa.array([Decimal("-0.01"), Decimal("5000.50")], pa.decimal128(10, 2))
    assert _typed_by(decimals, bins=bins) == ["<0", ">=5000.5"]


def test_amounts_are_cut_off_at_top_and_bottom() -> None:
    assert applied("generalize", ["-5", "50", "1e9", "不详"], bottom=0, top=1000) == ["0", "50", "1000", ""]
    assert _typed_by(pa.array([-5, 50, 10**9, None]), bottom=0, top=1000) == [0, 50, 1000, None]
    assert _typed_by(pa.array([1.25, 99.5]), top=50) == [1.25, 50.0]
    assert applied("generalize", ["123456"], step=1000, top=50_000) == ["50000"]


def test_amounts_can_be_rounded_to_the_nearest_step() -> None:
    assert applied("generalize", ["1499", "1501", "-1499"], step=1000, rounding="nearest") == ["1000", "2000", "-1000"]
    assert _typed_by(pa.array([1499, 1501]), step=1000, rounding="nearest") == [1000, 2000]


@pytest.mark.parametrize(
    "parameters",
    [
        {"bins": []},
        {"bins": [5, 5]},
        {"bins": [0, 1], "step": 10},
        {"bins": [0, 1], "top": 5},
        {"to": "year", "top": 5},
        {"to": "band", "bottom": 5},
        {"top": 1, "bottom": 2},
        {"to": "band", "width": 0},
        {"to": "band", "at": "today"},
    ],
)
def test_parameters_that_contradict_each_other_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="operator generalize"):
        build_operator("generalize", parameters)


@pytest.mark.parametrize("parameters", [{"to": "year", "step": 10}, {"to": "district"}, {"step": 0}, {"stride": 5}])
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="operator generalize"):
        build_operator("generalize", parameters)


def test_single_years_of_age_stay_below_the_highest_band() -> None:
    assert applied("generalize", ["89岁", "90", "7.5"], to="band", width=1, top=90) == ["89", "90+", "7"]
    assert _typed_by(pa.array([35, 104, None]), to="band", width=1, top=90) == ["35", "90+", None]


@pytest.mark.parametrize("value", ["13800138000", "1380013", "20249999", "110105194912310021", "2024123456"])
def test_a_number_that_is_no_date_leaves_no_first_digits(value: str) -> None:
    assert applied("generalize", [value], to="year") == [""]


def test_a_date_that_ends_in_its_year_gives_the_year() -> None:
    assert applied("generalize", ["05/01/2024", "1.5.2024 10:00"], to="year") == ["2024", "2024"]
    assert applied("generalize", ["05/01/2024"], to="month") == [""]


def test_an_address_in_traditional_characters_becomes_the_same_city() -> None:
    assert _area("浙江省寧波市海曙區和平路90號") == _area("浙江省宁波市海曙区和平路90号") == "浙江省宁波市"
