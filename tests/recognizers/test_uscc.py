from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.uscc import Uscc
from tests.recognizers.values import USCC_ALPHABET, canonical_of_cell, column, found, full_width, grouped, usccs

FINDER = Uscc()
VALID = "91350100M000100Y43"


@pytest.mark.parametrize("code", [VALID, "91110000600037341L"])
def test_published_examples_are_valid(code: str) -> None:
    assert FINDER.is_valid(code)


@given(usccs())
def test_every_code_with_the_right_check_character_is_valid_and_found(code: str) -> None:
    assert FINDER.is_valid(code)
    assert found(FINDER, f"信用代码{code}的企业") == [code]


@given(usccs(), st.integers(0, 17), st.integers(1, 30))
def test_one_changed_character_is_never_valid(code: str, place: int, shift: int) -> None:
    other = USCC_ALPHABET[(USCC_ALPHABET.index(code[place]) + shift) % 31]
    assert not FINDER.is_valid(code[:place] + other + code[place + 1 :])


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_outside_the_alphabet_are_not_valid(letter: str) -> None:
    assert not FINDER.is_valid(VALID.replace("Y", letter))


@pytest.mark.parametrize("written", [full_width(VALID), VALID.lower(), f"'{VALID}", f"\t{VALID} ", grouped(VALID, " ")])
def test_every_written_form_is_the_same_code(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == VALID
    assert canonical_of_cell(FINDER, written) == VALID


def test_code_in_groups_is_found_between_chinese_characters() -> None:
    assert found(FINDER, "税号91 350100 M000100Y4 3的企业") == ["91 350100 M000100Y4 3"]


def test_part_of_a_longer_run_is_not_found() -> None:
    assert not found(FINDER, f"税号{VALID}9")
    assert not found(FINDER, f"税号A{VALID}")


@given(st.lists(st.one_of(usccs(), st.text(USCC_ALPHABET, min_size=18, max_size=18)), max_size=30))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]
