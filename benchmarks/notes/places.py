"""Addresses for the measured notes: from province to room, colloquial short forms, villages."""

from __future__ import annotations

import random

_CITIES = tuple(
    line.split()
    for line in """
浙江省 温州市 鹿城区 瓯海区 龙湾区
浙江省 杭州市 西湖区 余杭区 萧山区
江苏省 苏州市 吴中区 姑苏区 昆山市
广东省 广州市 天河区 白云区 番禺区
广东省 佛山市 南海区 顺德区 禅城区
四川省 成都市 武侯区 锦江区 双流区
湖北省 武汉市 洪山区 江岸区 汉阳区
山东省 青岛市 市北区 黄岛区 即墨区
河南省 郑州市 金水区 中原区 新郑市
湖南省 长沙市 岳麓区 雨花区 浏阳市
福建省 泉州市 丰泽区 晋江市 安溪县
安徽省 合肥市 蜀山区 包河区 肥西县
陕西省 西安市 雁塔区 未央区 周至县
辽宁省 沈阳市 铁西区 皇姑区 法库县
云南省 昆明市 五华区 官渡区 嵩明县
广西壮族自治区 南宁市 青秀区 西乡塘区 宾阳县
新疆维吾尔自治区 乌鲁木齐市 天山区 沙依巴克区 新市区
""".strip().splitlines()
)
_CAPITALS = tuple(
    line.split()
    for line in """
北京市 朝阳区 海淀区 丰台区 通州区
上海市 浦东新区 闵行区 徐汇区 宝山区
重庆市 渝中区 九龙坡区 沙坪坝区 江北区
天津市 南开区 河西区 滨海新区 北辰区
""".strip().splitlines()
)
_ROADS = (
    "人民东路 解放北路 学院路 环城西路 建设大道 中山五路 车站大道 文昌街 南浦街 花莲路 锦绣大街 创业二路 府前街 民航路 科技六路 滨江大道 "
    "迎宾路 西大街 青年大街 公园路 振兴路 百里东路 黎明西路 新华南街 凤凰路 望江路"
).split()
_ESTATES = (
    "阳光花园 万科城 碧桂园 锦绣家园 世纪新村 金色港湾 中央公馆 翡翠湾 水岸名都 保利香槟国际 紫荆苑 桂花苑 御龙湾 欣园小区 铁路宿舍 "
    "龙湖天街公寓 和谐家园 南苑小区 书香门第 东方明珠小区 恒大绿洲 鼎盛华府 华侨新村 安居苑 名仕豪庭"
).split()
_TOWNERS = (
    "柳市镇 瓯北镇 马屿镇 塘下镇 大荆镇 龙港镇 黄田乡 石桥镇 白沙镇 三合乡 周集镇 高楼镇 双河乡 新店镇 永安乡".split()
)
_VILLAGES = "王家庄村 李庄村 后垟村 上塘村 新联村 张岙村 前进村 下林村 红旗村 刘家湾村 东风村 马坑村 五里堡村 石头寨村 和平村".split()
_LANDMARKS = "万达 人民医院 汽车站 家乐福 第二中学 菜市场 银泰 体育馆 老火车站 农贸市场".split()
_SIDES = "对面的 旁边的 后面的 隔壁 附近的".split()
_HAN = "一二三四五六七八九十"


def address(rng: random.Random) -> str:
    """Return an address with province, city and district, or without the province."""
    draw = rng.random()
    if draw < 0.25:
        city, *districts = rng.choice(_CAPITALS)
        area = city + rng.choice(districts)
    else:
        province, city, *districts = rng.choice(_CITIES)
        district = rng.choice(districts)
        area = f"{province if draw < 0.75 else ''}{city}{district}"
    if rng.random() < 0.12:
        return area + _village(rng)
    return area + _street(rng) + rng.choice(("", rng.choice(_ESTATES))) + _room(rng)


def short(rng: random.Random) -> str:
    """Return an address as people say it: no province, often no road."""
    draw = rng.random()
    if draw < 0.15:
        return rng.choice(_LANDMARKS) + rng.choice(_SIDES) + rng.choice(_ESTATES) + _room(rng)
    if draw < 0.45:
        return rng.choice(_ESTATES) + _room(rng)
    if draw < 0.65:
        return _street(rng) + _room(rng)
    if draw < 0.85:
        *_, district = rng.choice(_CITIES)
        return district + rng.choice((_street(rng), rng.choice(_ESTATES))) + _room(rng)
    return _street(rng)


def rural(rng: random.Random) -> str:
    """Return an address in a village."""
    draw = rng.random()
    _, city, *districts = rng.choice(_CITIES)
    if draw < 0.4:
        return _village(rng)
    if draw < 0.7:
        return rng.choice(districts) + _village(rng)
    return city + rng.choice(districts) + _village(rng)


def _village(rng: random.Random) -> str:
    end = rng.choice(
        (
            "",
            f"{rng.choice(_HAN)}组",
            f"{rng.randint(1, 15)}组",
            f"{rng.randint(1, 300)}号",
            f"第{rng.choice(_HAN)}村民小组",
        )
    )
    return rng.choice(_TOWNERS) + rng.choice(_VILLAGES) + end


def _street(rng: random.Random) -> str:
    lane = f"{rng.randint(2, 300)}弄" if rng.random() < 0.1 else ""
    return f"{rng.choice(_ROADS)}{lane}{rng.randint(1, 999)}号"


def _room(rng: random.Random) -> str:
    tower, entry, floor, door = rng.randint(1, 40), rng.randint(1, 5), rng.randint(1, 33), rng.randint(1, 8)
    room = f"{floor}{door:02d}"
    return rng.choice(
        (
            f"{tower}栋{entry}单元{room}",
            f"{tower}幢{room}室",
            f"{tower}号楼{entry}单元{room}室",
            f"{tower}-{entry}-{room}",
            f"{tower}栋{room}",
            f"{rng.choice('ABCDE')}座{room}",
            f"{tower}号楼{room}",
            f"{tower}幢{entry}单元{floor}楼",
        )
    )
