from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.masking.keys import Keys
from tests.builders.tables import KEY, applied
from tests.recognizers.values import bank_cards, full_width, grouped, mobiles, resident_ids, usccs

_OTHER = bytes(reversed(KEY))


@given(mobiles())
def test_a_mobile_number_has_one_pseudonym_however_it_is_written(number: str) -> None:
    ways = [number, f"+86{number}", f"+86 {number[:3]} {number[3:7]} {number[7:]}", f"0086-{number}", f"(+86){number}"]
    ways += [f"（+86）{number}", full_width(number), f" {number}\t", f"'{number}", f"{number}.0"]
    assert len(set(applied("pseudonymize", ways, "CN_MOBILE"))) == 1


@given(resident_ids())
def test_a_resident_id_has_one_pseudonym_however_it_is_written(number: str) -> None:
    parts = (number[:6], number[6:14], number[14:])
    ways = [number, number.lower(), full_width(number), " ".join(parts), "-".join(parts), f"'{number}"]
    assert len(set(applied("pseudonymize", ways, "CN_RESIDENT_ID"))) == 1


def test_a_resident_id_of_15_digits_is_that_of_18() -> None:
    assert len(set(applied("pseudonymize", ["11010519491231002X", "110105491231002"], "CN_RESIDENT_ID"))) == 1


@given(bank_cards())
def test_a_card_number_has_one_pseudonym_with_and_without_groups(number: str) -> None:
    ways = [number, grouped(number, " "), grouped(number, "-"), full_width(number)]
    assert len(set(applied("pseudonymize", ways, "CN_BANK_CARD"))) == 1


@given(usccs())
def test_a_credit_code_has_one_pseudonym_in_either_case(code: str) -> None:
    assert len(set(applied("pseudonymize", [code, code.lower(), full_width(code)], "CN_USCC"))) == 1


@pytest.mark.parametrize(
    ("entity_type", "ways"),
    [
        ("PERSON", ["张三", "张 三", " 张三 ", "张　三"]),
        ("PERSON", ["阿依古丽·买买提", "阿依古丽买买提", "阿依古丽•买买提", "阿依古丽 · 买买提", "阿依古丽.买买提"]),
        ("EMAIL_ADDRESS", ["wang@example.org", "WANG@Example.ORG", " wang@example.org", "ｗang@example.org"]),
        ("CN_VEHICLE_PLATE", ["京A12345", "京a12345", "京A·12345", "京A 12345"]),
        ("CN_LANDLINE", ["010-12345678", "01012345678", "(010)12345678", "（010）12345678"]),
        ("CN_PASSPORT", ["E12345678", "e12345678", "Ｅ12345678"]),
        ("CN_ADDRESS", ["北京市朝阳区建国路1号", "北京市 朝阳区建国路１号"]),
    ],
)
def test_other_types_have_one_pseudonym_however_they_are_written(entity_type: str, ways: list[str]) -> None:
    assert len(set(applied("pseudonymize", ways, entity_type))) == 1


@given(st.lists(mobiles(), min_size=2, max_size=20, unique=True))
def test_different_values_get_different_pseudonyms(numbers: list[str]) -> None:
    assert len(set(applied("pseudonymize", numbers, "CN_MOBILE"))) == len(numbers)


@given(resident_ids())
def test_another_key_gives_another_pseudonym(number: str) -> None:
    first = applied("pseudonymize", [number], "CN_RESIDENT_ID")
    assert first != applied("pseudonymize", [number], "CN_RESIDENT_ID", key=_OTHER)
    assert first == applied("pseudonymize", [number], "CN_RESIDENT_ID")


@given(st.text("0123456789", min_size=11, max_size=11))
def test_two_recipients_cannot_link_their_copies(number: str) -> None:
    one, two = Keys(KEY, "partner-a"), Keys(KEY, "partner-b")
    made = [applied("pseudonymize", [number], "CN_MOBILE", key=each.of("CN_MOBILE")) for each in (one, two)]
    assert made[0] != made[1]


def test_the_same_digits_of_two_types_cannot_be_linked() -> None:
    keys = Keys(KEY, "partner-a")
    made = [
        applied("pseudonymize", ["13800138000"], kind, key=keys.of(kind), prefix="")[0]
        for kind in ("CN_MOBILE", "CN_BANK_CARD", "")
    ]
    assert len(set(made)) == 3


@given(st.text(min_size=6, max_size=40))
def test_a_pseudonym_never_holds_the_value(value: str) -> None:
    (made,) = applied("pseudonymize", [value], "PERSON")
    assert re.fullmatch(r"NAME_[0-9a-hjkmnp-tv-z]{16}", made)
    assert value not in made


@given(
    st.sampled_from(
        [("CN_MOBILE", mobiles()), ("CN_BANK_CARD", bank_cards()), ("CN_RESIDENT_ID", resident_ids())]
    ).flatmap(lambda pair: st.tuples(st.just(pair[0]), pair[1]))
)
def test_no_six_characters_of_an_identifier_stand_in_its_pseudonym(case: tuple[str, str]) -> None:
    entity_type, number = case
    (made,) = applied("pseudonymize", [number], entity_type)
    assert not any(number[at : at + 6] in made for at in range(len(number) - 5))


def test_length_and_prefix_can_be_chosen() -> None:
    assert re.fullmatch(r"KUNDE_\w{20}", applied("pseudonymize", ["张三"], "PERSON", length=20, prefix="KUNDE")[0])
    assert re.fullmatch(r"\w{12}", applied("pseudonymize", ["张三"], "PERSON", length=12, prefix="")[0])


@pytest.mark.parametrize("parameters", [{"length": 4}, {"length": 30}, {"prefix": "a-b"}, {"prefix": "TOOLONGPREFIX"}])
def test_a_length_or_prefix_that_would_do_harm_is_refused(parameters: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(parameters))):
        applied("pseudonymize", ["张三"], "PERSON", **parameters)
