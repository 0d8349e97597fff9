"""Known names of two characters that are words of the dictionary too."""

from __future__ import annotations

import pickle

import pytest

from pii_scanner.masking.known_values import KnownValues
from pii_scanner.masking.word_names import WordNames

_NAMES = ["施展", "金星", "水灵", "高兴", "方圆", "金额"]


def _known() -> WordNames:
    known = KnownValues()
    known.add([*_NAMES, "张伟"], "PERSON")
    other = KnownValues()
    for kind, length, numbers in known.numbers():
        other.add_numbers(kind, length, numbers)
    whole = KnownValues()
    whole.merge(other)
    return pickle.loads(pickle.dumps(whole.seal())).word_names


def _found(text: str) -> list[str]:
    places = _known().places(text)
    return [text[start:end] for start, end in zip(places.starts.tolist(), places.ends.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("候选人施展，邮箱另附", ["施展"]),
        ("借款人金星已还款，客户：水灵", ["金星", "水灵"]),
        ("通话摘要：本人（高兴）确认欠款", ["高兴"]),
        ("水灵\n13800138000", ["水灵"]),
        ("第一行\n水灵：138001380\n方圆先生来电", ["水灵", "方圆"]),
        ("金星（男，45）", ["金星"]),
        ("部门经理方圆同意", ["方圆"]),
        ("代偿人水灵于4月2日代偿", ["水灵"]),
        ("法院：原告水灵诉被告方圆民间借贷", ["水灵", "方圆"]),
        ("机主水灵：非本人，办理人：高兴", ["水灵", "高兴"]),
        ("与户主金星系父子，第三方施展转告", ["金星", "施展"]),
    ],
)
def test_they_are_names_where_the_words_around_call_somebody(text: str, names: list[str]) -> None:
    assert _found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "施展开还款计划",
        "客户高兴地答应",
        "客户高兴还款",
        "用户高兴申请",
        "客户金额有误",
        "态度高兴，金星未接",
        "抵押物水灵花若干",
        "还款金额13800元",
        "金额\n12345",
        "高兴",
        "",
        "方",
        "对方向先生",
        "客户",
        "先生",
    ],
)
def test_they_are_words_elsewhere(text: str) -> None:
    assert _found(text) == []
