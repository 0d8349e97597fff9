from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.tables import applied
from tests.recognizers.values import bank_cards, digits, grouped


@given(bank_cards())
def test_at_most_the_issuer_prefix_and_the_last_four_stay(number: str) -> None:
    assert (
        applied("truncate", [number, grouped(number, " ")], "CN_BANK_CARD") == [f"{number[:6]}******{number[-4:]}"] * 2
    )


@given(st.integers(16, 19).flatmap(digits), st.integers(0, 8), st.integers(0, 4))
def test_never_more_digits_stay_than_asked(number: str, first: int, last: int) -> None:
    (made,) = applied("truncate", [number], "CN_BANK_CARD", first=first, last=last)
    head, _, tail = made.partition("******")
    assert head == number[:first]
    assert tail == (number[-last:] if last else "")


@given(st.integers(13, 15).flatmap(digits))
def test_of_short_numbers_the_check_digit_does_not_tell_the_rest(number: str) -> None:
    assert applied("truncate", [number], "CN_BANK_CARD", first=8) == [f"{number[:6]}******{number[-4:]}"]


@given(st.integers(20, 40).flatmap(digits))
def test_a_card_with_more_digits_behind_it_vanishes(number: str) -> None:
    assert applied("truncate", [number], "CN_BANK_CARD") == ["******"]


@given(st.integers(0, 12).flatmap(digits))
def test_short_numbers_vanish(number: str) -> None:
    assert applied("truncate", [f"尾号{number}"], "CN_BANK_CARD") == ["******"]


@given(st.text(min_size=1, max_size=60))
def test_words_never_pass(text: str) -> None:
    (made,) = applied("truncate", [text], "CN_BANK_CARD")
    assert set(made) <= set("0123456789*")


@pytest.mark.parametrize("parameters", [{"first": 9}, {"last": 5}, {"first": -1}])
def test_more_than_pci_dss_allows_is_refused(parameters: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=f"operator truncate, parameter {next(iter(parameters))}"):
        applied("truncate", ["6222020202020202"], "CN_BANK_CARD", **parameters)
