from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.bank_card import BankCard
from tests.recognizers.values import bank_cards, canonical_of_cell, column, digits, found, full_width, grouped

FINDER = BankCard()
VALID = "6222020212345678909"
WRITTEN = (
    full_width(VALID),
    grouped(VALID, " "),
    grouped(VALID, "-"),
    f"{VALID[:6]} {VALID[6:]}",
    f"{VALID[:6]} {VALID[6:14]} {VALID[14:]}",
    f"'{VALID}",
    f"\t{VALID}",
    f" {VALID} ",
    f"{VALID}\n",
    f"{VALID}.0",
)


@pytest.mark.parametrize("number", [VALID, "6228480012345678903", "4111111111111111"])
def test_published_examples_are_valid(number: str) -> None:
    assert FINDER.is_valid(number)


@given(bank_cards())
def test_every_card_with_the_right_luhn_digit_is_valid_and_found(number: str) -> None:
    assert FINDER.is_valid(number)
    assert found(FINDER, f"卡号{number}已绑定") == [number]


@given(bank_cards(), st.integers(0, 18), st.integers(1, 9))
def test_one_changed_digit_is_never_valid(number: str, place: int, shift: int) -> None:
    place %= len(number)
    changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not FINDER.is_valid(changed)


@pytest.mark.parametrize("written", WRITTEN)
def test_every_written_form_is_the_same_card(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == VALID
    assert canonical_of_cell(FINDER, written) == VALID


@pytest.mark.parametrize("written", WRITTEN[:4])
def test_every_written_form_is_found_between_chinese_characters(written: str) -> None:
    text = f"新卡{written}请登记"
    assert found(FINDER, text) == [written]


@given(bank_cards(), digits(2).filter(lambda tail: tail != "00"))
def test_decimal_number_is_not_found(number: str, tail: str) -> None:
    assert not found(FINDER, f"余额{number}.{tail}元，卡号另附")
    assert not found(FINDER, f"比率0.{number}，卡号另附")
    assert not FINDER.is_valid(f"{number}.{tail}")


def test_amount_with_two_zeros_behind_the_point_is_not_found_in_text() -> None:
    assert not found(FINDER, f"账户{VALID}.00元")


def test_whole_number_that_became_a_float_is_found_in_text() -> None:
    assert found(FINDER, f"卡号{VALID}.0，") == [VALID]


@given(bank_cards(), digits(4))
def test_part_of_a_longer_run_of_digits_is_not_found(number: str, more: str) -> None:
    assert not found(FINDER, f"卡号{number}{more}")


@pytest.mark.parametrize("number", ["20230115123045", "1672531200000", "1767225600123", "20240229235959000"])
def test_timestamps_are_no_cards(number: str) -> None:
    assert not FINDER.is_valid(number)
    assert not found(FINDER, f"卡号更新时间{number}")


def test_short_prefixes_count_for_their_length_only() -> None:
    assert FINDER.cells(column(["1034503324951584964"])).shaped[0]
    assert not FINDER.cells(column(["1034503324951584"])).shaped[0]


def test_parts_of_a_guid_are_no_cards() -> None:
    assert not found(FINDER, "银行卡 62220202-1234-4111-8111-411111111111")


def test_card_that_fails_the_check_needs_a_word_that_speaks_of_cards() -> None:
    wrong = VALID[:-1] + "8"
    assert not found(FINDER, f"编码{wrong}")
    assert found(FINDER, f"银行卡{wrong}") == [wrong]


@given(st.lists(st.one_of(bank_cards(), digits(16), digits(19), digits(9)), max_size=30))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]
