from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.address import Address
from tests.recognizers.values import canonical_of_cell, column, found

FINDER = Address()
ADDRESSES = (
    "上海市静安区南京西路1266号恒隆广场35层",
    "北京市海淀区中关村大街27号院3号楼2单元601",
    "重庆市渝北区龙溪街道新溉大道18号附7号",
    "河南省周口市太康县马头镇刘寨行政村刘寨村四组",
    "内蒙古自治区赤峰市红山区钢铁大街中段御景苑小区B区6-2-301",
    "浙江省杭州市滨江区和平路201号18栋2单元804室",
    "辽宁省大连市中山区人民路68号宏誉商业大厦16层A",
    "广东省东莞市长安镇乌沙社区李屋第三工业区振安路99号",
    "江苏省无锡市滨湖区花园路76号7栋",
    "四川省凉山彝族自治州西昌市航天大道一段88号",
    "天津市河西区和平街42号院9号楼3单元2层3号",
    "福建省厦门市思明区前埔南区35号602",
)
ORGANIZATIONS = (
    "上海市浦东新区人民法院",
    "中国工商银行股份有限公司北京市朝阳支行",
    "广州市第一人民医院",
    "北京市朝阳区人民政府",
    "深圳市公安局南山分局",
    "成都市武侯区浆洗街派出所",
    "上海市静安区第一中心小学",
    "河南省周口市太康县第一高级中学",
    "北京市中伦律师事务所",
    "南京市鼓楼区华侨路社区居民委员会",
    "广州市天河区天河南街道办事处",
    "上海浦东发展银行股份有限公司长沙河西先导区支行",
    "深圳市南山区科技有限公司（分公司）",
    "重庆市渝中区解放碑商圈管理委员会",
    "南京大学",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_cell_with_a_road_or_house_is_a_valid_address(address: str) -> None:
    assert FINDER.is_valid(address)


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_name_of_an_organization_is_no_valid_address(name: str) -> None:
    assert not FINDER.is_valid(name)


def test_organization_with_a_house_number_is_a_valid_address() -> None:
    assert FINDER.is_valid("广州市天河区天河路208号中国农业银行")


@pytest.mark.parametrize(
    "text", ["", "北京市", "市民卡", "个人住房贷款", "市场部客户服务组", "广东省分公司个人金融部", "北京市，上海市"]
)
def test_other_cells_are_no_valid_addresses(text: str) -> None:
    assert not FINDER.is_valid(text)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "sentence",
    [
        "上门地址{}，敲门无人应答",
        "他住{}。",
        "律师函寄至{}，收件人不在",
        "位于{}的房产已查封",
        "快递放至{}楼下柜子",
        "外访{}，物业称已出租",
    ],
)
def test_address_is_found_whole_in_a_sentence(sentence: str, address: str) -> None:
    assert found(FINDER, sentence.format(address)) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("住万达对面的阳光花园3栋2单元501，有电梯", "万达对面的阳光花园3栋2单元501"),
        ("已转至振兴路37号31栋5单元2701，无人应门", "振兴路37号31栋5单元2701"),
        ("他家住石桥镇马坑村三组，路窄车进不去", "石桥镇马坑村三组"),
        ("目标楼栋为华侨新村29栋1单元2701", "华侨新村29栋1单元2701"),
        ("现在在学院路88号12-1-3006，原址已拆", "学院路88号12-1-3006"),
        ("快件改派至名仕豪庭B座507", "名仕豪庭B座507"),
        ("快件改派至保利香槟国际33号楼1单元803", "保利香槟国际33号楼1单元803"),
        ("按地址北京市朝阳区建设路5号3幢5单元14楼上门", "北京市朝阳区建设路5号3幢5单元14楼"),
    ],
)
def test_spoken_address_is_found_whole_and_passes_the_gate(text: str, address: str) -> None:
    assert found(FINDER, text) == [address]
    assert re.search(FINDER.text_gate, text)


