from __future__ import annotations

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.masking.own_given_names import given_name
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

# Names of nobody, of all forms: with and without words in them, compound, with a dot.
_NAMES = ["陈玉梅", "欧阳梓涵", "吴向阳", "刘文静", "孙子中", "阿依古丽·买买提", "张伟", "郭小军"]
_NOTES = [
    "玉梅妈妈来电，孩子发烧",
    "已告知梓涵的母亲",
    "向阳说下周还",
    "文静内向，成绩稳定",
    "约在电子中心见面",
    "阿依古丽明天到校",
    "伟大的一天",
    "联系小军未果，国平代答",
]


def _masked(monkeypatch: pytest.MonkeyPatch, rule: str) -> pd.DataFrame:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    policy = {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": rule},
        "columns": {"备注": "text"},
    }
    frame = pd.DataFrame({"姓名": _NAMES * 3, "备注": _NOTES * 3})
    return pii_scanner.mask(frame, policy_of(policy))


@pytest.mark.parametrize("rule", ["pseudonymize", "surrogate", "mask", "redact", "drop"])
def test_given_names_of_a_row_leave_its_notes_and_words_stay(monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    notes = _masked(monkeypatch, rule)["备注"].tolist()
    for note, given in zip(notes, ["玉梅", "梓涵", "向阳", "", "", "阿依古丽", "", "小军"] * 3, strict=True):
        assert not given or given not in note
    assert notes[3:5] == _NOTES[3:5]
    assert notes[6] == _NOTES[6]
    assert notes[0].endswith("妈妈来电，孩子发烧")
    assert notes[2].endswith("说下周还")


def test_what_stands_for_a_given_name_agrees_with_the_name_of_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _masked(monkeypatch, "pseudonymize")
    assert made["备注"][0] == f"{made['姓名'][0]}妈妈来电，孩子发烧"
    made = _masked(monkeypatch, "surrogate")
    assert made["备注"][0] == f"{made['姓名'][0][1:]}妈妈来电，孩子发烧"
    assert _masked(monkeypatch, "mask")["备注"][0] == "**妈妈来电，孩子发烧"


def test_kept_names_stay_in_notes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _masked(monkeypatch, "keep")["备注"].tolist() == _NOTES * 3


def test_a_given_name_of_one_character_calls_nobody_alone() -> None:
    assert [given_name(each) for each in ["张伟", "陈玉梅", "欧阳梓涵", "李 四", "Tom", ""]] == [
        "",
        "玉梅",
        "梓涵",
        "",
        "",
        "",
    ]
