"""Invented names, addresses and employers, from word lists of this benchmark."""

from __future__ import annotations

import random
from functools import cache

from benchmarks.quality_tables.checked import regions

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石"
    "廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤柯费岳齐庞樊兰殷施洪翁荣申葛左季蓝焦裴路"
)
_COMPOUND = "欧阳 上官 司马 诸葛 皇甫 尉迟 东方 慕容 令狐 司徒 夏侯 端木 公孙".split()
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文志红梅斌海燕鹏飞雪婷宇浩然子轩梓涵欣怡思远嘉琪俊峰晓东晨曦佳瑶"
    "雅诗雨泽博诗涵天佑一诺若曦振宁立群光耀德福春生秋菊淑贞翠花凤英永康国庆卫东跃进爱民学军宏达启航景行怀瑾书瑶安琪彤萱"
)
_MINORITY = "古丽 买买提 阿不都 艾力 热合曼 吐尔逊 努尔 阿依夏 帕提古丽 库尔班 玛依拉 依明 扎西 卓玛 达瓦 次仁 央金 多吉".split()
_PINYIN_S = "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Zheng Liang Xie Song Tang".split()
_PINYIN_G = "Wei Fang Na Min Jing Qiang Lei Jun Yang Yong Jie Juan Tao Ming Chao Xiulan Jianguo Xiaodong Yuchen Haoran Jiaqi Ting".split()
_STREETS = "人民 中山 解放 建设 长江 黄河 和平 胜利 文化 朝阳 新华 团结 友谊 光明 工农 迎宾 学府 滨河 湖滨 北京 南京 花园 科技 创业 金融".split()
_ESTATES = "阳光花园 翠苑小区 万达广场 锦绣华庭 碧桂园 幸福里 金色家园 紫荆苑 水岸名都 书香门第 恒大绿洲 东湖小区 梧桐公寓 世纪城".split()
_VILLAGES = "李家 张庄 王家沟 大营 小河 石桥 柳树 东风 红旗 上湾 下坪 杨柳".split()
_TRADES = "商贸 科技 电子 建筑工程 物流 餐饮管理 信息技术 机械制造 食品 服装 医药 房地产开发 文化传媒 环保设备 劳务 装饰 汽车销售".split()
_BRANDS = "鑫达 宏远 华盛 天成 金桥 瑞丰 恒通 顺发 博雅 中泰 信诚 东升 盛世 永兴 嘉禾 卓越 鼎新 联创 海纳 亿源".split()
_FORMS = "有限公司 有限公司 有限公司 有限责任公司 股份有限公司 集团有限公司".split()


def han_name(rng: random.Random) -> str:
    surname = rng.choice(_COMPOUND) if rng.random() < 0.02 else rng.choice(_SURNAMES)
    return surname + "".join(rng.choice(_GIVEN) for _ in range(1 if rng.random() < 0.2 else 2))


def name(rng: random.Random) -> str:
    """Return a Han name, one in thirty of a minority with a dot."""
    if rng.random() < 0.03:
        return "·".join(rng.sample(_MINORITY, 2))
    return han_name(rng)


def latin_name(rng: random.Random) -> str:
    surname, given = rng.choice(_PINYIN_S), rng.choice(_PINYIN_G)
    return f"{given} {surname}" if rng.random() < 0.5 else f"{surname} {given}"


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    """Return (province, city, county) names; the city is empty in municipalities."""
    names = {code: "" if "辖" in text or text in ("县", "重庆市县") else text for code, text in regions()}
    return tuple(
        (names[code[:2] + "0000"], names.get(code[:4] + "00", ""), text)
        for code, text in regions()
        if not code.endswith("00") and names[code] and code[:2] + "0000" in names
    )


def address(rng: random.Random) -> str:
    """Return an address from province, city or county down to a room, as customers write it."""
    province, city, county = rng.choice(_places())
    draw = rng.random()
    head = province + city + county if draw < 0.55 else city + county if draw < 0.8 and city else county
    draw = rng.random()
    if draw < 0.5:
        tail = f"{rng.choice(_STREETS)}{rng.choice('路街 大街 大道 东路 西路 巷'.split())}{rng.randint(1, 999)}号"
        if rng.random() < 0.6:
            tail += f"{rng.choice(_ESTATES)}{rng.randint(1, 30)}{rng.choice('栋幢') if rng.random() < 0.7 else '号楼'}{rng.randint(1, 4)}单元{rng.randint(1, 30)}0{rng.randint(1, 4)}室"
    elif draw < 0.75:
        tail = f"{rng.choice(_STREETS)}街道{rng.choice(_ESTATES)}{rng.randint(1, 30)}-{rng.randint(1, 4)}-{rng.randint(101, 2504)}"
    else:
        tail = f"{rng.choice(_VILLAGES)}镇{rng.choice(_VILLAGES)}村{rng.randint(1, 15)}组{rng.randint(1, 120)}号"
    return head + tail


def company(rng: random.Random) -> str:
    place = rng.choice(_places())
    where = (place[1] or place[0]).removesuffix("市").removesuffix("省")
    return f"{where}{rng.choice(_BRANDS)}{rng.choice(_TRADES)}{rng.choice(_FORMS)}"


def employer(rng: random.Random) -> str:
    if rng.random() < 0.7:
        return company(rng)
    return rng.choice(
        "市第一人民医院 实验中学 市公安局 供电公司 邮政储蓄银行 个体 县财政局 第三小学 公交集团 环卫所 自由职业 铁路局".split()
    )
