"""Names where little tells: few different ones, and foreign ones, under headers that say nothing."""

from __future__ import annotations

import random

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.detection.name_words import ORDINARY, are_places, remembered, share_of_words, told
from recognizers.person import Person
from tests.builders.tables import scanned_column

_FOREIGN = [
    "James Wilson", "Maria Garcia", "Olga Petrova", "Ahmed Hassan", "Priya Sharma", "Hiroshi Tanaka", "Klaus Schmidt",
    "Emily O'Brien", "Ngozi Okafor", "Carlos Rodriguez", "Linda Anderson", "Pierre Dubois",
]  # fmt: skip


def _types(header: str, cells: list[str]) -> list[str]:
    return [each.entity_type for each in scanned_column(header, cells).entity_types]


@pytest.mark.parametrize(
    "names",
    ["王秀英 赵德柱", "李雪梅 陈志强 欧阳建国", "孙国强 周丽华 吴海燕 郑文博", "昝春轩 贺雪天 文海霞"],
)
def test_two_or_three_names_are_found_under_a_header_that_says_nothing(names: str) -> None:
    cells = random.Random(1).choices(names.split(), k=300)
    assert _types("col1", cells) == ["PERSON"]
    assert _types("col1", [*names.split(), *[""] * 5000]) == ["PERSON"]


@pytest.mark.parametrize(
    "words",
    ["白色 金色", "高血压 糖尿病", "正常 关注 次级", "东北虎 金丝猴 何首乌", "鲁菜 川菜 粤菜", "安庆 黄石 金华 常德", "方案 任务 计划",
     "马铃薯 黄花菜 金针菇", "万科城 金地", "宋体 楷体 黑体", "石英 金刚石 白云石", "温度 湿度",
     "杨树 柳树 柏树 紫荆 杜鹃 马兰", "黄芩 麦冬 白芷 牛膝 田七"],
)  # fmt: skip
def test_a_few_words_are_no_names(words: str) -> None:
    assert _types("col1", random.Random(1).choices(words.split(), k=300)) == []


@pytest.mark.parametrize("header", ["审核", "contact", "使用人"])
def test_a_few_departments_are_no_names_under_a_header_of_people(header: str) -> None:
    for words in ("财务部 人事部 安全部 方案部 高新区 华东区 金融部", "张江支行 安阳支行 万达店 金桥店 明珠店"):
        assert _types(header, random.Random(1).choices(words.split(), k=300)) == []
    names = "王秀英 赵德柱 孙国强 周丽华 吴海燕 郑文博 高兴 马力"
    assert _types(header, random.Random(1).choices(names.split(), k=300)) == ["PERSON"]


def test_a_few_brands_are_no_names_where_the_header_says_so() -> None:
    assert _types("品牌", random.Random(1).choices("张小泉 李宁 周大福".split(), k=300)) == []


def test_a_compound_surname_with_a_word_is_a_name() -> None:
    assert min(told(["欧阳建国", "司马文学"])) >= 0
    assert told(["东方财富"]) == [ORDINARY]


@pytest.mark.parametrize("header", ["Name", "contact", "客人", "F12"])
def test_foreign_names_are_found(header: str) -> None:
    assert _types(header, random.Random(1).choices(_FOREIGN, k=200)) == ["PERSON"]


@pytest.mark.parametrize(
    "cells",
    [
        ["San Jose", "Santa Clara", "Los Angeles", "New York", "Virginia Beach", "Fort Worth", "Grand Rapids"],
        ["Dark Green", "Light Brown", "Off White", "Royal Blue", "Deep Black"],
        ["Great Gatsby", "Moby Dick", "War And Peace", "Vanity Fair", "Pride And Prejudice"],
        ["Burger King", "Golden State", "Real Madrid", "Boston Celtics", "White Rice", "Red Fox"],
        ["Click Rate", "Bounce Rate", "Session Length", "Page View"],
    ],
)
def test_other_words_in_capitals_are_no_names(cells: list[str]) -> None:
    assert _types("name", random.Random(1).choices(cells, k=200)) == []


