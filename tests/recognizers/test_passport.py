from __future__ import annotations

import pytest

from recognizers.passport import Passport
from tests.builders.tables import scanned_column
from tests.recognizers.values import canonical_of_cell, column, found, full_width

FINDER = Passport()


@pytest.mark.parametrize("number", ["E12345678", "G12345678", "EA1234567", "e12345678", full_width("E12345678")])
def test_ordinary_passport_is_found_beside_chinese_characters(number: str) -> None:
    assert FINDER.is_valid(number)
    assert found(FINDER, f"护照{number}号") == [number]


@pytest.mark.parametrize("number", ["EI1234567", "EO1234567", "E1234567", "E123456789", "AE12345678", "E12345678A"])
def test_other_forms_are_not_valid(number: str) -> None:
    assert not FINDER.is_valid(number)
    assert not found(FINDER, f"护照{number}")


def test_diplomatic_and_service_series_need_a_word_that_says_so() -> None:
    assert found(FINDER, "持外交护照D12345678入境") == ["D12345678"]
    assert not found(FINDER, "零件D12345678缺货")


@pytest.mark.parametrize("number", ["K12345678", "KJ1234567", "H12345678", "HA1234567", "MA1234567", "mb1234567"])
def test_passports_of_hong_kong_and_macau_need_a_word_that_says_so(number: str) -> None:
    assert FINDER.is_valid(number)
    assert found(FINDER, f"持护照{number}入境") == [number]
    assert not found(FINDER, f"零件{number}缺货")
    assert "CN_PASSPORT" not in scanned_column("编号", [number, "K12345679"] * 30).types()


@pytest.mark.parametrize("written", ["'E12345678", "\tE12345678", "e1234 5678", full_width("e12345678")])
def test_every_written_form_has_one_canonical_form(written: str) -> None:
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == "E12345678"
    assert FINDER.is_valid(written)


def test_cells_of_a_column_equal_single_values() -> None:
    values = ["E12345678", "EA1234567", "E1234567", "", "护照E12345678"]
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]
