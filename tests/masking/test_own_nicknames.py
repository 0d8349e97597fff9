from __future__ import annotations

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

_PEOPLE = persons(30, 2)


@pytest.mark.parametrize("rule", ["redact", "drop", "pseudonymize"])
def test_a_nickname_leaves_the_notes_of_its_own_row(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    policy = {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize", "NICKNAME": rule},
    }
    frame = pd.DataFrame(
        {
            "姓名": [each.name for each in _PEOPLE],
            "昵称": ["大壮", "阿黄", ""] * 10,
            "备注": [f"{each.name}，朋友都叫他大壮，回电{each.mobile}" for each in _PEOPLE],
        }
    )
    notes = pii_scanner.mask(frame, policy_of(policy))["备注"].tolist()
    assert not any("大壮" in note for note in notes[::3])
    # In the rows of others it is a word like any other.
    assert all("大壮" in note for note in notes[1::3] + notes[2::3])
    assert all("朋友都叫他" in note for note in notes)
