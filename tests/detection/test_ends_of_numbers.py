"""Columns whose name says that they hold the last digits of numbers of persons."""

from __future__ import annotations

import pytest

from pii_scanner.demo.persons import persons
from tests.builders.tables import scanned_column

_PEOPLE = persons(60, 13)


@pytest.mark.parametrize("name", ["身份证后六位", "证件号后6位", "id_last6", "身份证尾号"])
def test_the_last_digits_of_ids_are_found(name: str) -> None:
    assert scanned_column(name, [each.resident_id[-6:] for each in _PEOPLE]).types() == ["CN_RESIDENT_ID"]


@pytest.mark.parametrize("name", ["手机尾号", "联系电话后四位", "phone_last4", "mobile_last_four"])
def test_the_last_digits_of_mobile_numbers_are_found(name: str) -> None:
    assert scanned_column(name, [each.mobile[-4:] for each in _PEOPLE]).types() == ["CN_MOBILE"]


@pytest.mark.parametrize(
    "name",
    ["卡后四位", "card_last4", "金额尾数", "后续电话", "id_last_update", "card_last3m_cnt", "批次号"],
)
def test_last_digits_of_cards_and_other_numbers_are_none(name: str) -> None:
    assert scanned_column(name, [each.bank_card[-4:] for each in _PEOPLE]).types() == []
