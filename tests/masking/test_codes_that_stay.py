"""Columns of codes that stay: by them the copies of two recipients are laid side by side, and a plan says so."""

from __future__ import annotations

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

_PEOPLE = persons(60, 8)


@pytest.mark.parametrize(
    ("name", "warned"),
    [("客户编号", True), ("khbh", True), ("T_KHBH", True), ("user_id", True), ("序号", False), ("album", False)],
)
def test_a_plan_warns_of_codes_by_their_name(name: str, warned: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    frame = pd.DataFrame({"姓名": [p.name for p in _PEOPLE], name: [f"{7919 * n % 100_003:06d}" for n in range(60)]})
    policy = {
        "version": 1, "extends": "partner-valuation", "recipient": {"name": "p", "purpose": "t"},
        "key": {"env": "PII_SCANNER_KEY"},
    }  # fmt: skip
    said = " ".join(pii_scanner.plan(frame, policy).warnings)
    assert (f".{name}" in said and "a code of its own" in said) is warned