@pytest.mark.parametrize(
    "text",
    [
        "本月3号之前还清",
        "合同编号3号",
        "一路上没停，走了2公里",
        "共3栋，已售2栋",
        "乡镇村三级干部开会",
        "线路1号口检修",
    ],
)
def test_numbers_beside_ordinary_words_are_no_address(text: str) -> None:
    assert not found(FINDER, text)


@given(
    st.sampled_from(ADDRESSES),
    st.sampled_from(("电话13800138000", "，11010519491231002X", " 6222020212345678909", "；138-0013-8000")),
)
def test_address_beside_an_identifier_is_found_whole(address: str, identifier: str) -> None:
    assert found(FINDER, f"住址：{address}{identifier}") == [address]
    assert found(FINDER, f"{identifier}住{address}") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "上海市浦东新区人民法院依法组成合议庭进行了审理。",
        "江苏省高级人民法院驳回了再审申请。",
        "本季度广东省分公司放款金额同比增长12%。",
        "单位在武汉市江汉区，做建材生意。",
        "北京市3月5号开始执行新规定",
        "郑州铁路分局已回函",
    ],
)
def test_sentences_that_only_name_a_place_hold_no_address(text: str) -> None:
    assert not found(FINDER, text)


def test_full_width_digits_are_found_where_they_stand() -> None:
    text = "住杭州市西湖区文三路４７８号２栋，已离开"
    assert found(FINDER, text) == ["杭州市西湖区文三路４７８号２栋"]


@pytest.mark.parametrize(
    "written",
    [
        "杭州市 西湖区 文三路478号",
        "杭州市西湖区文三路４７８号",
        " 杭州市西湖区文三路478号\r\n",
        "'杭州市西湖区文三路478号",
    ],
)
def test_every_written_form_has_one_canonical_form(written: str) -> None:
    assert FINDER.canonical(written) == canonical_of_cell(FINDER, written) == "杭州市西湖区文三路478号"
    assert FINDER.is_valid(written)


@given(st.text("北京市朝阳区人民路街号栋单元室在和3月12-，。\n的住 ４", max_size=40))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    spans = FINDER.spans(text)
    assert all(0 <= span.start < span.end <= len(text) and "\n" not in text[span.start : span.end] for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.lists(st.sampled_from(ADDRESSES + ORGANIZATIONS + ("", "北京市")), max_size=20))
def test_cells_of_a_column_equal_single_values(values: list[str]) -> None:
    assert FINDER.cells(column(list(values))).valid.tolist() == [FINDER.is_valid(value) for value in values]


def test_an_estate_built_in_phases_is_found_with_its_building() -> None:
    assert found(Address(), "住泉州丰泽区东海大街阳光城3期12栋，欠款3期") == ["泉州丰泽区东海大街阳光城3期12栋"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("店开在滨河南路12号", "滨河南路12号"),
        ("客户搬到沿江西路8号了", "沿江西路8号"),
        ("校车接送点：二马路12号", "二马路12号"),
        ("停在建设二马路12号路边", "建设二马路12号"),
        ("现居二环路东五段3号，租房", "二环路东五段3号"),
        ("住10幢2单元2604室，已签字", "10幢2单元2604室"),
        ("快递放28号楼1单元1102门口", "28号楼1单元1102"),
        ("家里24栋3单元504室没人", "24栋3单元504室"),
        ("改寄解放南路846号1楼293室，谢谢", "解放南路846号1楼293室"),
        ("现在住人民路756号9层409室你寄这里", "人民路756号9层409室"),
        ("公司在人民路756号9楼409，到了打电话", "人民路756号9楼409"),
        ("带看长江西路289号1楼193室那套", "长江西路289号1楼193室"),
        ("住新华路1号2楼2024年装修的", "新华路1号2楼"),
    ],
)
def test_streets_and_flats_are_found_whole(text: str, address: str) -> None:
    (place,) = [text[span.start : span.end] for span in FINDER.spans(text)]
    assert address in place


@pytest.mark.parametrize("text", ["请到3号楼2层找教授", "二马路很堵", "走马路8次", "A座会议室", "在3号楼2单元门口等"])
def test_places_of_offices_and_roads_are_no_addresses(text: str) -> None:
    assert FINDER.spans(text) == []
