"""Names to train with: Chinese by the statistics of the dictionary, foreign ones from it and by its spelling."""

from __future__ import annotations

import random
from itertools import accumulate

from recognizers import names
from recognizers.name_statistics import japanese_surnames
from training.dictionary import Entry
from training.statistics import han_names, spelt_names

_FREQUENT = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖"
_JAPANESE_GIVEN = (
    "一郎 太郎 次郎 三郎 龙太郎 纯一郎 慎太郎 真纪子 晋三 惠三 喜朗 康夫 太一 义伟 文雄 茂 敏雄 正芳 赳夫 荣作 角荣 善幸 康弘 登 宗佑 俊树 喜一 护熙 孜 富市 "
    "直人 由纪夫 佳彦 和夫 秀树 英机 五十六 正雄 一男 健二 诚 修 浩二 隆 进 明 博 清 惠子 洋子 幸子 美智子 久美子 友美 爱 舞 翔平 结弦 真央 百惠 健 洋次 明 保 安二郎 武 "
    "敏郎 圭 亮 大辅 伸也 裕树 拓也 优子 里美 智子 和也 达也 隆史 秀吉 家康 信长 光秀 龙一 春树 由纪 贤三 耀司 三四郎 哲也"
).split()
_TURKIC = (
    "艾合买提 艾买提 买买提 吐尔逊 玉素甫 库尔班 热合曼 依明 古丽 阿依古丽 阿卜杜拉 阿不力孜 阿布都拉 迪丽拜尔 努尔买买提 阿卜杜热合曼 "
    "阿不都拉 阿布都热合曼 阿卜力孜 艾力 艾尔肯 艾则孜 艾山江 艾尼瓦尔 艾沙 阿依夏木 阿依努尔 阿曼古丽 阿里木 阿迪力 阿孜古丽 巴哈尔古丽 巴吾东 居马洪 达吾提 迪丽努尔 "
    "古丽娜尔 古丽巴哈 古再丽 哈力克 哈丽旦 海日古丽 加马力 喀迪尔 克里木 库尔班江 肉孜 肉孜古丽 热依拉 热孜宛古丽 买买提明 买买提依明 麦合木提 麦麦提江 米吉提 木合塔尔 "
    "穆太力普 努尔麦麦提 努尔古丽 帕提古丽 赛买提 赛力克 沙吾提 司马义 苏力坦 塔依尔 图尔贡 吐尔洪 吐拉洪 托乎提 瓦热斯 吾买尔 吾斯曼 西尔艾力 夏依旦 依布拉音 依不拉音 依马木 玉山江 "
    "玉素普 则比布拉 祖力皮亚 祖农 叶尔兰 叶尔肯 哈那提 巴合提 努尔兰 木拉提 加娜尔 古力米拉 阿依提 吉恩斯"
).split()
_TIBETAN = "扎西 次仁 卓玛 达娃 旺堆 平措 多吉 央金 拉姆 顿珠 尼玛 格桑 罗布 丹增 洛桑 白玛 德吉 边巴 普布 索朗 仁青 曲珍 贡布 强巴 加措".split()
_MONGOL = "巴雅尔 乌云其木格 巴图巴雅尔 朝鲁 斯琴高娃 阿拉坦 乌兰图雅 格日勒图 那日苏 苏日娜 哈斯巴根 额尔敦 其其格 萨仁 呼和 娜仁花 布和 宝力高 孟和 牧仁".split()
_ARAB = "穆罕默德 阿卜杜拉 侯赛因 哈桑 阿里 易卜拉欣 艾哈迈德 萨利姆 卡里姆 优素福".split()


