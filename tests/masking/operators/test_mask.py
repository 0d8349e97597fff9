from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.demo.persons import persons
from tests.builders.tables import applied
from tests.recognizers.values import bank_cards, full_width, mobiles, resident_ids


@given(mobiles())
def test_a_mobile_number_keeps_three_and_four_digits(number: str) -> None:
    ways = [number, f"+86 {number[:3]} {number[3:7]} {number[7:]}", full_width(number)]
    assert set(applied("mask", ways, "CN_MOBILE")) == {f"{number[:3]}****{number[-4:]}"}


@given(bank_cards())
def test_a_card_keeps_issuer_and_last_four(number: str) -> None:
    assert applied("mask", [number], "CN_BANK_CARD") == [number[:6] + "*" * (len(number) - 10) + number[-4:]]


@given(resident_ids())
def test_a_resident_id_keeps_three_digits(number: str) -> None:
    assert applied("mask", [number], "CN_RESIDENT_ID") == [number[:3] + "*" * 15]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张", "*"),
        ("A", "*"),
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳娜娜", "欧阳**"),
        ("古丽·买买提", "古*****"),
        ("Li Wei", "L*****"),
    ],
)
def test_a_name_keeps_its_surname(name: str, masked: str) -> None:
    assert applied("mask", [name], "PERSON") == [masked]


def test_an_e_mail_address_keeps_its_first_letter_and_host() -> None:
    assert applied("mask", ["wang.xm@example.org", "zhang"], "EMAIL_ADDRESS") == ["w***@example.org", "z***"]


@pytest.mark.parametrize("cell", ["wang@example.org; 13800138000@example.org", "\nwang@example.org"])
def test_no_e_mail_address_of_a_cell_with_several_stays(cell: str) -> None:
    (made,) = applied("mask", [cell], "EMAIL_ADDRESS")
    assert "13800138000" not in made
    assert "wang" not in made


@given(st.text(min_size=1, max_size=30), st.integers(0, 8), st.integers(0, 8))
def test_at_least_a_third_of_every_value_is_hidden(value: str, first: int, last: int) -> None:
    (made,) = applied("mask", [value], "", keep_first=first, keep_last=last)
    assert len(made) == len(value)
    shown = [place for place, (old, new) in enumerate(zip(value, made, strict=True)) if new != "*" and old == new]
    assert len(shown) <= len(value) * 2 / 3


@given(st.text("0123456789", min_size=1, max_size=6))
def test_numbers_shorter_than_what_is_kept_are_hidden_whole(number: str) -> None:
    assert set(applied("mask", [number], "CN_MOBILE")[0]) == {"*"}


def test_kept_characters_and_the_hiding_one_can_be_chosen() -> None:
    assert applied("mask", ["13800138000"], "CN_MOBILE", keep_first=0, keep_last=2, character="#") == ["#########00"]
    assert applied("mask", ["内部编号0042"], "", keep_first=2) == ["内部******"]


@pytest.mark.parametrize(
    ("entity_type", "field"),
    [
        ("CN_RESIDENT_ID", "resident_id"),
        ("CN_BANK_CARD", "bank_card"),
        ("CN_MOBILE", "mobile"),
        ("EMAIL_ADDRESS", "email"),
        ("CN_VEHICLE_PLATE", "plate"),
        ("CN_ADDRESS", "address"),
        ("PERSON", "name"),
    ],
)
def test_no_value_of_any_type_passes(entity_type: str, field: str) -> None:
    values = sorted({str(getattr(person, field)) for person in persons(100)})
    made = applied("mask", values, entity_type)
    assert not set(made) & set(values)
    assert all("*" in each for each in made)


@pytest.mark.parametrize("parameters", [{"keep_first": -1}, {"character": "**"}, {"character": ""}, {"keep": 3}])
def test_parameters_that_make_no_sense_are_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"operator mask.* parameter {next(iter(parameters))}"):
        applied("mask", ["x"], "", **parameters)
