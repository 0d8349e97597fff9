"""Home addresses and employers in a county, written in the forms that occur in customer files."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from pii_scanner.demo.regions import County
from pii_scanner.demo.words import words

_ROADS = words("""
人民路 中山路 解放路 建设路 和平路 新华路 文化路 胜利路 长江路 黄河路 青年路 朝阳路 光明路 迎宾大道
建国路 友谊路 工农路 北京路 学府路 花园路 滨河路 东风路 幸福路 体育路 站前路 凤凰路 中山北路 人民南路
解放东路 建设西路 滨江大道 世纪大道 兴业街 民主街 和平街 富强巷 柳树巷 观音巷 平安里 永安街
""")
_ESTATES = words("""
阳光花园 锦绣家园 金色港湾 翠竹苑 世纪新城 碧水湾 幸福里 龙泽苑 和谐家园 丽景花园 东方明珠 万和城
荷花小区 新华小区 建业小区 桃源小区 电力小区 滨河花园 城市之星 紫荆花园 书香门第 水岸华庭 凯旋城 枫林绿洲
""")
_TOWNS = words("""
城关镇 王集镇 张店镇 新桥镇 李庄镇 白马镇 石门镇 马头镇 清水乡 大杨镇 红旗乡 龙湾镇 柳河镇 太平乡
""")
_VILLAGES = words("""
前进村 东风村 王楼村 李家村 赵庄村 小营村 张湾村 新建村 刘寨村 上河村 下坝村 双井村 石桥村 后杨村
""")
_NAMES = words("恒源 鑫达 华盛 宏远 众诚 金辉 天泽 博雅 瑞丰 永兴 德信 佳和 新锐 顺通 万嘉 正泰源")
_TRADES = words("建材 商贸 电子科技 装饰工程 餐饮管理 物流 机械制造 服饰 食品 信息技术 物业服务 汽车销售")
_PUBLIC = words("第二中学 人民医院 实验小学 自来水公司 环卫所 供电所 中医院 市政工程处 公交公司")
_NONE = words("自由职业 个体经营 务农 退休 待业 灵活就业")


def address(rng: random.Random, county: County) -> str:
    """Return an address from the province to the room or house."""
    if county.rural and rng.random() < 0.55:
        group = f"{_upto(rng, 12)}组" if rng.random() < 0.6 else ""
        return f"{county.prefix}{_of(rng, _TOWNS)}{_of(rng, _VILLAGES)}{group}{_upto(rng, 160)}号"
    return county.prefix + _FORM_OF[int(rng.random() * len(_FORM_OF))](rng)


def employer(rng: random.Random, county: County) -> str:
    """Return a made-up company, a public employer of the county, or what people write without one."""
    draw = rng.random()
    if draw < 0.68:
        city = county.city.removesuffix("市").removesuffix("地区")
        return f"{city}{_of(rng, _NAMES)}{_of(rng, _TRADES)}有限公司"
    return f"{county.name}{_of(rng, _PUBLIC)}" if draw < 0.84 else _of(rng, _NONE)


def _of(rng: random.Random, items: Sequence[str]) -> str:
    return items[int(rng.random() * len(items))]


def _upto(rng: random.Random, highest: int) -> int:
    return 1 + int(rng.random() * highest)


def _road(rng: random.Random) -> str:
    return f"{_of(rng, _ROADS)}{_upto(rng, 399)}号"


def _room(rng: random.Random) -> str:
    return f"{_upto(rng, 28)}0{_upto(rng, 6)}"


# forms of an address in a town, and the share of each in percent
_FORMS: tuple[tuple[int, Callable[[random.Random], str]], ...] = (
    (54, lambda rng: f"{_road(rng)}{_upto(rng, 30)}栋{_upto(rng, 4)}单元{_room(rng)}室"),
    (14, lambda rng: f"{_road(rng)}{_of(rng, _ESTATES)}{_upto(rng, 30)}号楼{_room(rng)}室"),
    (10, lambda rng: f"{_of(rng, _ESTATES)}{_upto(rng, 30)}幢{_room(rng)}室"),
    (
        9,
        lambda rng: f"{_road(rng)}院{_upto(rng, 9)}号楼{_upto(rng, 4)}单元{_upto(rng, 6)}层{_upto(rng, 4)}号",
    ),
    (8, lambda rng: f"{_of(rng, _ESTATES)}{_upto(rng, 30)}-{_upto(rng, 4)}-{_room(rng)}"),
    (5, lambda rng: f"{_road(rng)}附{_upto(rng, 9)}号"),
)
_FORM_OF = tuple(form for share, form in _FORMS for _ in range(share))
