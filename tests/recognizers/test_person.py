from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.person import Person
from tests.recognizers.values import canonical_of_cell, column, found

FINDER = Person()
HAN = ("张伟", "欧阳建国", "司马燕", "古丽·买买提", "阿卜杜拉•艾合买提", "张　伟", "张 伟", " 李娜 ", "'李娜", "张䶮")
LATIN = (
    "Li Ming",
    "WANG XIAOMING",
    "Zhang, Wei",
    "Zhang,Wei",
    "Ouyang Xiaofeng",
    "David Wang",
    "Sun Yang",
    "Li Xian'an",
)
PHRASES = (
    "Term Loan|New York|Credit Card|Hong Kong|Sun Life|Long Term|Song Title|Man Power|Pan Asia|Hang Seng Bank|Ping An"
    "|Bank Of China|Past Due|Shan Dong|Personal Loan|Written Off|He Said|Can Not|San Francisco|Can Do|Fixed Rate"
).split("|")


@pytest.mark.parametrize("name", HAN + LATIN)
def test_cell_with_a_surname_is_a_valid_name(name: str) -> None:
    assert FINDER.is_valid(name)


@pytest.mark.parametrize("phrase", PHRASES)
def test_english_phrase_is_no_valid_name(phrase: str) -> None:
    assert not FINDER.is_valid(phrase)


@pytest.mark.parametrize("text", ["", "张", "客户经理已离职", "A", "张伟的妻子很好", "13800138000", "卧室", "哈哈"])
def test_other_cells_are_no_valid_names(text: str) -> None:
    assert not FINDER.is_valid(text)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("张　伟", "张伟"),
        (" 张伟\r\n", "张伟"),
        ("'张伟", "张伟"),
        ("古丽·买买提", "古丽买买提"),
        ("古丽•买买提", "古丽买买提"),
        ("古丽・买买提", "古丽买买提"),
        ("古丽 . 买买提", "古丽买买提"),
        ("阿不都．热合曼·买买提", "阿不都热合曼买买提"),
        ("J. Smith", "J. Smith"),
        ("Li  Ming ", "Li Ming"),
        ("\tLi Ming", "Li Ming"),
    ],
)
def test_every_written_form_has_one_canonical_form(written: str, name: str) -> None:
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("致电刘利根，称下周还款", ["刘利根"]),
        ("其夫李生林代还800元", ["李生林"]),
        ("其夫杨庆代还200元", ["杨庆"]),
        ("让找担保人潘佳诗要，担保人电话已停机", ["潘佳诗"]),
        ("审判长孙娜媛，人民陪审员张萍、陈海涛，书记员方菊。", ["孙娜媛", "张萍", "陈海涛", "方菊"]),
        ("上诉人张莲美因与被上诉人周素云借款合同纠纷一案", ["张莲美", "周素云"]),
        ("担保人为苏宝平和刘莲，两人系夫妻", ["苏宝平", "刘莲"]),
        ("来电人自称阿卜杜拉·艾合买提，要求核实", ["阿卜杜拉·艾合买提"]),
        ("其父库尔班·热合曼在家，称玉素甫·艾力外出", ["库尔班·热合曼", "玉素甫·艾力"]),
        ("联系人1：欧阳建国 联系人2：诸葛明", ["欧阳建国", "诸葛明"]),
        ("@王晓明 麻烦把合同发我", ["王晓明"]),
        ("对方吕杰已还款", ["吕杰"]),
        ("债务方吕杰、委托方王建国到场", ["吕杰", "王建国"]),
        ("前任吕杰签字，城管吕杰来电", ["吕杰", "吕杰"]),
        ("店长孙丽表示，外公孙丽来电", ["孙丽", "孙丽"]),
        ("客户方文山已还款", ["方文山"]),
    ],
)
def test_names_are_found_whole(text: str, names: list[str]) -> None:
    assert found(FINDER, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "客户已于昨天还款1000元",
        "马上就到月底了，时间很紧张。",
        "何时能够结清还不确定，需要再沟通。",
        "高级经理决定从严控制房产抵押贷款",
        "北京晴转雷阵雨，莫斯科多云",
        "王经理说张姐下周回来",
        "应收账款余额较上年末减少",
        "安全生产责任制落实情况良好",
    ],
)
def test_ordinary_sentences_hold_no_names(text: str) -> None:
    assert not found(FINDER, text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("会议由李建明主持，张国华、王秀兰、陈志强列席", ["李建明", "张国华", "王秀兰", "陈志强"]),
        ("记者赵晓东从北京报道", ["赵晓东"]),
        ("总统克林顿昨天会见了外长普里马科夫", ["克林顿", "普里马科夫"]),
        ("巴勒斯坦领导人阿拉法特抵达开罗", ["阿拉法特"]),
        ("美国总统比尔·克林顿和英国首相托尼·布莱尔举行会谈", ["比尔·克林顿", "托尼·布莱尔"]),
        ("日本首相桥本龙太郎访问中国", ["桥本龙太郎"]),
        ("韩国总统金大中表示欢迎", ["金大中"]),
        ("教授欧阳志远认为这一结论可信", ["欧阳志远"]),
        ("转给Wang Lei货款", ["Wang Lei"]),
        ("Spoke with Zhang Wei on Monday, his wife Chen Jing at 138", ["Zhang Wei", "Chen Jing"]),
        ("Client Wang Xiao Ming promised, LIU YANG signed", ["Wang Xiao Ming", "LIU YANG"]),
        ("You Can pay by Ping An Bank or in Hong Kong, Sun Life says", []),
    ],
)
def test_names_in_reports_are_found(text: str, names: list[str]) -> None:
    assert found(FINDER, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "王经理说小李和老张下周回来",
        "请联系刘师傅或者陈姐",
        "马上还款，高利贷不可碰",
        "平安银行温州分行黄金业务暂停",
        "周一和周三开会，明天休息",
        "石家庄、连云港、黄山三地联动",
        "贷款用于支付Hong Kong货款",
    ],
)
def test_surnames_with_titles_and_tempting_words_are_no_names(text: str) -> None:
    assert not found(FINDER, text)


