"""The people of a row by one character of their given name."""

from __future__ import annotations

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

_NAMES = ["陈军", "周建国", "吴芳", "刘大", "郑其", "张伟", "王小军"]
_NOTES = ["军本人接听，转告下周还", "国哥说放门口", "，芳妈妈来电请假", "大哥代收", "其本人未到", "海军本人到场", ""]
_MADE = ["某本人接听，转告下周还", "某哥说放门口", "，某妈妈来电请假", "大哥代收", "其本人未到", "海军本人到场", ""]


@pytest.mark.parametrize("rule", ["pseudonymize", "redact", "drop"])
def test_one_character_of_a_given_name_leaves_the_notes_of_its_row(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    assert _masked(monkeypatch, rule) == _MADE * 3


def test_it_stays_where_names_are_kept_and_in_rows_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _masked(monkeypatch, "keep") == _NOTES * 3
    assert _masked(monkeypatch, "redact", names=["赵敏"] * len(_NAMES)) == _NOTES * 3


def _masked(monkeypatch: pytest.MonkeyPatch, rule: str, names: list[str] = _NAMES) -> list[str]:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    policy = {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": rule},
        "columns": {"备注": "text"},
    }
    frame = pd.DataFrame({"姓名": names * 3, "备注": _NOTES * 3})
    return list(pii_scanner.mask(frame, policy_of(policy))["备注"])
