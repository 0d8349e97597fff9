from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.demo.persons import persons
from pii_scanner.masking.permutation import permute
from pii_scanner.masking.surrogates.person import _FEMALE, _MALE
from pii_scanner.masking.surrogates.resident_id import ResidentIdSurrogate
from recognizers.mobile import FREE_SEGMENTS
from recognizers.names import RARE_SURNAMES
from recognizers.regions import FREE_PREFECTURES
from recognizers.registry import recognizer
from tests.builders.tables import KEY, applied
from tests.recognizers.values import (
    bank_cards,
    full_width,
    luhn_check,
    mobiles,
    resident_check,
    resident_ids,
    uscc_check,
    usccs,
)

_OTHER = bytes(reversed(KEY))


def _surrogate(value: str, entity_type: str, **parameters: object) -> str:
    return applied("surrogate", [value], entity_type, **parameters)[0]


@given(resident_ids())
def test_a_resident_id_is_valid_and_belongs_to_nobody(number: str) -> None:
    made = _surrogate(number, "CN_RESIDENT_ID")
    assert made != number
    assert made[17] == resident_check(made[:17])
    assert made[2:4] in FREE_PREFECTURES
    finder = recognizer("CN_RESIDENT_ID")
    assert finder is not None
    assert finder.is_valid(made)


@given(resident_ids())
def test_sex_and_birth_year_stay_unless_told_otherwise(number: str) -> None:
    made = _surrogate(number, "CN_RESIDENT_ID")
    assert made[6:10] == number[6:10]
    assert int(made[16]) % 2 == int(number[16]) % 2


@given(resident_ids())
def test_the_province_stays_only_when_asked(number: str) -> None:
    made = _surrogate(number, "CN_RESIDENT_ID", keep=["province"])
    assert made[:2] == number[:2]
    assert made[17] == resident_check(made[:17])


def test_a_foreigners_card_becomes_a_number_of_nobody_and_is_not_taken_for_one() -> None:
    body = "937156199003070"  # Shandong, nationality 156: places 3-4 are 71, a code of no prefecture
    raw = f"{body}03{resident_check(f'{body}03')}"
    finder = recognizer("CN_RESIDENT_ID")
    assert finder is not None
    assert finder.is_valid(raw)
    assert not ResidentIdSurrogate().is_surrogate([raw])[0]
    for keep in ([], ["province"]):
        made = _surrogate(raw, "CN_RESIDENT_ID", keep=keep)
        assert made[0] != "9"
        assert finder.is_valid(made)
        assert ResidentIdSurrogate().is_surrogate([made])[0]


def test_nothing_of_the_person_stays_when_nothing_is_kept() -> None:
    numbers = [person.resident_id for person in persons(300)]
    made = applied("surrogate", numbers, "CN_RESIDENT_ID", keep=[])
    same_year = sum(new[6:10] == old[6:10] for new, old in zip(made, numbers, strict=True))
    same_sex = sum(int(new[16]) % 2 == int(old[16]) % 2 for new, old in zip(made, numbers, strict=True))
    assert same_year < 30
    assert 90 < same_sex < 210


@given(mobiles())
def test_a_mobile_number_lies_in_a_segment_nobody_was_given(number: str) -> None:
    made = _surrogate(number, "CN_MOBILE")
    assert made.startswith(FREE_SEGMENTS)
    assert len(made) == 11
    assert made.isdigit()


@given(bank_cards())
def test_a_card_keeps_issuer_and_length_and_passes_luhn(number: str) -> None:
    made = _surrogate(number, "CN_BANK_CARD")
    assert made != number
    assert (made[:6], len(made)) == (number[:6], len(number))
    assert made[-1] == luhn_check(made[:-1])


@given(usccs())
def test_a_credit_code_has_a_right_check_character(code: str) -> None:
    made = _surrogate(code, "CN_USCC")
    assert made != code
    assert made[:8] == code[:8]
    assert made[17] == uscc_check(made[:17])


