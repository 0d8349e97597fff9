"""Addresses whose parts blanks keep apart, as parcels and orders have them."""

from __future__ import annotations

import pytest

from recognizers.address import Address
from tests.recognizers.values import found

FINDER = Address()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("收货地址：浙江省 杭州市 西湖区 文新街道 文二西路 478号 翡翠湾 3幢 2单元 501室，张三", "浙江省 杭州市 西湖区 文新街道 文二西路 478号 翡翠湾 3幢 2单元 501室"),
        ("改寄 福建省 厦门市 思明区 万科城市之光35栋1-104 谢谢", "福建省 厦门市 思明区 万科城市之光35栋1-104"),
        ("地址是安徽省 滁州市 天长市 永和镇红星村6组52号对吗？", "安徽省 滁州市 天长市 永和镇红星村6组52号"),
        ("郑州市 金水区 花园路 59号院 3号楼 1单元 602", "郑州市 金水区 花园路 59号院 3号楼 1单元 602"),
        ("寄 北京市　朝阳区　建国路88号", "北京市　朝阳区　建国路88号"),
        ("江苏省  南京市  玄武区  恒大绿洲23#4-2501，身份证", "江苏省  南京市  玄武区  恒大绿洲23#4-2501"),
    ],
)  # fmt: skip
def test_blanks_between_the_parts_are_of_the_address(text: str, address: str) -> None:
    assert found(FINDER, text) == [address]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("改送锦绣江南11号楼1-1001", "锦绣江南11号楼1-1001"),
        ("保利香槟国际37#4单元202室", "保利香槟国际37#4单元202室"),
        ("华润橡树湾5#1-1601室", "华润橡树湾5#1-1601室"),
        ("寄到南京市玄武区金色家园10栋1-101室 黄知红收", "南京市玄武区金色家园10栋1-101室"),
        ("现居锦绣江南2-3-501室，租房", "锦绣江南2-3-501室"),
        ("住太和镇太和村2组12号", "太和镇太和村2组12号"),
        ("家在人和乡义和村5组", "人和乡义和村5组"),
        ("四川省成都市武侯区永和镇东风大队2组149号", "四川省成都市武侯区永和镇东风大队2组149号"),
    ],
)
def test_blocks_and_groups_end_an_address(text: str, address: str) -> None:
    assert found(FINDER, text) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "杭州市 西湖区 王小明 13800138000",
        "河南省 郑州市 三季度 回款120万",
        "浙江省 12月 已还",
        "金水区 3期 逾期 45天",
        "配件 3#1-20 缺货",
    ],
)
def test_areas_with_something_else_behind_a_blank_are_no_address(text: str) -> None:
    assert not found(FINDER, text)
