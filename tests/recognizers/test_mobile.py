from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.mobile import FREE_SEGMENTS, Mobile
from tests.recognizers.values import canonical_of_cell, column, digits, found, full_width, mobiles

FINDER = Mobile()
VALID = "13800138000"
WRITTEN = (
    full_width(VALID),
    "138 0013 8000",
    "138-0013-8000",
    "138\u20130013\u20138000",
    "138\u200b0013\u200b8000",
    "138\u20090013\u202f8000",
    "1380 013 8000",
    "138 001 38000",
    "138-001-38000",
    "138/0013/8000",
    f"0{VALID}",
    f"+86{VALID}",
    f"+86 {VALID}",
    f"+86-{VALID}",
    f"86{VALID}",
    f"0086{VALID}",
    f"(+86){VALID}",
    f"（+86）{VALID}",
    "+86 138 0013 8000",
    full_width(f"+86{VALID}"),
)
CELLS = (f"'{VALID}", f"\t{VALID}", f"{VALID}\r\n", f" {VALID} ", f"\ufeff{VALID}", f"{VALID}.0", f'"{VALID}"')


@pytest.mark.parametrize("written", WRITTEN + CELLS)
def test_every_written_form_is_the_same_number(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == VALID
    assert canonical_of_cell(FINDER, written) == VALID


@pytest.mark.parametrize("written", WRITTEN)
def test_every_written_form_is_found_between_chinese_characters(written: str) -> None:
    assert found(FINDER, f"请拨手机{written}转告") == [written]


@given(mobiles(), st.text("客户电话是，。\n", max_size=6), st.text("请转告，。\n", max_size=6))
def test_spans_point_into_the_original_text(number: str, before: str, behind: str) -> None:
    assert found(FINDER, before + number + behind) == [number]


@given(mobiles(), digits(1))
def test_part_of_a_longer_run_of_digits_is_not_found(number: str, digit: str) -> None:
    for longer in (number + digit, digit + number):
        assert number not in found(FINDER, f"手机{longer}号")
        assert longer.startswith(("86", "0")) or not FINDER.is_valid(longer)


@given(mobiles(), digits(2).filter(lambda tail: tail != "00"))
def test_decimal_number_is_not_found(number: str, tail: str) -> None:
    assert not found(FINDER, f"电话费{number}.{tail}元")
    assert not found(FINDER, f"电话费{tail}.{number}元")
    assert not FINDER.is_valid(f"{number}.{tail}")


@pytest.mark.parametrize("segment", FREE_SEGMENTS)
def test_segment_nobody_uses_is_shaped_but_not_valid_and_needs_context(segment: str) -> None:
    number = f"{segment}12345678"
    match = FINDER.cells(column([number]))
    assert match.shaped.tolist() == [True]
    assert match.valid.tolist() == [False]
    assert not found(FINDER, f"编号{number}")
    assert found(FINDER, f"手机{number}") == [number]


def test_parts_of_a_guid_are_no_mobile_numbers() -> None:
    assert not found(FINDER, "手机 13800138-0001-4380-8000-138001380001")


def test_article_numbers_that_begin_with_0_are_no_mobile_numbers() -> None:
    articles = [f"0{number:011d}" for number in range(1_234_567, 99_999_999_999, 9_876_543_21)]
    assert any(article.startswith(("013", "015", "018")) for article in articles)
    assert not FINDER.cells(column(list(articles))).shaped.any()
    assert not found(FINDER, f"商品{VALID}0012，商品0{VALID}")


def test_several_numbers_are_found_in_order() -> None:
    text = "本人13800138000，妻子139-1234-5678\n同事+86 15912345678"
    assert found(FINDER, text) == ["13800138000", "139-1234-5678", "+86 15912345678"]


@given(st.lists(st.one_of(mobiles(), mobiles().map("+86{}".format), digits(11), digits(13)), max_size=30))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


def test_numbers_that_count_up_may_be_mobile_numbers() -> None:
    counted = [str(13800000000 + number) for number in range(60)]
    assert FINDER.cells(column(counted)).valid.all()
