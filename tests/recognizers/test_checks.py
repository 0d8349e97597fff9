from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from recognizers import checks
from tests.recognizers.values import USCC_ALPHABET, digits, luhn_check, resident_check, uscc_check


@given(digits(17))
def test_mod_11_2_agrees_with_the_formula_of_the_standard(body: str) -> None:
    assert chr(checks.mod11_2_character(checks.matrix_of([body]))[0]) == resident_check(body)
    assert checks.mod11_2(checks.matrix_of([body + resident_check(body)])).all()


@given(st.integers(1, 30).flatmap(digits))
def test_luhn_agrees_with_the_formula_of_the_standard(body: str) -> None:
    assert chr(checks.luhn_digit(checks.matrix_of([body]))[0]) == luhn_check(body)
    assert checks.luhn(checks.matrix_of([body + luhn_check(body)])).all()


@given(st.text(USCC_ALPHABET, min_size=17, max_size=17))
def test_uscc_agrees_with_the_formula_of_the_standard(body: str) -> None:
    assert chr(checks.uscc_character(checks.matrix_of([body]))[0]) == uscc_check(body)


@given(digits(8))
def test_dates_are_those_of_the_calendar(text: str) -> None:
    try:
        real = 1880 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2030
    except ValueError:
        real = False
    assert bool(checks.dates(checks.matrix_of([text]), 1880, 2030)[0]) is real


@given(st.dates(date(1880, 1, 1), date(2030, 12, 31)))
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    assert checks.dates(checks.matrix_of([f"{day:%Y%m%d}"]), 1880, 2030).all()


@given(st.text("".join(map(chr, range(32, 127))), min_size=18, max_size=18))
def test_any_ascii_characters_are_judged_without_an_error(text: str) -> None:
    matrix = checks.matrix_of([text])
    for check in (checks.mod11_2, checks.luhn, checks.uscc):
        assert check(matrix).shape == (1,)
