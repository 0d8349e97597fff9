"""Columns of cities and counties are no addresses, but no more precise than the policy makes these."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.policies import policy_of
from pii_scanner.model.plan import KEEP
from recognizers.regions import place_of
from tests.builders.tables import MASTER

_PEOPLE = persons(60, 14)
_PLACES = [place_of(each.resident_id[:6]) for each in _PEOPLE]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "手机": [each.mobile for each in _PEOPLE],
            "户籍地": _PLACES,
            "城市": [each.city for each in _PEOPLE],
            "籍贯": _PLACES,
            "渠道": ["线上", "门店"] * 30,
        }
    )


def _policy(**entities: Any) -> Any:
    rules = {"CN_MOBILE": "pseudonymize", **entities}
    return policy_of(
        {"version": 1, "recipient": {"name": "a", "purpose": "b"}, "key": {"env": "PII_SCANNER_KEY"}, "entities": rules}
    )


def _is_only_province(place: str) -> bool:
    return place == "" or any(place == place_of(each.resident_id[:2] + "0000") for each in _PEOPLE)


def test_cities_and_counties_become_provinces_where_addresses_do() -> None:
    made = pii_scanner.mask(_frame(), _policy(CN_ADDRESS={"operator": "generalize", "to": "province"}))
    for column in ("户籍地", "城市", "籍贯"):
        assert all(map(_is_only_province, made[column]))
        assert (made[column] != "").all()
    assert made["渠道"].tolist() == ["线上", "门店"] * 30


def test_cities_stay_where_addresses_become_cities() -> None:
    made = pii_scanner.mask(_frame(), _policy(CN_ADDRESS={"operator": "generalize"}))
    assert made["城市"].tolist() == [each.city for each in _PEOPLE]
    assert not any(made["户籍地"].str.contains("[^地]区$|县$"))


@pytest.mark.parametrize("rule", ["redact", "surrogate", {"operator": "generalize", "to": "county"}])
def test_under_other_rules_places_are_what_they_were(rule: Any) -> None:
    plan = pii_scanner.plan(_frame(), _policy(CN_ADDRESS=rule)).tables[0]
    assert plan.of("城市").mode == KEEP
    assert plan.of("籍贯").mode == KEEP


def test_a_rule_of_the_column_or_of_native_places_goes_first() -> None:
    province = {"operator": "generalize", "to": "province"}
    made = pii_scanner.mask(_frame(), _policy(CN_ADDRESS=province, NATIVE_PLACE="keep"))
    assert made["籍贯"].tolist() == _PLACES
