"""Chinese personal names: surnames about as frequent as in life, given names of a sex and a generation."""

from __future__ import annotations

import random
from typing import NamedTuple

from pii_scanner.demo.words import words

# surname, its pinyin, bearers in ten thousand people (rounded)
_SURNAMES = """
王wang710 李li700 张zhang670 刘liu530 陈chen470 杨yang300 黄huang220 赵zhao220 吴wu200 周zhou200 徐xu150
孙sun140 马ma130 朱zhu125 胡hu120 郭guo115 何he115 林lin110 高gao105 罗luo100 郑zheng90 梁liang85 谢xie72
宋song70 唐tang68 许xu66 韩han64 邓deng62 冯feng61 曹cao60 彭peng58 曾zeng57 肖xiao56 田tian52 董dong51
潘pan50 袁yuan49 蔡cai48 蒋jiang47 余yu47 于yu46 杜du46 叶ye45 程cheng45 魏wei45 苏su44 吕lv44 丁ding43
任ren42 卢lu42 姚yao41 沈shen41 钟zhong40 姜jiang39 崔cui38 谭tan38 陆lu37 范fan36 汪wang36 廖liao35 石shi34
金jin34 韦wei33 贾jia32 夏xia32 付fu31 方fang31 邹zou30 熊xiong29 白bai28 孟meng28 秦qin27 邱qiu27 侯hou26
江jiang26 尹yin25 薛xue25 闫yan25 雷lei24 龙long23 黎li22 史shi22 陶tao21 贺he21 毛mao20 段duan20 郝hao20
顾gu19 龚gong19 邵shao18 万wan18 覃qin17 武wu17 钱qian17 戴dai17 严yan17 莫mo16 孔kong16 向xiang15 常chang15
汤tang14 康kang13 易yi13 乔qiao12 赖lai12 文wen12 施shi11 洪hong11 辛xin10 柯ke10 庄zhuang9 温wen9 牛niu9
樊fan9 葛ge9 邢xing8 安an8 齐qi8 梅mei8 申shen7 倪ni7 单shan4 祝zhu5 冉ran4 舒she4 褚chu3 翟zhai6 欧ou6
欧阳ouyang11 司马sima2 上官shangguan2 诸葛zhuge2 尉迟yuchi1 皇甫huangfu2 夏侯xiahou1 令狐linghu2 慕容murong1
司徒situ2 东方dongfang1 公孙gongsun1
"""
_GIVEN = {
    ("男", "old"): "建国军华志强平明德生福林荣春海庆金玉根忠宝祥贵文东胜利永新国良友发云龙",
    ("男", "young"): "伟浩杰宇轩鹏涛磊俊博文泽晨凯旭阳龙飞超斌勇亮鑫帅睿航子豪嘉瑞诚哲毅铭峰",
    ("女", "old"): "秀英兰桂珍玉凤芳淑华春梅红霞莲琴翠云素花爱巧月娥美香菊萍惠丽",
    ("女", "young"): "婷敏静丽娜雪倩佳欣悦思雨诗涵梦琪颖慧琳莹晓燕媛丹璐妍怡洁蕾薇子萱",
}
_MINORITY = {
    "男": words("买买提 艾力 吐尔逊 阿卜杜拉 艾合买提 玉素甫 努尔买买提 叶尔兰 巴合提 热合曼 库尔班 阿迪力"),
    "女": words("古丽 阿依古丽 热依汗古丽 帕提古丽 米热古丽 努尔古丽 阿孜古丽 迪丽拜尔 祖丽菲娅 阿曼古丽"),
}
_OLD_UNTIL = 1979  # year of birth
_DIGITS = "0123456789"


class _Surname(NamedTuple):
    text: str
    pinyin: str


def _weighted() -> tuple[_Surname, ...]:
    """Return each surname as often as it has bearers, so that one random index is a weighted choice."""
    repeated: list[_Surname] = []
    for item in _SURNAMES.split():
        letters = item.rstrip(_DIGITS)
        text = "".join(char for char in letters if not char.isascii())
        repeated += [_Surname(text, letters[len(text) :])] * int(item[len(letters) :])
    return tuple(repeated)


_BEARERS = _weighted()
PINYIN = {surname.text: surname.pinyin for surname in _BEARERS}
COMPOUND = frozenset(text for text in PINYIN if len(text) == 2)


def surname_of(name: str) -> str:
    """Return the surname a name starts with; empty for a minority name."""
    if "·" in name:
        return ""
    return name[:2] if name[:2] in COMPOUND else name[:1]


def surname(rng: random.Random) -> str:
    """Return a surname, common ones more often."""
    return _BEARERS[int(rng.random() * len(_BEARERS))].text


def han_name(rng: random.Random, sex: str, born: int, family: str = "") -> str:
    """Return a Han name for `sex` (男 or 女) and a year of birth; with the surname `family` if given."""
    draw = rng.random
    letters = _GIVEN[sex, "old" if born <= _OLD_UNTIL else "young"]
    given = letters[int(draw() * len(letters))]
    if draw() < 0.82:
        given += letters[int(draw() * len(letters))]
    return (family or surname(rng)) + given


def minority_name(rng: random.Random, sex: str) -> str:
    """Return a name with its father's behind an interpunct: `古丽·买买提`."""
    own, fathers = _MINORITY[sex], _MINORITY["男"]
    first = own[int(rng.random() * len(own))]
    others = [name for name in fathers if name != first]
    return f"{first}·{others[int(rng.random() * len(others))]}"
