"""Words for nothing in a column of identifiers are nobody's: they stay, and are looked for nowhere."""

from __future__ import annotations

from pathlib import Path

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


def test_headers_that_a_report_repeats_stay_headers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    lines = []
    for section in range(4):
        lines += [f"催收员：{PEOPLE[section].name}", "序号,债务人,电话,金额"]
        lines += [f"{at},{each.name},{each.mobile},100" for at, each in enumerate(PEOPLE[4:24])] + ["小计,,,2000", ""]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "TEST_KEY"},
        "default": "redact",
        "entities": {"PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize"},
    }
    pii_scanner.mask(tmp_path / "a.csv", policy, tmp_path / "out")
    made = (tmp_path / "out" / "a.csv").read_text(encoding="utf-8")
    assert made.count("序号,债务人,电话,金额") == 4
    assert not any(each.name in made or each.mobile in made for each in PEOPLE[:24])
