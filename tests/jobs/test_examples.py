"""What a plan shows beside the operator of each column."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import Person, persons
from tests.builders.tables import person_columns

_POLICY = {
    "version": 1,
    "recipient": {"name": "partner-a", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "default": "drop",
    "entities": {
        "CN_MOBILE": "mask",
        "CN_RESIDENT_ID": "tokenize",
        "PERSON": "surrogate",
        "CN_BANK_CARD": "truncate",
        "CN_ADDRESS": {"operator": "generalize", "to": "city"},
    },
}


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return persons(60, 77)


def test_examples_show_the_form_and_no_value_of_the_data(people: list[Person]) -> None:
    frame = pd.DataFrame(person_columns(people))
    plan = pii_scanner.plan(frame, _POLICY)
    shown = {column.column: column for column in plan.tables[0].columns}
    before, after = shown["手机号"].example or ("", "")
    assert after == f"{before[:3]}****{before[-4:]}"
    assert shown["手机号"].cautions == ("without a key: what stays visible is the original's",)
    assert shown["身份证号"].cautions == ("the holder of the key can turn it back",)
    text = json.dumps(plan.document(), ensure_ascii=False)
    values = {value for column in frame for value in frame[column] if len(str(value)) > 5}
    assert not [value for value in values if str(value) in text]
