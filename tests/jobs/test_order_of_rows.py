"""Rows that stay in the order of a masked column tell about what its values were."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from tests.builders.tables import MASTER, write_csv

_PEOPLE = persons(60, 21)
_POLICY = """version: 1
recipient: {name: partner-a, purpose: valuation}
key: {env: PII_SCANNER_KEY}
entities: {CN_MOBILE: pseudonymize, PERSON: pseudonymize}
columns: {"*.客户号": pseudonymize}
"""


def _warned(folder: Path, columns: dict[str, list[str]], more: str = "") -> list[str]:
    (folder / "in").mkdir()
    write_csv(folder / "in" / "客户.csv", columns)
    (folder / "policy.yaml").write_text(_POLICY + more)
    release = pii_scanner.mask(folder / "in", folder / "policy.yaml", folder / "out")
    return [each for each in release.manifest["warnings"] if "in the order of" in each]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _columns(mobiles: list[str]) -> dict[str, list[str]]:
    return {"手机": mobiles, "余额": [str(100 + row) for row in range(60)]}


@pytest.mark.parametrize("falling", [False, True])
def test_a_table_sorted_by_a_masked_column_is_named(tmp_path: Path, falling: bool) -> None:
    mobiles = sorted((each.mobile for each in _PEOPLE), reverse=falling)
    (warning,) = _warned(tmp_path, _columns(mobiles))
    assert "客户" in warning
    assert "手机" in warning
    assert "余额" not in warning  # kept: its order says nothing more


def test_pseudonyms_of_customer_numbers_in_their_order_are_named(tmp_path: Path) -> None:
    columns = {"客户号": [f"K{row:05d}" for row in range(60)], **_columns([each.mobile for each in _PEOPLE])}
    (warning,) = _warned(tmp_path, columns)
    assert "客户号" in warning
    assert "手机" not in warning


def test_a_few_rows_that_were_added_later_hide_no_order(tmp_path: Path) -> None:
    mobiles = sorted(each.mobile for each in _PEOPLE)
    (warning,) = _warned(tmp_path, _columns([*mobiles[30:], *mobiles[:30]]))
    assert "手机" in warning


def test_a_table_in_no_order_or_that_is_shuffled_is_not_named(tmp_path: Path) -> None:
    mobiles = [each.mobile for each in _PEOPLE]
    for name, values, more in (("a", mobiles, ""), ("b", sorted(mobiles), 'rows: [{tables: "*", order: shuffled}]\n')):
        (tmp_path / name).mkdir()
        assert _warned(tmp_path / name, _columns(values), more) == []


@pytest.mark.parametrize("in_order", [True, False])
def test_a_frame_in_the_order_of_a_masked_column_brings_a_warning(tmp_path: Path, in_order: bool) -> None:
    (tmp_path / "policy.yaml").write_text(_POLICY)
    mobiles = [each.mobile for each in _PEOPLE]
    frame = pd.DataFrame(_columns(sorted(mobiles) if in_order else mobiles))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        pii_scanner.mask(frame, tmp_path / "policy.yaml")
    told = [str(each.message) for each in said if "in the order of" in str(each.message)]
    assert len(told) == in_order
    assert all("手机" in each and "余额" not in each for each in told)
