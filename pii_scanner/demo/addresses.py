"""Home addresses and employers in a county, written in the forms that occur in customer files."""

from __future__ import annotations

import random

from pii_scanner.demo.regions import County

_ROADS = (
    "人民路 中山路 解放路 建设路 和平路 新华路 文化路 胜利路 长江路 黄河路 青年路 朝阳路 光明路 迎宾大道 "
    "建国路 友谊路 工农路 北京路 学府路 花园路 滨河路 东风路 幸福路 体育路 站前路 凤凰路 中山北路 人民南路 "
    "解放东路 建设西路 滨江大道 世纪大道 兴业街 民主街 和平街 富强巷 柳树巷 观音巷 平安里 永安街"
).split()
_ESTATES = (
    "阳光花园 锦绣家园 金色港湾 翠竹苑 世纪新城 碧水湾 幸福里 龙泽苑 和谐家园 丽景花园 东方明珠 万和城 "
    "荷花小区 新华小区 建业小区 桃源小区 电力小区 滨河花园 城市之星 紫荆花园 书香门第 水岸华庭 凯旋城 枫林绿洲"
).split()
_TOWNS = "城关镇 王集镇 张店镇 新桥镇 李庄镇 白马镇 石门镇 马头镇 清水乡 大杨镇 红旗乡 龙湾镇 柳河镇 太平乡".split()
_VILLAGES = "前进村 东风村 王楼村 李家村 赵庄村 小营村 张湾村 新建村 刘寨村 上河村 下坝村 双井村 石桥村 后杨村".split()
_WORDS = "恒源 鑫达 华盛 宏远 众诚 金辉 天泽 博雅 瑞丰 永兴 德信 佳和 新锐 顺通 万嘉 正泰源".split()
_TRADES = "建材 商贸 电子科技 装饰工程 餐饮管理 物流 机械制造 服饰 食品 信息技术 物业服务 汽车销售".split()
_PUBLIC = "第二中学 人民医院 实验小学 自来水公司 环卫所 供电所 中医院 市政工程处 公交公司".split()
_NONE = "自由职业 个体经营 务农 退休 待业 灵活就业".split()


def _of(rng: random.Random, items: list[str]) -> str:
    return items[int(rng.random() * len(items))]


def _upto(rng: random.Random, highest: int) -> int:
    return 1 + int(rng.random() * highest)


def _room(rng: random.Random) -> str:
    return f"{_upto(rng, 28)}0{_upto(rng, 6)}"


def address(rng: random.Random, county: County) -> str:
    """Return an address from the province to the room or house."""
    draw = rng.random()
    start = county.prefix
    if county.rural and draw < 0.55:
        house = f"{_upto(rng, 12)}组{_upto(rng, 160)}号" if draw < 0.35 else f"{_upto(rng, 160)}号"
        return f"{start}{_of(rng, _TOWNS)}{_of(rng, _VILLAGES)}{house}"
    road = f"{_of(rng, _ROADS)}{_upto(rng, 399)}号"
    if draw < 0.62:
        return f"{start}{road}{_upto(rng, 30)}栋{_upto(rng, 4)}单元{_room(rng)}室"
    if draw < 0.74:
        return f"{start}{road}{_of(rng, _ESTATES)}{_upto(rng, 30)}号楼{_room(rng)}室"
    if draw < 0.82:
        return f"{start}{_of(rng, _ESTATES)}{_upto(rng, 30)}幢{_room(rng)}室"
    if draw < 0.89:
        return f"{start}{road}院{_upto(rng, 9)}号楼{_upto(rng, 4)}单元{_upto(rng, 6)}层{_upto(rng, 4)}号"
    if draw < 0.95:
        return f"{start}{_of(rng, _ESTATES)}{_upto(rng, 30)}-{_upto(rng, 4)}-{_room(rng)}"
    return f"{start}{road}附{_upto(rng, 9)}号"


def employer(rng: random.Random, county: County) -> str:
    """Return a made-up company, a public employer of the county, or what people write without one."""
    draw = rng.random()
    if draw < 0.68:
        city = county.city.removesuffix("市").removesuffix("地区")
        return f"{city}{_of(rng, _WORDS)}{_of(rng, _TRADES)}有限公司"
    return f"{county.name}{_of(rng, _PUBLIC)}" if draw < 0.84 else _of(rng, _NONE)
