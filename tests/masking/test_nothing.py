"""Words for nothing in a column of identifiers are nobody's: they stay, and are looked for nowhere."""

from __future__ import annotations

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key

PEOPLE = persons(40, 11)
WORDS = ["NULL", "无", "未提供", "-", "n/a", "暂无", "合计", "(空白)"]


def masked(monkeypatch: pytest.MonkeyPatch, operator: str) -> pd.DataFrame:
    monkeypatch.setenv("TEST_KEY", new_key())
    frame = pd.DataFrame(
        {
            "姓名": [*(each.name for each in PEOPLE), *WORDS],
            "手机号": [*WORDS, *(each.mobile for each in PEOPLE)],
            "备注": ["未提供联系方式", *(f"暂无{n}" for n in range(39)), *WORDS],
        }
    )
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "TEST_KEY"},
        "entities": {"PERSON": operator, "CN_MOBILE": operator},
    }
    return pii_scanner.mask(frame, policy)


@pytest.mark.parametrize("operator", ["pseudonymize", "surrogate", "mask"])
def test_words_for_nothing_stay_among_identifiers(monkeypatch: pytest.MonkeyPatch, operator: str) -> None:
    made = masked(monkeypatch, operator)
    assert made["姓名"].tolist()[40:] == WORDS
    assert made["手机号"].tolist()[: len(WORDS)] == WORDS
    assert not {*(each.name for each in PEOPLE), *(each.mobile for each in PEOPLE)} & {*made["姓名"], *made["手机号"]}
    assert made["备注"].tolist() == ["未提供联系方式", *(f"暂无{n}" for n in range(39)), *WORDS]


def test_a_column_that_is_redacted_tells_not_where_nothing_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    made = masked(monkeypatch, "redact")
    assert made["姓名"].nunique() == 1