def test_foreign_names_are_found_in_texts() -> None:
    text = "Met James Wilson and MARIA GARCIA about the Virginia Beach order; Ms Kowalczyk agreed, Will Price too"
    found = [text[span.start : span.end] for span in Person().spans(text)]
    assert found == ["James Wilson", "MARIA GARCIA", "Kowalczyk"]
    notes = [
        "Called, left voicemail",
        "Wants pricing for New York",
        "No answer",
        *(f"Met {name} at" for name in _FOREIGN),
    ] * 9
    assert _types("notes", notes) == ["PERSON"]


_STATES = ["是", "否", "未知", "待处理", "现金", "支付宝", "管理员"]


def _among(share: float, words: list[str]) -> list[str]:
    drawn = random.Random(8)
    names = [each.name for each in persons(300, 8)]
    return [drawn.choice(names) if drawn.random() < share else drawn.choice(words) for _ in range(1000)]


@pytest.mark.parametrize("share", [0.02, 0.125, 0.4])
def test_names_among_a_few_words_that_repeat_are_found_as_in_texts(share: float) -> None:
    (found,) = scanned_column("v", _among(share, _STATES)).entity_types
    assert (found.entity_type, found.kind) == ("PERSON", "text")
    assert abs(found.match_ratio - share) < 0.2


@pytest.mark.parametrize(
    "header",
    [
        "交易对方",
        "收款方",
        "出租方",
        "乙方",
        "缴费人",
        "往来单位",
        "付款人",
        "申报主体",
        "报销人",
        "合同甲方",
        "捐赠方",
        "借款方",
    ],
)
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_people_among_companies_are_found_under_headers_of_parties(header: str, share: float) -> None:
    others = ["深圳华兴贸易有限公司", "杭州博远科技有限公司", "美团", "财付通", "个体工商户", "匿名"]
    assert "PERSON" in _types(header, _among(share, others)[:120])


@pytest.mark.parametrize("header", ["签收人", "捐赠人", "交易对方", "乙方"])
def test_one_name_among_words_is_found_under_a_header_of_names(header: str) -> None:
    words = ["门卫", "本人", "菜鸟驿站", "本人", "匿名", "美团", "杭州博远科技有限公司"]
    assert _types(header, [*words, "金少华"]) == ["PERSON"]
    assert _types(header, [*words, *words, "金少华", "王秀英"]) == ["PERSON"]
    assert "PERSON" not in _types(header, [*words, "财务部", "方太", "高新区", "安全部", "陆军"])


@pytest.mark.parametrize("header", ["交易对方", "收款方", "缴费人", "客户", "捐赠方", "受让方"])
def test_companies_and_platforms_under_headers_of_parties_are_nobody(header: str) -> None:
    others = (
        "深圳华兴贸易有限公司 美团 财付通 支付宝 个体工商户 华为 康佳 方太 高新区 金融部 万科 石化 银联 匿名".split()
    )
    assert "PERSON" not in _types(header, random.Random(3).choices(others, k=120))


@pytest.mark.parametrize(
    "words",
    [
        "张小泉 王老吉 李锦记 马应龙 方太 蒙牛 老干妈 康师傅".split(),
        "王家村 李庄 张家口 石家庄 高碑店 马连道 温州 安庆".split(),
        "程序 金融 应收 成交 高级 项目 路由 时效 温控 单选 解约 安装".split(),
        "毛巾 方巾 白板 高帮 平底 单肩包 双肩包 相框 金饰 花瓶 鱼缸 车载".split(),
    ],
)
def test_brands_places_and_words_among_codes_are_no_names(words: list[str]) -> None:
    drawn = random.Random(8)
    cells = [drawn.choice(words) if number % 2 else f"A{number}" for number in range(1000)]
    assert not scanned_column("v", cells).entity_types