@given(
    st.sampled_from(("张伟强", "刘利根", "欧阳建国", "古丽·买买提")),
    st.sampled_from(("13800138000", "11010519491231002X", "6222020212345678909", "138-0013-8000")),
    st.sampled_from(("客户", "借款人", "联系人：", "担保人")),
)
def test_name_glued_to_an_identifier_is_found_whole(name: str, identifier: str, role: str) -> None:
    assert found(FINDER, f"{role}{name}{identifier}") == [name]


@given(
    st.lists(
        st.sampled_from(("记者王小明报道", "客户李娜，已还款", "克林顿和叶利钦", "在北京市")), min_size=1, max_size=6
    )
)
def test_a_name_does_not_depend_on_the_texts_beside_its_own(texts: list[str]) -> None:
    alone = [[(span.start, span.end) for span in FINDER.spans(text)] for text in texts]
    joined = FINDER.spans("\n".join(texts))
    starts = [sum(len(text) + 1 for text in texts[:place]) for place in range(len(texts))]
    assert [(span.start, span.end) for span in joined] == [
        (start + begin, start + end) for start, spans in zip(starts, alone, strict=True) for begin, end in spans
    ]


@given(
    st.lists(st.sampled_from(("张伟本人接听", "无人接听", "致电李秀英，挂断", "", "其妻王芳")), min_size=1, max_size=8)
)
def test_texts_joined_by_line_feeds_give_the_same_names_as_each_alone(texts: list[str]) -> None:
    assert found(FINDER, "\n".join(texts)) == [name for text in texts for name in found(FINDER, text)]


@given(st.text("张王李伟芳建国，。和在的说称·马上司法人 \n一x1𬭎", max_size=30))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    spans = FINDER.spans(text)
    assert all(0 <= span.start < span.end <= len(text) and "\n" not in text[span.start : span.end] for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.lists(st.sampled_from((*HAN, *LATIN, *PHRASES, "", "张", "𬭎张")), max_size=20))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "资产包明细",
        "华硕电脑很好用",
        "这个价位有安全感",
        "付现金即可",
        "马路边的小店",
        "乐高平台",
        "【顺丰速运】您的快件",
        "望周知。",
        "祝商祺！",
        "当日21时许，我所接报",
        "库里那条记录",
        "蒙脱石散",
        "白牡丹、金骏眉断货",
        "石景山万达",
        "阚家",
        "联系胡家，裴庄",
        "服务器宕机，时钟漂移",
        "盛世华庭、金色家园",
        "比亚迪、蔚来",
    ],
)
def test_words_and_brands_that_begin_with_a_surname_are_no_names(text: str) -> None:
    assert Person().spans(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("业主韦霞家漏水", ["韦霞"]),
        ("龚勇家门锁坏了", ["龚勇"]),
        ("面试官袁静评价良好", ["袁静"]),
        ("由法官袁静主审", ["袁静"]),
        ("租户江李思雨要求减租", ["江李思雨"]),
        ("工单转贺周子轩处理", ["贺周子轩"]),
        ("主诊医生崔李思雨", ["崔李思雨"]),
        ("对李思雨说，向周子轩要", ["李思雨", "周子轩"]),
    ],
)
def test_words_beside_a_name_are_no_part_of_it(text: str, names: list[str]) -> None:
    assert found(FINDER, text) == names


@pytest.mark.parametrize(
    "text", ["易碎品轻放", "沪指高开低走，成交量萎缩", "任天堂游戏机", "金利来皮带", "范思哲香水", "高枕无忧"]
)
def test_goods_brands_and_idioms_are_nobody(text: str) -> None:
    assert not FINDER.spans(text)


@pytest.mark.parametrize("text", ["车陕EB9010停在B2，请联系车主", "车琼K44515违停", "车甘H2·026D1已拖走"])
def test_a_plate_behind_a_word_is_no_name(text: str) -> None:
    assert not FINDER.spans(text)


def test_a_name_before_a_house_or_a_plate_is_one() -> None:
    assert found(FINDER, "联系张青B2栋") == ["张青"]
    assert found(FINDER, "车主张建国京A12345") == ["张建国"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("姓 名 叶 丽 娟", "叶 丽 娟"),
        ("姓名：张　伟，性别男", "张　伟"),
        ("姓名: 欧 阳 建 国", "欧 阳 建 国"),
        ("客户姓名 王 小 明 性 别 男", "王 小 明"),
        ("乙方（签字）：赵 强 日期", "赵 强"),
        ("借款人 李 娜 已还款", "李 娜"),
        ("姓 名 闫 向 阳", "闫 向 阳"),
        ("姓 名：罗 超荣", "罗 超荣"),
        ("户名：王 建国 性别男", "王 建国"),
    ],
)
def test_a_name_whose_characters_blanks_part_behind_its_label(text: str, name: str) -> None:
    assert [text[span.start : span.end] for span in FINDER.spans(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "联系人 无 电 话",
        "借款人 已 还 款",
        "户名 高 新 区",
        "签收人 王 或 李",
        "审核 是 否",
        "联系人 王 先生",
        "户名 李 保证 人",
    ],
)
def test_words_whose_characters_blanks_part_are_no_names(text: str) -> None:
    assert FINDER.spans(text) == []
