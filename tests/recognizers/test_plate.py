from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.plate import PROVINCES, VehiclePlate
from tests.recognizers.values import canonical_of_cell, column, found, full_width

FINDER = VehiclePlate()
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@given(st.sampled_from(PROVINCES), st.sampled_from(_LETTERS), st.text("0123456789", min_size=5, max_size=5))
def test_ordinary_plate_is_valid_and_found(province: str, letter: str, tail: str) -> None:
    plate = province + letter + tail
    assert FINDER.is_valid(plate)
    assert found(FINDER, f"车辆{plate}停在楼下") == [plate]


@pytest.mark.parametrize(
    "plate",
    [
        "粤BD12345",
        "粤B12345F",
        "沪A1234学",
        "京A1234警",
        "粤Z1234港",
        "京A1234挂",
        "粤BA03205",
        "粤B12345K",
        "豫E2M99挂",
        "鲁QRA87挂",
    ],
)
def test_new_energy_and_special_plates_are_valid(plate: str) -> None:
    assert FINDER.is_valid(plate)
    assert found(FINDER, f"查封{plate}一辆") == [plate]


@pytest.mark.parametrize(
    "plate",
    [
        "京I12345",
        "京O12345",
        "京AI2345",
        "京A1234",
        "京A1234567",
        "中A12345",
        "123456789",
        "粤BL032055",
        "粤B12345L",
        "闽2040领",
    ],
)
def test_other_forms_are_not_valid(plate: str) -> None:
    assert not FINDER.is_valid(plate)


@pytest.mark.parametrize(
    "written", ["京A·12345", "京A 12345", "京A-12345", "京a12345", full_width("京A12345"), " 京A12345", "'京A12345"]
)
def test_every_written_form_is_the_same_plate(written: str) -> None:
    assert FINDER.is_valid(written)
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == "京A12345"


def test_cells_of_a_column_equal_single_values() -> None:
    values = ["京A12345", "粤BD12345", "京A·12345", "京I12345", "", "A12345", "车辆京A12345"]
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


def test_consulate_plate_needs_a_word_that_says_so() -> None:
    assert FINDER.is_valid("闽20401领")
    assert found(FINDER, "车牌闽20401领停在楼下") == ["闽20401领"]
    assert not found(FINDER, "江苏20401领取完毕")


@pytest.mark.parametrize("plate", ["浙F D 8 1 1 3 6", "皖E 1 6 D 4 0"])
def test_a_plate_as_it_is_spelled_in_a_call(plate: str) -> None:
    assert found(FINDER, f"我车牌号{plate}停在楼下") == [plate]
    assert FINDER.canonical(plate) == plate.replace(" ", "")
    assert not found(FINDER, f"型号{plate}规格")


def test_a_plate_with_many_letters_counts_beside_a_word_of_cars() -> None:
    assert found(FINDER, "名下车辆京BN8FXY已查封") == ["京BN8FXY"]
    assert not FINDER.spans("型号京BN8FXY已停产")
