"""Names for the measured notes: frequent, rare and compound surnames, names of minorities, Latin names."""

from __future__ import annotations

import random

# By rank; the first are drawn far more often, as in the population.
_USUAL = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
    "贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_RARE = "温阮柏丛岳辛耿关兰殷焦俞左柳祝甘包宁尚符舒纪梅童凌毕单季裴霍成苗谷曲翟植冼邬臧栾计宫蒙满冉仲虞冀苟寇巩晏糜笪仝"
_COMPOUND = "欧阳 上官 司徒 诸葛 皇甫 尉迟 慕容 令狐 司马 端木 东方 夏侯 公孙 长孙".split()
_MEN = (
    "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林欢建国志文海东永成新祥福德庆宏立学春广贵宝忠义兴树长玉才金根生"
    "荣良峰锋亮清轩睿泽晨皓博昊嘉子梓"
)
_WOMEN = "芳娜敏静秀英丽艳娟霞燕玲桂兰红梅萍莉婷雪琳晶欣倩颖洁慧玉凤春秋菊香珍淑云月华琴素翠美娥雅思佳怡梦诗涵瑶雯萱妍彤晓小巧花爱琼青"
_ODD = "禹弈骞翊昱珩晟煜懿赟喆恺皑沅芷蘅忻岑衍攸稷铎钊璞祎婳嬿阔仁元丰乐天一正大满仓囤斗庚申午方野石山川之可"
_MINORITY_FIRST = "古丽 阿依古丽 麦麦提 买买提 玉苏甫 库尔班 热依汗 阿卜杜热合曼 艾合买提 帕提曼 吐尔逊 阿孜古丽 巴特尔 次仁 图尔荪".split()
_MINORITY_LAST = "买买提 吐尔逊 艾则孜 阿不都拉 依明 库尔班 玉山 热合曼 达瓦 尼亚孜 斯迪克 巴图 卡德尔 托合提".split()
_LATIN = "Wang Lei|Chen Xiaohong|ZHANG WEI|Li Jianguo|Liu Yang|Ouyang Feng|Zhao Min|Huang Zhiqiang".split("|")


def name(rng: random.Random) -> str:
    """Return a full name."""
    draw = rng.random()
    if draw < 0.035:
        return rng.choice(_MINORITY_FIRST) + "·" + rng.choice(_MINORITY_LAST)
    if draw < 0.04:
        return rng.choice(_LATIN)
    return surname(rng) + _given(rng)


def surname(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.02:
        return rng.choice(_COMPOUND)
    if draw < 0.10:
        return rng.choice(_RARE)
    return _USUAL[min(int(rng.expovariate(1 / 22)), len(_USUAL) - 1)]


def _given(rng: random.Random) -> str:
    pool = _MEN if rng.random() < 0.55 else _WOMEN
    length = 1 if rng.random() < 0.18 else 2
    return "".join(rng.choice(_ODD if rng.random() < 0.07 else pool) for _ in range(length))
