"""Names with a dot inside notes: found whole, however the dot is written, and nothing of them is left at either end."""

from __future__ import annotations

import pytest

from recognizers.person import Person
from recognizers.registry import recognizer

_NOTES = ("今天联系{}，对方表示下周还款", "客户{}来电投诉", "{}已搬走", "请{}签字", "经核实{}名下有房产一套")


def _told(text: str) -> list[str]:
    finder = recognizer("PERSON")
    assert isinstance(finder, Person)
    return [text[span.start : span.end] for span in finder.spans(text)]


@pytest.mark.parametrize("note", _NOTES)
@pytest.mark.parametrize(
    "name",
    [
        "阿依古丽·买买提", "古丽娜尔·阿不都外力", "米热古丽·喀迪尔", "巴合提别克·恩特马克", "赛力克·木拉提",
        "亚历山大·谢尔盖耶维奇·普希金", "路易斯·汤普森", "约翰·史密斯", "彼得·陈", "朝鲁·斯琴", "阿迪力·阿不都热依木",
    ],
)  # fmt: skip
def test_names_with_a_dot_are_found_whole(note: str, name: str) -> None:
    assert _told(note.format(name)) == [name]


@pytest.mark.parametrize("dot", ["•", "・", "‧", "･", "∙", "⋅", ".", "．", " · ", "· "])
@pytest.mark.parametrize("name", ["买买提{}吐尔逊", "亚历山大{}伊万诺夫"])
def test_the_dot_may_be_written_in_many_ways(dot: str, name: str) -> None:
    assert _told(f"电联{name.format(dot)}未接，{dot}") == [name.format(dot)]


@pytest.mark.parametrize(
    "text",
    [
        "雅诗兰黛·眼霜两瓶",
        "北京·朝阳区门店",
        "保利·香槟国际2栋",
        "早餐.豆浆",
        "已还款.马上结清",
        "西藏·拉萨",
        "甲.乙.丙",
    ],
)
def test_other_words_with_a_dot_are_no_names(text: str) -> None:
    assert _told(text) == []
