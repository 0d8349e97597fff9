from __future__ import annotations

import pytest

from recognizers.landline import Landline
from tests.recognizers.values import canonical_of_cell, column, found, full_width

FINDER = Landline()
WRITTEN = {
    "010-88886666": "01088886666",
    "0755-12345678": "075512345678",
    "0755 2345678": "07552345678",
    "(010)88886666": "01088886666",
    "（010）88886666": "01088886666",
    full_width("010-88886666"): "01088886666",
    "010\u201488886666": "01088886666",
    "010-88886666-801": "01088886666801",
    "（0755）82345678转123456": "075582345678转123456",
    "+86-571-88886666": "057188886666",
    "+86 10 88886666": "01088886666",
    "86-755-82345678-801": "075582345678801",
    "+86(0755)82345678": "075582345678",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_every_written_form_is_found_and_has_one_canonical_form(written: str) -> None:
    assert FINDER.is_valid(written)
    assert found(FINDER, f"单位座机{written}，白天") == [written]
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == WRITTEN[written]


@pytest.mark.parametrize("cell", ["'010-88886666", "\t010-88886666", " 010-88886666 ", "010-88886666\r\n"])
def test_what_a_spreadsheet_puts_around_a_number_does_not_hide_it(cell: str) -> None:
    assert FINDER.is_valid(cell)
    assert FINDER.canonical(cell) == canonical_of_cell(FINDER, cell) == "01088886666"


@pytest.mark.parametrize(
    "number",
    [
        "400-800-8888",
        "95588",
        "800-820-8820",
        "88886666",
        "000-88886666",
        "+86 138 00138000",
        "8657188886666",
        "86 0571",
    ],
)
def test_service_numbers_and_numbers_without_area_are_not_found(number: str) -> None:
    assert not FINDER.is_valid(number)
    assert not found(FINDER, f"客服电话{number}")


def test_digits_run_together_need_a_word_that_speaks_of_a_phone() -> None:
    assert found(FINDER, "单位电话01088886666") == ["01088886666"]
    assert not found(FINDER, "工单01088886666")


def test_part_of_a_longer_number_is_not_found() -> None:
    assert not found(FINDER, "电话1010-888866667")
    assert not found(FINDER, "金额010-88886666.55")


def test_cells_of_a_column_equal_single_values() -> None:
    values = [*WRITTEN, "400-800-8888", "", "座机010-88886666"]
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


@pytest.mark.parametrize("written", ["010-88886666", "（010）88886666", "0755 82345678", "0571-8765432转802"])
def test_a_number_written_as_one_of_a_telephone_needs_no_word_beside_it(written: str) -> None:
    assert found(FINDER, f"客户办公{written}，无人接听") == [written]
    assert found(FINDER, f"{written};021-55667788") == [written, "021-55667788"]


@pytest.mark.parametrize("text", ["13800138000/02122334455", "{13800138000,02122334455}", "13800138000、02122334455"])
def test_digits_run_together_behind_a_mobile_number_are_a_second_number(text: str) -> None:
    (span,) = FINDER.spans(text)
    assert text[span.start : span.end] == "02122334455"


@pytest.mark.parametrize("text", ["1380013800012,02122334455", "单号 02122334455", "13800138000.5,02122334455"])
def test_digits_run_together_behind_another_number_are_any_code(text: str) -> None:
    assert FINDER.spans(text) == []