@given(bank_cards(), st.sampled_from(["6222", "622202", "62220299"]))
def test_a_card_gets_a_chosen_prefix(number: str, prefix: str) -> None:
    made = _surrogate(number, "CN_BANK_CARD", bin=prefix)
    assert made.startswith(prefix)
    assert len(made) == len(number)
    assert made[-1] == luhn_check(made[:-1])


@given(usccs())
def test_the_organization_code_in_a_credit_code_is_right(code: str) -> None:
    finder = recognizer("CN_ORGANIZATION_CODE")
    assert finder is not None
    inner = _surrogate(code, "CN_USCC")[8:17]
    assert finder.check(np.frombuffer(inner.encode("ascii"), dtype=np.uint8).reshape(1, 9))[0]


@pytest.mark.parametrize("names", [["王秀芳", "李婷婷", "张丽"], ["王建国", "李伟", "张志强"]])
def test_a_name_that_tells_the_sex_gets_one_of_the_same(names: list[str]) -> None:
    made = applied("surrogate", names, "PERSON")
    women = names[0] == "王秀芳"
    assert all((each[-1] in _FEMALE) is women and (each[-1] in _MALE) is not women for each in made)
    assert [len(each) for each in made] == [len(each) for each in names]


def test_the_sex_of_names_can_be_left_open() -> None:
    names = [f"王{first}{second}" for first in "秀丽婷雪" for second in "芳娜娟霞玲"]
    made = applied("surrogate", names, "PERSON", keep=[])
    assert any(each[-1] not in _FEMALE for each in made)


@pytest.mark.parametrize("bin", ["622", "622202999", "62220x"])
def test_a_prefix_that_is_none_is_refused(bin: str) -> None:
    with pytest.raises(ValueError, match="operator surrogate, parameter bin"):
        applied("surrogate", ["x"], "CN_BANK_CARD", bin=bin)


def test_names_keep_their_length() -> None:
    names = sorted({person.name for person in persons(400) if len(person.name) <= 4})
    made = applied("surrogate", names, "PERSON")
    assert [len(name) for name in made] == [len(name) for name in names]
    assert all(name[0] in RARE_SURNAMES for name in made)
    assert not set(made) & set(names)


@pytest.mark.parametrize("name", ["古丽·买买提", "阿卜杜拉·艾合买提", "王"])
def test_names_of_unusual_length_keep_it(name: str) -> None:
    assert len(_surrogate(name, "PERSON")) == len(name)


def test_a_name_joins_with_and_without_its_dot() -> None:
    made = applied("surrogate", ["阿依古丽·买买提", "阿依古丽买买提"], "PERSON")
    assert made[0] == made[1]
    assert "·" in made[0]


def test_a_latin_name_becomes_a_latin_name() -> None:
    made = _surrogate("Zhang San", "PERSON")
    assert made.isascii()
    assert "Zhang" not in made


@given(st.emails())
def test_an_e_mail_address_reaches_nobody(address: str) -> None:
    made = _surrogate(address, "EMAIL_ADDRESS")
    assert made.endswith("@example.com")
    assert made != address


def test_a_landline_keeps_its_area_and_no_subscriber_has_it() -> None:
    assert applied("surrogate", ["010-82345678", "0755-82345678"], "CN_LANDLINE")[0].startswith("010-1")
    assert applied("surrogate", ["0755-82345678"], "CN_LANDLINE")[0].startswith("0755-1")


def test_a_plate_keeps_its_province_and_form() -> None:
    plates = [person.plate for person in persons(200)]
    finder = recognizer("CN_VEHICLE_PLATE")
    assert finder is not None
    for old, new in zip(plates, applied("surrogate", plates, "CN_VEHICLE_PLATE"), strict=True):
        assert new != old
        assert new[:2] == old[:2]
        assert finder.is_valid(new)


