"""Surnames that one person in ten thousand has: whoever has one is named in notes like anybody else."""

from __future__ import annotations

import pytest

from recognizers.person import Person

FINDER = Person()
PEOPLE = "蒲丽芳 荣建国 麻富彪 狄欣怡 贝晓晨 杭志远 宣佳琪 湛宇轩 危墨涵 禹雅婷 荀文博 惠玉兰 云梓涵 元志强 牧文辉 巴特尔 呼丽娟 朴英姬 靖海涛".split()


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("note", ["我叫{}，身份证号已发", "保证人{}已代偿3万", "户名：{}", "客户{}称无力还款"])
def test_people_with_a_rare_surname_are_found_in_notes(note: str, name: str) -> None:
    text = note.format(name)
    assert [text[span.start : span.end] for span in FINDER.places(text, wary=True).spans] == [name]


@pytest.mark.parametrize(
    "text",
    "云计算平台扩容|元旦放假通知|平均每月还款|支付宝转账|杭州西湖区网点|南门停车场|初步核实无误|巴士停运|麻辣香锅套餐|铁路运输|云服务器续费|支出明细已核对|荣誉证书"
    "|惠民政策宣传|宣传单页|危险品仓库|皮革制品|呼叫中心|仓库盘点|寻找车位|闪送订单|拓展业务|干洗店|平安保险|贝壳找房|松下空调"
    "|杭白菊到货|购买蒲公英两份|乌梅缺货|巴豆霜已发货|危化品检查|皮康王两支|凡士林一盒|发往宣威|荣成网点|云贵川三省".split(
        "|"
    ),
)
def test_words_that_begin_like_a_rare_surname_are_no_names(text: str) -> None:
    assert FINDER.spans(text) == []
