"""Identifiers inside codes, with letters before and behind them: found where most such codes hold one."""

from __future__ import annotations

import hashlib
import random

import pytest

from pii_scanner.demo.persons import persons
from recognizers.registry import recognizer
from tests.builders.tables import scanned_column

PEOPLE = persons(120, 11)
_RNG = random.Random(5)


def _digits(count: int) -> str:
    return str(_RNG.randrange(10 ** (count - 1), 10**count))


@pytest.mark.parametrize(
    ("cells", "entity_type"),
    [
        ([f"wx{each.mobile}" for each in PEOPLE], "CN_MOBILE"),
        ([f"{each.mobile}a" for each in PEOPLE], "CN_MOBILE"),
        ([f"REF{each.bank_card}Z" for each in PEOPLE], "CN_BANK_CARD"),
        ([f"DOC{each.resident_id}" for each in PEOPLE], "CN_RESIDENT_ID"),
        ([f"客户昵称u{each.mobile}，已登记" for each in PEOPLE], "CN_MOBILE"),
        ([f"JD{_digits(14)}" for _ in PEOPLE] + [f"u{each.mobile}" for each in PEOPLE[:20]], "CN_MOBILE"),
    ],
    ids=["account names", "letter behind", "card in a reference", "ID in a document number", "in notes", "few of many"],
)
def test_values_between_letters_are_found(cells: list[str], entity_type: str) -> None:
    assert entity_type in scanned_column("code", cells).types()


@pytest.mark.parametrize(
    "cells",
    [
        [f"JD{_digits(11)}" for _ in PEOPLE],
        [f"TB{_digits(16)}" for _ in PEOPLE],
        [f"客户来电，单据TB{_digits(16)}已处理" for _ in PEOPLE],
        [hashlib.sha256(each.mobile.encode()).hexdigest() for each in PEOPLE],
        [f"A{_digits(18)}B" for _ in PEOPLE],
    ],
    ids=["order numbers", "receipts", "receipts in notes", "digests", "serial numbers"],
)
def test_codes_are_no_identifiers(cells: list[str]) -> None:
    assert not {"CN_MOBILE", "CN_BANK_CARD", "CN_RESIDENT_ID"} & set(scanned_column("code", cells).types())


@pytest.mark.parametrize(
    ("entity_type", "before", "behind"),
    [("CN_MOBILE", "tel", ""), ("CN_BANK_CARD", "%B", "^ZHANG/SAN^"), ("CN_RESIDENT_ID", "sfz", "ok")],
)
def test_one_value_beside_letters_is_found_in_a_text(entity_type: str, before: str, behind: str) -> None:
    each = recognizer(entity_type)
    assert each is not None
    value = {
        "CN_MOBILE": PEOPLE[0].mobile,
        "CN_BANK_CARD": PEOPLE[0].bank_card,
        "CN_RESIDENT_ID": PEOPLE[0].resident_id,
    }[entity_type]
    spans = each.spans(f"{before}{value}{behind}")
    assert [(span.start, span.end) for span in spans] == [(len(before), len(before) + len(value))]
