from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.errors import PolicyError
from pii_scanner.masking.keys import Keys
from pii_scanner.masking.operators.base import Target
from pii_scanner.masking.operators.registry import build_operator
from pii_scanner.masking.plan import make_plan
from recognizers.registry import recognizer, recognizers
from tests.builders.tables import KEY, MASTER, applied, finding, policy, record
from tests.recognizers.values import bank_cards, full_width, grouped, luhn_check, mobiles, resident_ids, usccs

_OTHER = bytes(reversed(KEY))
_FORMED = {"CN_RESIDENT_ID": resident_ids(), "CN_BANK_CARD": bank_cards(), "CN_MOBILE": mobiles()}
identifiers = st.sampled_from(sorted(_FORMED)).flatmap(lambda kind: st.tuples(st.just(kind), _FORMED[kind]))
names = st.text("张王李赵欧阳清远嘉言书思哲子涵", min_size=2, max_size=4)
codes = st.text("ABCxyz0123456789-", min_size=8, max_size=30)
_ANYTHING = [each.entity_type for each in recognizers() if each.entity_type not in _FORMED]


def restored(values: list[str], entity_type: str = "", *, key: bytes = KEY, **parameters: object) -> list[str | None]:
    operator = build_operator("tokenize", parameters)
    made: list[str | None] = operator.reverse(pa.array(values, pa.string()), Target(entity_type, key)).to_pylist()
    return made


@given(identifiers)
def test_a_number_comes_back(case: tuple[str, str]) -> None:
    kind, number = case
    (token,) = applied("tokenize", [number], kind)
    assert token != number
    assert restored([token], kind) == [number]


@settings(deadline=None)
@given(
    st.sampled_from(_ANYTHING), st.lists(st.one_of(names, codes, usccs(), st.text(max_size=40)), min_size=1, max_size=9)
)
def test_a_text_of_any_type_comes_back_or_is_marked(kind: str, values: list[str]) -> None:
    made = applied("tokenize", values, kind)
    for value, token, back in zip(values, made, restored(made, kind), strict=True):
        if token.startswith("§"):
            assert re.fullmatch(r"§[0-9a-hjkmnp-tv-z]{16}", token)
            assert back is None
        else:
            assert back == value
            assert len(token) == len(value)
            assert [each.isdigit() for each in token] == [each.isdigit() for each in value]


@given(resident_ids())
def test_no_living_person_has_a_token_of_a_resident_id(number: str) -> None:
    (token,) = applied("tokenize", [number], "CN_RESIDENT_ID")
    finder = recognizer("CN_RESIDENT_ID")
    assert finder is not None
    assert not finder.is_valid(token)
    assert "1900" <= token[6:10] <= "2049"
    # A province in front would make it one: date and check digit are right.
    assert "0" < token[0] < "9"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(token[:17]))
    assert token[17] == "10X98765432"[total % 11]


@given(bank_cards(), st.integers(0, 8))
def test_a_card_keeps_its_first_digits_and_a_right_check_digit(number: str, kept: int) -> None:
    (token,) = applied("tokenize", [number], "CN_BANK_CARD", keep_first=kept)
    assert token[:kept] == number[:kept]
    assert token[-1] == luhn_check(token[:-1])
    assert restored([token], "CN_BANK_CARD", keep_first=kept) == [number]


@given(bank_cards(), st.integers(1, 9))
def test_a_card_with_a_wrong_check_digit_stays_wrong_and_comes_back(number: str, step: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + step) % 10)
    (token,) = applied("tokenize", [wrong], "CN_BANK_CARD")
    assert token[-1] != luhn_check(token[:-1])
    assert restored([token], "CN_BANK_CARD") == [wrong]


@given(resident_ids(), st.sampled_from("0123456789X"))
def test_an_id_with_a_wrong_check_character_comes_back(number: str, last: str) -> None:
    (token,) = applied("tokenize", [number[:-1] + last], "CN_RESIDENT_ID")
    assert restored([token], "CN_RESIDENT_ID") == [number[:-1] + last]


@given(mobiles())
def test_a_mobile_number_becomes_one_that_nobody_has(number: str) -> None:
    (token,) = applied("tokenize", [number], "CN_MOBILE")
    assert re.fullmatch("2[0-9]{10}", token)


@given(identifiers)
def test_numbers_written_differently_have_one_token_of_the_shape_they_had(case: tuple[str, str]) -> None:
    kind, number = case
    ways = [number, grouped(number, " "), grouped(number, "-"), full_width(number), f" {number}\t", f"'{number}"]
    made = applied("tokenize", ways, kind)
    assert made[1] == grouped(made[0], " ")
    assert made[2] == grouped(made[0], "-")
    assert made[3] == full_width(made[0])
    assert made[4:] == [f" {made[0]}\t", f"'{made[0]}"]
    assert restored(made, kind) == ways


@given(mobiles())
def test_a_country_code_stays_and_a_spreadsheets_zero_goes(number: str) -> None:
    made = applied(
        "tokenize",
        [number, f"+86 {number}", f"(+86){number}", f"0086{number}", f"0{number}", f"{number}.0"],
        "CN_MOBILE",
    )
    token = made[0]
    assert made[1:] == [f"+86 {token}", f"(+86){token}", f"0086{token}", f"0{token}", token]


