"""Names beside words that begin or end like one: labels, firms, offices; names in Latin letters of which one part is known."""

from __future__ import annotations

import pytest

from recognizers.called_surnames import called_surnames
from recognizers.latin_names import names_in
from recognizers.person import Person

FINDER = Person()


def _masked(text: str) -> list[str]:
    return [text[span.start : span.end] for span in FINDER.places(text, wary=True).spans]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("车主换人，现车主石文，手机停机", "石文"),
        ("车主任晟来电", "任晟"),
        ("其岳母石文代还", "石文"),
        ("原告柯雪撤诉", "柯雪"),
    ],
)
def test_a_name_begins_behind_who_somebody_is(text: str, name: str) -> None:
    assert _masked(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "杭州万达信劳务派遣有限公司",
        "发票抬头：河南万达信汽车销售服务有限公司",
        "江苏佳和科技有限公司",
        "查址：河南省郑州市",
    ],
)
def test_firms_and_labels_are_no_names(text: str) -> None:
    assert _masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("借款人张三在杭州恒通贸易有限公司上班", "张三"),
        ("陈建国，浙江恒通贸易有限公司法人", "陈建国"),
        ("李秀英任河南金石有限公司经理", "李秀英"),
    ],
)
def test_people_of_firms_are(text: str, name: str) -> None:
    assert name in _masked(text)


@pytest.mark.parametrize("text", ["河南金苑律师事务所", "车主任晟来电", "车主任性停车", "北京高朋律师事务所代理"])
def test_firms_of_lawyers_and_owners_are_called_by_no_surname(text: str) -> None:
    assert called_surnames(text) == []


@pytest.mark.parametrize("text", ["金律师来电", "找高律师事后再谈"])
def test_surnames_before_titles_still_count(text: str) -> None:
    assert len(called_surnames(text)) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("请联系 Leung Siu Ming 先生", "Leung Siu Ming"),
        ("Guest CHEUNG Hoi Ching checked in", "CHEUNG Hoi Ching"),
        ("与Lam Ka-yan通话", "Lam Ka-yan"),
        ("KWOK Chi Keung代签", "KWOK Chi Keung"),
    ],
)
def test_names_of_hong_kong_are_found_in_texts(text: str, name: str) -> None:
    assert [text[begin:end] for begin, end in names_in(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("联系Kevin Baxterly，未接", "Kevin Baxterly"),
        ("客户Priya Raghunathan来电", "Priya Raghunathan"),
        ("accompanied by Fatima Al-Sayed, passport to be scanned", "Fatima Al-Sayed"),
        ("Svetlana ZVEREVICH signed", "Svetlana ZVEREVICH"),
        ("Jean-Pierre Nurhaliza未登记", "Jean-Pierre Nurhaliza"),
    ],
)
def test_a_common_given_name_and_a_word_that_is_none_are_masked(text: str, name: str) -> None:
    assert _masked(text) == [name]
    assert FINDER.spans(text) == []


@pytest.mark.parametrize(
    "text",
    ["Hi Kevin Please call", "Maria Hospital", "James Street 12", "Ho Chi Minh City", "Lam Soon Ltd", "Wing On Bank"],
)
def test_words_behind_a_given_name_are_no_family_name(text: str) -> None:
    assert _masked(text) == []


@pytest.mark.parametrize(
    ("text", "given", "surname"),
    [
        ("我姓徐叫海雪，住三楼", "海雪", "徐"),
        ("我姓焦叫军", "军", "焦"),
        ("他姓欧阳名叫娜娜的", "娜娜", "欧阳"),
        ("叫斌立的那个已经换号", "斌立", ""),
    ],
)
def test_a_given_name_that_is_said_after_the_surname_is_found(text: str, given: str, surname: str) -> None:
    assert given in _masked(text)
    assert [text[begin:end] for begin, end, _ in called_surnames(text)] == ([surname] if surname else [])


@pytest.mark.parametrize("text", ["姓什么叫什么", "叫平安的那个平台", "百姓叫苦", "姓名叫不出来", "叫快递的人"])
def test_words_after_a_surname_or_a_call_are_none(text: str) -> None:
    assert _masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("spoke to Xiaoming Li yesterday", "Xiaoming Li"),
        ("Follow up w/ Kevin Liu on Fri.", "Kevin Liu"),
        ("客户 David Lee 来电", "David Lee"),
        ("Dear Meiling Huang", "Meiling Huang"),
        ("Per Haoran Wang, debtor moved", "Haoran Wang"),
        ("Call Zhang Wei asap", "Zhang Wei"),
    ],
)
def test_names_in_pinyin_are_found_in_either_order(text: str, name: str) -> None:
    assert [text[begin:end] for begin, end in names_in(text)] == [name]


@pytest.mark.parametrize("text", ["Beijing Li Ning Store", "Can Wang come", "Shanghai Wang Restaurant"])
def test_places_and_words_before_a_surname_are_no_given_names(text: str) -> None:
    assert not {"Beijing Li", "Can Wang", "Shanghai Wang"} & {text[begin:end] for begin, end in names_in(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("患方范惠投诉护理态度", "范惠"),
        ("护士长孙怡已沟通", "孙怡"),
        ("护士长邱志已沟通", "邱志"),
        ("其媳姜淑续领14个月", "姜淑"),
        ("快递被黄岩误拿", "黄岩"),
        ("SSR DOCS HK1 P/CN/12MAR85/M/LI/NA", "LI/NA"),
        ("同行ZHANG/XIAOMING MS，靠窗", "ZHANG/XIAOMING MS"),
    ],
)
def test_a_name_ends_before_what_somebody_did_and_begins_behind_his_office(text: str, name: str) -> None:
    assert _masked(text) == [name]


@pytest.mark.parametrize("text", ["麻醉：丙泊酚+瑞芬太尼", "舒芬太尼 罗库溴铵", "WAN/LAN口", "HE/SHE"])
def test_medicines_and_pairs_of_letters_are_no_names(text: str) -> None:
    assert _masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("次子:周强；孙廖金芮；母：陈莲雨", "廖金芮"), ("孙徐禾蕾(32岁)", "徐禾蕾"), ("妻王芳，子王浩", "王芳")],
)
def test_a_name_behind_one_character_of_kin_is_found(text: str, name: str) -> None:
    assert any(each.endswith(name) for each in _masked(text))


@pytest.mark.parametrize("text", ["女方", "子公司", "母公司", "父母", "女高音", "妻子", "孙子"])
def test_words_that_begin_with_kin_are_none(text: str) -> None:
    assert _masked(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("翠湖名苑 龚梅收 谢谢", ["龚梅"]),
        ("收件人李福收。", ["李福"]),
        ("我老婆孙雪她电话没变", ["孙雪"]),
        ("高志波、田娥小夫妇", ["高志波", "田娥小"]),
        ("胡静吴树林结婚礼金", ["胡静", "吴树林"]),
        ("车款李志强", ["李志强"]),
        ("维修师傅：梁建国", ["梁建国"]),
        ("对手方黎诗涵", ["黎诗涵"]),
        ("请转告孙军速回电", ["孙军"]),
        ("网格员苟丽上门登记", ["苟丽"]),
        ("早班盖静怡，中班曾树林，夜班范倩", ["盖静怡", "曾树林", "范倩"]),
        ("查房记录：杜燕副主任医师查房", ["杜燕"]),
    ],
)
def test_a_name_ends_before_who_receives_and_goes_on_in_a_list(text: str, wanted: list[str]) -> None:
    assert [text[span.start : span.end] for span in Person().spans(text)] == wanted
