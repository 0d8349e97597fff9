"""Scores of goods and services beside people."""

from __future__ import annotations

import pytest

from pii_scanner.demo.persons import persons
from tests.builders.tables import scanned


@pytest.mark.parametrize("name", ["评分", "服务评分", "rating"])
def test_scores_beside_people_are_no_credit_ratings(name: str) -> None:
    people = persons(60, 5)
    found = scanned({"姓名": [each.name for each in people], name: [f"{3 + n % 20 / 10:.1f}" for n in range(60)]})
    assert found[name].types() == []