class People:
    """Draws names. The same `rng` gives the same names."""

    def __init__(self, every: list[Entry], rng: random.Random) -> None:
        self.rng = rng
        pairs = han_names(every)
        self.known = ["".join(each) for each in pairs]
        counted = {each.word: each.count for each in every}
        self.counts = list(accumulate(counted[each] ** 0.7 for each in self.known))
        self.given = [given for _, given in pairs]
        self.first = [given[0] for given in self.given if len(given) == 2]
        self.second = [given[1] for given in self.given if len(given) == 2]
        self.common = sorted(names.given_characters())
        self.surnames = sorted(names.text_surnames() - set(names.RARE_SURNAMES))
        self.rare = sorted(set(names.RARE_SURNAMES))
        self.compound = sorted(each for each in names.compound_surnames() if len(each) == 2)
        self.spelt = spelt_names(every)
        self.japanese = sorted(each for each in japanese_surnames() if len(each) == 2)
        self.weights = list(accumulate(0.93**place for place in range(len(_FREQUENT))))
        self.follow: dict[str, list[str]] = {}
        for word in self.spelt:
            for one, two in zip(word, [*word[1:], ""], strict=True):
                self.follow.setdefault(one, []).append(two)

    def notes(self) -> str:
        """Return a name as notes of a bank hold them: nearly always Chinese."""
        draw = self.rng.random()
        return self.chinese() if draw < 0.95 else self.minority() if draw < 0.99 else self.foreign()

    def news(self) -> str:
        """Return a name as newspapers hold them."""
        draw = self.rng.random()
        if draw < 0.68:
            return self.famous() if draw < 0.12 else self.chinese()
        if draw < 0.95:
            return self.foreign() if draw < 0.88 else self.dotted()
        return self.japanese_name()

    def famous(self) -> str:
        """Return a Chinese name of the dictionary, as often as it was counted."""
        return self.rng.choices(self.known, cum_weights=self.counts)[0]

    def chinese(self) -> str:
        rng = self.rng
        if rng.random() < 0.12:
            return rng.choice(self.known)
        return self.surname() + self.given_name()

    def surname(self) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.7:
            return rng.choices(_FREQUENT, cum_weights=self.weights)[0]
        if draw < 0.91:
            return rng.choice(self.surnames)
        return rng.choice(self.compound if draw < 0.985 else self.rare)

    def given_name(self) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.25:
            return rng.choice(self.given)
        if draw < 0.52:
            return rng.choice(self.common)
        if draw < 0.75:
            return rng.choice(self.first) + rng.choice(self.second)
        return rng.choice(self.common) + rng.choice(self.common)

    def foreign(self) -> str:
        rng = self.rng
        draw = rng.random()
        if draw < 0.04:
            return rng.choice(_ARAB)
        if draw < 0.55:
            return rng.choice(self.spelt)
        return self.coined()

    def dotted(self) -> str:
        """Return a foreign name with its first name: 比尔·盖茨."""
        rng = self.rng
        parts = [
            rng.choice(self.spelt) if rng.random() < 0.4 else self.coined() for _ in range(rng.choice((2, 2, 2, 3)))
        ]
        return rng.choice("····•‧").join(parts)

    def minority(self) -> str:
        """Return a name as Uyghurs, Kazakhs, Mongols and Tibetans have them, mostly with a dot."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.15:
            return rng.choice(("", "", "·")).join(rng.sample(_TIBETAN, 2))
        if draw < 0.22:
            return rng.choice(_MONGOL)
        parts = [rng.choice(_TURKIC) if rng.random() < 0.7 else self.coined() for _ in range(rng.choice((2, 2, 2, 3)))]
        return rng.choice("····•‧").join(parts)

    def coined(self) -> str:
        """Return a new spelling of two to seven characters, by the neighbours in known ones."""
        while True:
            word = self.rng.choice(self.spelt)[0]
            while len(word) < 8 and (after := self.rng.choice(self.follow[word[-1]])):
                word += after
            if 2 <= len(word) <= 7:
                return word

    def japanese_name(self) -> str:
        surname = self.rng.choice(self.japanese)
        return surname if self.rng.random() < 0.15 else surname + self.rng.choice(_JAPANESE_GIVEN)
