"""What an identifier says of its holder or issuer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from recognizers.card_issuers import Card, card_of, cards_by_prefix, issuer_of
from recognizers.resident_id import decode
from tests.recognizers.values import resident_ids


@pytest.mark.parametrize(
    ("value", "region", "born", "sex", "document"),
    [
        ("11010519491231002X", "北京市朝阳区", date(1949, 12, 31), "female", "resident ID"),
        ("110105 1949 1231 002x", "北京市朝阳区", date(1949, 12, 31), "female", "resident ID"),
        ("110105491231002", "北京市朝阳区", date(1949, 12, 31), "female", "resident ID"),
        ("440524188001010014", "广东省", date(1880, 1, 1), "male", "resident ID"),
        ("810000199003070015", "香港特别行政区", date(1990, 3, 7), "male", "residence permit"),
        ("910115199003070035", "", date(1990, 3, 7), "male", "permanent resident card"),
        ("932682198501010017", "江苏省", date(1985, 1, 1), "male", "permanent resident card"),
    ],
)
def test_a_resident_id_tells_region_birth_date_and_sex(
    value: str, region: str, born: date, sex: str, document: str
) -> None:
    holder = decode(value)
    assert holder is not None
    assert holder.region.startswith(region)
    assert (holder.birth_date, holder.sex, holder.document) == (born, sex, document)


@pytest.mark.parametrize("value", ["110105194912310021", "11010519491331002X", "", "abc", "6222020212345678909"])
def test_what_is_no_resident_id_tells_nothing(value: str) -> None:
    assert decode(value) is None


@given(resident_ids())
def test_every_valid_id_can_be_read(value: str) -> None:
    holder = decode(value)
    assert holder is not None
    assert holder.birth_date.strftime("%Y%m%d") == value[6:14]
    assert holder.region_code == value[:6]


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("6222020212345678909", "ICBC"),
        ("6228480012345678903", "ABC"),
        ("6217000012345678", "CCB"),
        ("4111111111111111", None),
    ],
)
def test_issuers_are_known_by_the_first_six_digits(number: str, issuer: str | None) -> None:
    assert issuer_of(number) == issuer


@pytest.mark.parametrize(
    ("number", "card"),
    [
        ("6222020212345678909", Card("ICBC", "debit", 19)),
        ("6225751234567890", Card("CMB", "credit", 16)),
        ("1036545546576812345", Card("ABC", "debit", 19)),
        ("6223031234567890", Card("NJCB", "credit", 16)),
        ("622303123456789012", Card("ICBC", "debit", 18)),
    ],
)
def test_prefix_and_length_tell_issuer_and_type(number: str, card: Card) -> None:
    assert card_of(number) == card
    assert issuer_of(number) == card.issuer


@pytest.mark.parametrize("number", ["4111111111111111", "622202", "62220202123456789", "", "abc", "身份证"])
def test_unknown_prefix_or_length_says_nothing(number: str) -> None:
    assert card_of(number) is None


def test_longer_prefix_decides() -> None:
    assert card_of("6212600000000000000") == Card("CSRCB", "debit", 19)
    assert card_of("6212600020000000000") == Card("ESRCB", "debit", 19)


def test_every_card_of_the_list_has_digits_and_a_sound_length() -> None:
    assert sum(map(len, cards_by_prefix().values())) == 1698
    for prefix, cards in cards_by_prefix().items():
        assert prefix.isdigit()
        assert 3 <= len(prefix) <= 10
        assert all(15 <= card.length <= 19 for card in cards)
