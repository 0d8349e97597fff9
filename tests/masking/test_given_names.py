"""Given names of people who stand in another table of the package."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

_NAMES = ["陈俊杰", "欧阳若曦", "周佳琪", "吴向阳", "刘国庆", "张伟", "胡小红", "马天宇"]


def _found(text: str) -> list[str]:
    known, whole = KnownValues(), KnownValues()
    known.add(_NAMES, "PERSON")
    other = KnownValues()
    for kind, length, numbers in known.numbers():
        other.add_numbers(kind, length, numbers)
    whole.merge(other)
    places = pickle.loads(pickle.dumps(whole.seal())).given_names.places(text)
    return [text[start:end] for start, end in zip(places.starts.tolist(), places.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("俊杰本人接听，拒绝沟通", ["俊杰"]),
        ("若曦妈妈来电请假，佳琪同学未到", ["若曦", "佳琪"]),
        ("用户佳琪情绪激动", ["佳琪"]),
        ("俊杰教练很耐心", ["俊杰"]),
        ("联系不上若曦，短信已发", ["若曦"]),
        ("与若曦达成协议", ["若曦"]),
        ("机主称不是国庆，联系不上天宇，改日再拨", ["国庆", "天宇"]),
        ("【代收】由若曦家人签收", ["若曦"]),
        ("业主向阳已缴费", ["向阳"]),
        ("备注：\n俊杰师傅上门", ["俊杰"]),
    ],
)
def test_a_given_name_is_somebodys_by_the_words_beside_it(text: str, given: list[str]) -> None:
    assert _found(text) == given


@pytest.mark.parametrize(
    "text",
    [
        "客户国庆期间出行",
        "客户小红书下单",
        "住向阳路，找向阳小区物业",
        "客户天宇公司对公付款",
        "国庆同时放假",
        "找国庆期间的记录",
        "与国庆活动有关",
        "陈俊杰妈妈来电",
        "房屋向阳，客户满意",
        "俊杰",
        "",
    ],
)
def test_words_places_and_parts_of_whole_names_stay(text: str) -> None:
    assert _found(text) == []


def test_given_names_of_another_table_leave_notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    people = pd.DataFrame({"姓名": _NAMES * 3, "手机": [f"1380013{n:04d}" for n in range(24)]})
    notes = pd.DataFrame({"备注": ["俊杰本人接听，承诺还款", "若曦妈妈来电，回拨13800138000", "小区向阳，已答复"] * 8})
    source = tmp_path / "data"
    source.mkdir()
    people.to_csv(source / "people.csv", index=False)
    notes.to_csv(source / "notes.csv", index=False)
    policy = {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize"},
        "columns": {"*.备注": "text"},
    }
    pii_scanner.mask(str(source), policy_of(policy), source.parent / "release")
    made = pd.read_csv(source.parent / "release" / "notes.csv")["备注"].tolist()
    assert all(given not in note for note in made for given in ("俊杰", "若曦"))
    assert made[0].endswith("本人接听，承诺还款")
    assert made[2] == "小区向阳，已答复"
