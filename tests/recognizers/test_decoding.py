"""What an identifier says of its holder or issuer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from recognizers.card_issuers import issuer_of
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