@pytest.mark.parametrize(
    ("note", "states"),
    [
        ("已电话告知{}", ["溶血", "脂血", "标本合格"]),
        ("转{}处理", ["待处理", "已完结", "已受理"]),
        ("责任人:{}", ["-", "正常"]),
        ("由{}变更为{}", ["新增", "删除", "修改"]),
    ],
)
def test_few_notes_that_name_somebody_are_found_among_states(note: str, states: list[str]) -> None:
    names = [each.name for each in persons(100, 4)]
    cells = [note.format(one, other) for one, other in zip(names[:50], names[50:], strict=True)] + states * 300
    random.Random(2).shuffle(cells)
    (found,) = scanned_column("备注", cells).entity_types
    assert (found.entity_type, found.kind) == ("PERSON", "text")


def test_products_that_are_called_like_people_name_nobody() -> None:
    short = "张小泉 王致和 李锦记 方太 马应龙 周大福 金龙鱼".split()
    long = [
        "张小泉菜刀家用",
        "王致和腐乳340克",
        "李锦记蚝油",
        "加厚不锈钢汤锅",
        "马应龙痔疮膏",
        "纯棉四件套",
        "山药片散装",
    ]
    assert not scanned_column("F3", random.Random(2).choices(short * 2 + long, k=1000)).entity_types


@pytest.mark.parametrize("name", ["覃琪彤", "罗奕晨", "黎彤娟", "毛佑振"])
def test_one_name_that_the_dictionary_guesses_to_be_a_word_is_found_under_a_header_of_names(name: str) -> None:
    assert _types("姓名", [name]) == ["PERSON"]
    assert _types("备用", [name]) == []


@pytest.mark.parametrize("header", ["客户", "所属客户", "甲方", "销售"])
def test_companies_of_two_characters_are_no_names_under_a_header_that_may_name_people(header: str) -> None:
    companies = "华为 腾讯 百度 小米 京东 海尔 万科 华润 中兴 联想 方正 金山 安踏 康佳 长虹 申通 顺丰 韵达".split()
    for number in (3, 10, 300):
        assert _types(header, random.Random(1).choices(companies, k=number)) == []
    assert _types(header, ["覃琪彤", "罗奕晨", "金昌"]) == ["PERSON"]


def test_two_kinds_of_customers_are_no_names() -> None:
    assert _types("顾客", random.Random(1).choices("新客 老客 黄金会员 白银会员".split(), k=300)) == []


_VILLAGES = (
    "张家村 李庄 王家营 刘集 陈屯 赵家坪 周庄 吴家堡 郑家沟 孙家湾 马家河 何家桥 林家塘 高家坡 罗田 谢集 唐家岭 许家店 邓州 "
    "韩庄 冯家堡 曹妃甸 彭家寨 肖家坊 董家口 袁家村 蔡家坡 蒋家沟 杜家坎 叶家山 苏家屯 丁家嘴 沈家门 钟祥 姜堰".split()
)


@pytest.mark.parametrize("header", ["c1", "名称", "村", "自然村", "label", "地块"])
@pytest.mark.parametrize("count", [6, 12, 35, 300])
def test_villages_that_begin_like_surnames_are_nobody(header: str, count: int) -> None:
    drawn = random.Random(count)
    cells = drawn.sample(_VILLAGES, count) if count < 300 else drawn.choices(_VILLAGES, k=count)
    assert "PERSON" not in _types(header, cells)


def test_names_are_found_though_some_end_like_villages() -> None:
    names = [each.name for each in persons(60, 8)]
    assert _types("c1", [*names, "王小桥", "李庄", "陈家塘"]) == ["PERSON"]


def test_what_is_remembered_of_values_tells_the_same() -> None:
    names = [each.name for each in persons(60, 8)]
    for values in (_VILLAGES, names, ["白色", "金色", "李庄"]):
        kept = remembered(values)
        assert not any(isinstance(each, str) for each in kept)
        assert told(kept) == pytest.approx(told(values))
        assert are_places(kept) == are_places(values)
        assert share_of_words(kept) == share_of_words(values)
