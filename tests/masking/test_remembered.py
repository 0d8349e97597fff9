"""Values that come again are looked up, not made anew, and nothing shows it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking import remembered
from pii_scanner.masking.keys import new_key
from pii_scanner.masking.remembered import Remembered
from pii_scanner.sources import csv

POLICY = {
    "version": 1,
    "extends": "partner-valuation",
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
}


def _values(first: int, last: int) -> pa.Array:
    return pa.array([f"value {number}" for number in range(first, last)])


class _Made:
    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, values: pa.Array) -> pa.Array:
        self.asked.append(len(values))
        return pc.binary_join_element_wise(values, "!", "")


def test_only_new_values_are_made() -> None:
    held, make = Remembered(), _Made()
    for first in (0, 50, 100):
        values = _values(first, first + 200)
        assert held.forms(values, make).equals(_Made()(values))
    assert make.asked == [200, 50, 50]


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 300)
    held, make = Remembered(), _Made()
    for first in (0, 200, 0):
        held.forms(_values(first, first + 200), make)
    assert make.asked == [200, 200, 100]


def test_values_that_do_not_come_again_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_TRIED", 400)
    held, make = Remembered(), _Made()
    for first in (0, 200, 400, 400):
        held.forms(_values(first, first + 200), make)
    assert make.asked == [200, 200, 200, 200]


def test_what_was_seen_is_not_fresh() -> None:
    held = Remembered()
    assert len(held.fresh(_values(0, 200))) == 200
    assert held.fresh(_values(100, 250)).equals(_values(200, 250))
    assert len(held.fresh(_values(0, 250))) == 0


@pytest.mark.slow
def test_a_copy_is_the_same_whatever_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    people = persons(400, 11)
    rows = ["姓名,身份证号,手机号,家庭住址,备注"]
    for turn in range(40):
        rows += [
            f"{p.name},{p.resident_id},{p.mobile},{p.address},第{turn % 7}次致电{p.name}，{p.mobile}" for p in people
        ]
    source = tmp_path / "calls.csv"
    source.write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setattr(csv, "_BLOCK", 1 << 17)  # many batches
    made = {}
    for name, few in (("remembered", 64), ("anew", 1 << 30)):
        monkeypatch.setattr(remembered, "_FEW", few)
        pii_scanner.mask(source, POLICY, tmp_path / name)
        made[name] = (tmp_path / name / "calls.csv").read_bytes()
    assert made["remembered"] == made["anew"]
