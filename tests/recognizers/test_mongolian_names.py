from __future__ import annotations

import pytest

from recognizers.person import Person


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("投影仪找其其格拿", ["其其格"]),
        ("二等奖麦秋菊、阿木古楞", ["麦秋菊", "阿木古楞"]),
        ("牧民萨仁其其格、敖登格日勒", ["萨仁其其格", "敖登格日勒"]),
        ("阿木古楞代谢子轩还贷", ["阿木古楞", "谢子轩"]),
    ],
)
def test_names_of_mongolians_are_found_whole(text: str, wanted: list[str]) -> None:
    assert [text[span.start : span.end] for span in Person().spans(text)] == wanted


@pytest.mark.parametrize("text", ["住巴特尔街12号", "价格日常变动", "严格日期", "其木条"])
def test_streets_and_words_are_no_names_of_mongolians(text: str) -> None:
    assert Person().spans(text) == []
