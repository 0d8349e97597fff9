from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pii_scanner.demo.persons import persons
from tests.builders.tables import scanned

_PEOPLE = persons(60, 12)


@pytest.mark.parametrize(
    "said",
    [
        lambda born: born,
        lambda born: dt.datetime.combine(born, dt.time()),
        lambda born: born.isoformat(),
        lambda born: f"{born.year}/{born.month}/{born.day}",
        lambda born: f"{born:%Y年%m月%d日}",
        lambda born: int(f"{born:%Y%m%d}"),
        lambda born: born.year,
    ],
)
def test_a_column_of_any_name_that_says_the_birth_dates_of_ids_is_one_of_birth_dates(said: Any) -> None:
    columns = {"证件": [each.resident_id for each in _PEOPLE], "F7": [said(each.birth_date) for each in _PEOPLE]}
    columns["F8"] = [said(each.birth_date + dt.timedelta(days=7000)) for each in _PEOPLE]
    found = scanned(columns)
    assert found["F7"].types() == ["BIRTH_DATE"]
    assert found["F8"].types() == []


def test_dates_and_years_that_deny_the_ids_are_no_birth_dates() -> None:
    years = [2000 + row % 20 for row in range(60)]
    columns = {"证件": [each.resident_id for each in _PEOPLE], "年度": years, "日": [dt.date(2020, 1, 1 + row % 28) for row in range(60)]}  # fmt: skip
    found = scanned(columns)
    assert found["年度"].types() == []
    assert found["日"].types() == []