def test_a_passport_stays_in_its_series() -> None:
    old = [f"E{number:08d}" for number in range(12_345_600, 12_345_700)]
    made = applied("surrogate", old, "CN_PASSPORT")
    assert len(set(made)) == 100
    assert not set(made) & set(old)
    assert all(new[:2] == "E1" and len(new) == 9 for new in made)


@pytest.mark.parametrize(
    ("address", "area"),
    [
        ("广东省深圳市南山区科技园路8号", "广东省深圳市"),
        ("北京市朝阳区建国路1号", "北京市"),
        ("朝阳市双塔区新华路2号", "辽宁省朝阳市"),
    ],
)
def test_an_address_stays_in_its_city(address: str, area: str) -> None:
    made = _surrogate(address, "CN_ADDRESS")
    assert made.startswith(area)
    assert address.removeprefix(area)[:4] not in made


_CASES = {
    "CN_RESIDENT_ID": [p.resident_id for p in persons(200)],
    "CN_BANK_CARD": [p.bank_card for p in persons(200)],
    "CN_MOBILE": [p.mobile for p in persons(200)],
    "PERSON": sorted({p.name for p in persons(200)}),
    "EMAIL_ADDRESS": [p.email for p in persons(200)],
    "CN_VEHICLE_PLATE": [p.plate for p in persons(200)],
    "CN_ADDRESS": [p.address for p in persons(200)],
}


@pytest.mark.parametrize("entity_type", _CASES)
def test_the_same_key_gives_the_same_surrogates_and_another_key_others(entity_type: str) -> None:
    values = _CASES[entity_type]
    made = applied("surrogate", values, entity_type)
    assert made == applied("surrogate", values, entity_type)
    # Whatever stands beside it, a value has its own surrogate.
    assert made[::-1] == applied("surrogate", values[::-1], entity_type)
    other = applied("surrogate", values, entity_type, key=_OTHER)
    assert sum(one == two for one, two in zip(made, other, strict=True)) < 10
    assert not any(one == two for one, two in zip(made, values, strict=True))


@given(resident_ids(), mobiles(), bank_cards())
def test_the_way_a_value_is_written_does_not_matter(resident: str, mobile: str, card: str) -> None:
    for entity_type, number in (("CN_RESIDENT_ID", resident), ("CN_MOBILE", mobile), ("CN_BANK_CARD", card)):
        assert _surrogate(full_width(number.lower()), entity_type) == _surrogate(number, entity_type)
    assert _surrogate(f"+86 {mobile}", "CN_MOBILE") == _surrogate(mobile, "CN_MOBILE")


@pytest.mark.parametrize(
    ("entity_type", "value"),
    [
        ("CN_RESIDENT_ID", "1101051949"),
        ("CN_MOBILE", "不详"),
        ("CN_BANK_CARD", "6222"),
        ("CN_USCC", "无"),
        ("", "张三"),
    ],
)
def test_what_has_not_the_form_of_its_type_gets_a_pseudonym(entity_type: str, value: str) -> None:
    made = _surrogate(value, entity_type)
    assert value not in made
    assert "_" in made


@pytest.mark.slow
def test_no_card_number_is_its_own_surrogate() -> None:
    # The permutation of one length moves 10^6 accounts; where it moves one to itself, that card is its own surrogate.
    accounts = np.arange(10**6, dtype=np.uint64)
    for key in (bytes([first]) * 32 for first in range(1, 8)):
        stay = accounts[permute(accounts, 10**6, key, "card 13") == accounts]
        for account in stay.tolist():
            body = f"622202{account:06d}"
            card = body + luhn_check(body)
            assert applied("surrogate", [card], "CN_BANK_CARD", key=key) != [card]


def test_only_what_a_resident_id_holds_can_be_kept() -> None:
    with pytest.raises(ValueError, match="keep"):
        applied("surrogate", ["x"], "CN_RESIDENT_ID", keep=["birth_date"])
