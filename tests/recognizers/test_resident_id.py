from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.resident_id import ResidentId
from tests.recognizers.values import (
    canonical_of_cell,
    column,
    digits,
    found,
    full_width,
    grouped,
    resident_check,
    resident_ids,
)

FINDER = ResidentId()
VALID = "11010519491231002X"
WRITTEN = (
    full_width(VALID),
    VALID.lower(),
    f"'{VALID}",
    f"\t{VALID}",
    f" {VALID} ",
    f"{VALID}\r\n",
    f"\u200b{VALID}\ufeff",
    "110105 19491231 002X",
    "110105-19491231-002x",
    "110105 1949 1231 002X",
    "110 105 1949 1231 002X",
    grouped(VALID, " "),
    grouped(VALID, "-"),
)


@pytest.mark.parametrize("number", [VALID, "440524188001010014", "810000199003070015", "910115199003070035"])
def test_published_examples_are_valid(number: str) -> None:
    assert FINDER.is_valid(number)


@given(resident_ids())
def test_every_number_with_the_right_check_character_is_valid(number: str) -> None:
    assert FINDER.is_valid(number)
    assert found(FINDER, f"身份证号{number}是") == [number]


@given(resident_ids(), st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_is_never_valid(number: str, place: int, shift: int) -> None:
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not FINDER.is_valid(changed)


@given(resident_ids(), st.integers(0, 15))
def test_two_swapped_neighbours_are_never_valid(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert FINDER.is_valid(swapped) == (swapped == number)


@pytest.mark.parametrize("born", ["19490230", "19491301", "19490100", "17991231", "29990101", "19010229"])
def test_impossible_birth_date_is_not_valid(born: str) -> None:
    body = f"110105{born}002"
    assert not FINDER.is_valid(body + resident_check(body))


def test_unknown_province_is_not_valid_but_unknown_county_is() -> None:
    for region, valid in (("990105", False), ("119999", True)):
        body = f"{region}19491231002"
        assert FINDER.is_valid(body + resident_check(body)) is valid


@pytest.mark.parametrize("written", WRITTEN)
def test_every_written_form_is_the_same_number(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == VALID
    assert canonical_of_cell(FINDER, written) == VALID


@pytest.mark.parametrize("written", [form.strip("\r\n\t '\u200b\ufeff") for form in WRITTEN])
def test_every_written_form_is_found_between_chinese_characters(written: str) -> None:
    text = f"客户身份证号{written}是本人"
    assert found(FINDER, text) == [written]


@given(resident_ids(), st.sampled_from("0123456789"))
def test_part_of_a_longer_run_of_digits_is_not_found(number: str, digit: str) -> None:
    assert not found(FINDER, f"流水{digit}{number}号")
    assert not found(FINDER, f"流水{number}{digit}号")
    assert not FINDER.is_valid(digit + number)


@given(resident_ids(), digits(4).filter(lambda tail: tail.strip("0")))
def test_decimal_number_is_not_found(number: str, tail: str) -> None:
    number = number.replace("X", "1")
    assert not found(FINDER, f"金额{number}.{tail}元")
    assert not found(FINDER, f"金额{tail}.{number}元")
    assert not FINDER.is_valid(f"{number}.{tail}")


def test_fifteen_digits_count_in_text_only_beside_a_word_that_says_so() -> None:
    assert found(FINDER, "身份证号110105491231002") == ["110105491231002"]
    assert not found(FINDER, "订单号110105491231002")


def test_fifteen_digits_are_less_sure_than_a_number_whose_check_character_holds() -> None:
    (old,) = FINDER.spans("身份证号110105491231002")
    (new,) = FINDER.spans(f"身份证号{VALID}")
    assert old.score < new.score


def test_fifteen_digit_number_equals_its_eighteen_character_form() -> None:
    assert FINDER.canonical("110105491231002") == VALID
    assert canonical_of_cell(FINDER, "110105491231002") == VALID


def test_wrong_check_character_is_reported_with_little_certainty_beside_the_word() -> None:
    wrong = "110105194912310021"
    assert not found(FINDER, f"单号{wrong}")
    (span,) = FINDER.spans(f"身份证号{wrong}")
    assert span.score <= 0.5


@given(st.lists(st.one_of(resident_ids(), digits(18), digits(15), st.text(max_size=20)), max_size=30))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


@pytest.mark.parametrize("text", ["应为110105194912310020", "改成110105194912310020了"])
def test_a_wrong_check_character_is_masked_without_the_word_too(text: str) -> None:
    assert found(FINDER, text) == []
    assert [text[span.start : span.end] for span in FINDER.places(text, wary=True).spans] == ["110105194912310020"]


@pytest.mark.parametrize("number", ["330106202509010022", "990106198509010021", "110105194913310020"])
def test_numbers_of_recent_days_of_no_province_and_of_no_date_are_not(number: str) -> None:
    assert not FINDER.places(f"受理号{number}", wary=True).spans
