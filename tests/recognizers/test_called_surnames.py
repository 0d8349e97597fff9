"""Surnames that stand alone in texts, and words that look like one."""

from __future__ import annotations

import pytest

from recognizers.called_surnames import REMAINS, called_surnames


def _found(text: str) -> list[str]:
    return [text[begin:end] for begin, end, _ in called_surnames(text)]


@pytest.mark.parametrize(
    ("text", "surnames"),
    [
        ("王女士接听，让找张总签字", ["王", "张"]),
        ("老王说他跟小李一起贷的", ["王", "李"]),
        ("客户姓王，女，娘家姓付。", ["王", "付"]),
        ("第三人李某某代接，张某称不知情", ["李", "张"]),
        ("欧阳女士的母亲司马阿姨", ["欧阳", "司马"]),
        ("转给赵队长、钱会计、禤师傅", ["赵", "钱", "禤"]),
        ("孙总要求延期，刘工已到场", ["孙", "刘"]),
        ("让王女士老公刘先生联系，老母亲万氏", ["王", "刘", "万"]),
    ],
)
def test_a_surname_with_a_title_is_found(text: str, surnames: list[str]) -> None:
    assert _found(text) == surnames


@pytest.mark.parametrize(
    ("text", "remains"),
    [
        ("张*三，已还", ["张*三"]),
        ("王**来电", ["王**"]),
        ("王*来电", ["王*"]),
        ("欧阳**、李XX", ["欧阳**", "李XX"]),
        ("郭*已失联", ["郭*"]),
        ("郭**已失联", ["郭**"]),
        ("卢**靓号低消", ["卢**"]),
        ("赵*敏已还", ["赵*敏"]),
    ],
)
def test_what_the_source_left_of_a_name_is_found(text: str, remains: list[str]) -> None:
    assert _found(text) == remains
    assert {kind for *_, kind in called_surnames(text)} == {REMAINS}


@pytest.mark.parametrize(
    "text",
    "于某日到场|毕业于某大学|就职于某公司|周总结|年总额|师姐和班主任老师|3小时小于5|高工|老百姓王|部门经理同意|任总经理|双方先生|安全主管|支行行长|小金额|缩小|老家老公小区"
    "|张家|和女士|员工施工|方案总体|同姓名|时间总是|手工|高总成本|大小李|小高层小程序|保安队长|2*3|王老吉和康师傅|华氏80度|方代表|小康".split(
        "|"
    ),
)
def test_words_are_no_surnames(text: str) -> None:
    assert _found(text) == []