def test_a_resident_id_of_15_digits_is_that_of_18() -> None:
    made = applied("tokenize", ["11010519491231002X", "110105491231002", "11010519491231002x"], "CN_RESIDENT_ID")
    assert len(set(made)) == 1
    assert restored(made[:1], "CN_RESIDENT_ID") == ["11010519491231002X"]


@pytest.mark.parametrize(
    "value", ["张三", "110105", "000000000000000000", "11010518991231002X", "1101051949123100AX", "🙂"]
)
def test_what_is_no_resident_id_gets_a_pseudonym_that_nobody_turns_back(value: str) -> None:
    made = applied("tokenize", [value], "CN_RESIDENT_ID")
    assert made[0].startswith("§")
    assert made == applied("tokenize", [value], "CN_RESIDENT_ID")
    assert made != applied("tokenize", [value], "CN_RESIDENT_ID", key=_OTHER)
    assert restored(made, "CN_RESIDENT_ID") == [None]


def test_a_domain_below_a_million_is_never_encrypted() -> None:
    made = applied("tokenize", ["99999", "999999", "AB12", "ABC123", "李", "李四", "§123456789"])
    assert [each.startswith("§") for each in made] == [True, False, True, False, True, False, True]


def test_a_card_too_short_for_its_kept_digits_is_marked() -> None:
    assert applied("tokenize", ["4111111111119"], "CN_BANK_CARD", keep_first=8)[0].startswith("§")
    assert not applied("tokenize", ["4111111111119"], "CN_BANK_CARD", keep_first=6)[0].startswith("§")


def test_passports_plates_and_names_keep_their_form() -> None:
    made = applied("tokenize", ["E12345678", "e12345678", "Ｅ12345678", "京A·12345", "张三丰"])
    assert re.fullmatch("[A-Z][0-9]{8}", made[0])
    assert made[1] == made[0].lower()
    assert made[2] == chr(ord(made[0][0]) + 0xFEE0) + made[0][1:]
    assert re.fullmatch("[\u4e00-\u9fa5][A-Z]·[0-9]{5}", made[3])
    assert re.fullmatch("[\u4e00-\u9fa5]{3}", made[4])


@given(st.from_regex(r"0(?:10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7}", fullmatch=True))
def test_the_token_of_a_landline_is_no_mobile_number(number: str) -> None:
    (token,) = applied("tokenize", [number], "CN_LANDLINE")
    assert token.startswith("0")
    assert restored([token], "CN_LANDLINE") == [number]
    assert applied("tokenize", [full_width(number)], "CN_LANDLINE")[0].startswith("０")


@given(
    st.sampled_from(["CN_PASSPORT", "CN_EXIT_ENTRY_PERMIT"]), st.from_regex("[CcEG][0-9]{8}|EA[0-9]{7}", fullmatch=True)
)
def test_the_token_of_a_paper_is_none_of_another_kind(kind: str, number: str) -> None:
    (token,) = applied("tokenize", [number], kind)
    assert token[0] == number[0]
    assert token != number
    assert restored([token], kind) == [number]


def test_notes_whose_landlines_and_permits_are_tokenized_are_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [f"已拨打公司座机0571-{59_170_000 + 37 * n}，未接；港澳通行证C{61_503_870 + 41 * n}" for n in range(300)]
    (tmp_path / "notes.csv").write_text("备注\n" + "\n".join(notes), encoding="utf-8")
    rules = {
        "CN_LANDLINE": "tokenize",
        "CN_EXIT_ENTRY_PERMIT": "tokenize",
        "CN_MOBILE": "redact",
        "CN_PASSPORT": "redact",
    }
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    by = policy(key={"env": "PII_SCANNER_KEY"}, default="redact", entities=rules)
    pii_scanner.mask(tmp_path / "notes.csv", by, tmp_path / "out")
    assert "0571" not in (tmp_path / "out" / "notes.csv").read_text(encoding="utf-8")


@given(st.lists(bank_cards(), min_size=2, max_size=20, unique=True))
def test_different_values_have_different_tokens(numbers: list[str]) -> None:
    assert len(set(applied("tokenize", numbers, "CN_BANK_CARD"))) == len(numbers)


@given(identifiers)
def test_two_recipients_share_no_token_and_another_key_gives_another_value(case: tuple[str, str]) -> None:
    kind, number = case
    one, two = (Keys(KEY, name).of(kind, "token") for name in ("partner-a", "partner-b"))
    (token,) = applied("tokenize", [number], kind, key=one)
    assert [token] == applied("tokenize", [number], kind, key=one)
    assert [token] != applied("tokenize", [number], kind, key=two)
    assert restored([token], kind, key=two) != [number]
    assert Keys(KEY, "partner-a").of(kind) != one


def test_a_type_that_is_always_too_short_is_refused_at_planning() -> None:
    with pytest.raises(PolicyError, match="SEX cannot be tokenized"):
        make_plan([record("性别", finding("SEX"))], policy(entities={"SEX": "tokenize"}))


@pytest.mark.parametrize("kept", [-1, 9, "six"])
def test_more_digits_than_an_issuers_prefix_are_not_kept(kept: object) -> None:
    with pytest.raises(ValueError, match="keep_first"):
        applied("tokenize", ["4111111111111111"], "CN_BANK_CARD", keep_first=kept)
