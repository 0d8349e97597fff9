"""Sentences to train with, and the names in them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from string import Formatter

from benchmarks.notes import TUNING
from benchmarks.notes.fields import FIELDS
from recognizers import names, regions
from training.dictionary import Entry, is_han_name, kind
from training.lexicon import news, notes, trades
from training.people import People
from training.pseudo import Pseudo, Sentence

_ROADS = "路 街 大道 巷 村 镇 乡 庄 屯 桥 河 山 湖 店 寺 沟 湾 坪 小区 花园 家园 苑 大厦 广场 家庄 家村 家湾 家沟 家坪 街道 社区 新村".split()
_FIRMS = "有限公司 公司 集团 股份有限公司 厂 店 商行 超市 酒店 建材 物流 科技 贸易 鞋业 服饰 药房 餐饮 装饰 银行 支行 农商行 信用社 中学 小学 医院 法院 仲裁委 律师事务所 物业 商贸 实业 电器 机械 地产 置业 食品 牌 号 号文 杯 奖".split()
_ENDINGS = ("", "", "。", "！", "；", "？")


def is_alike(word: str) -> bool:
    """Return whether an ordinary word has the form of a name."""
    return is_han_name(word) or (2 <= len(word) <= 5 and set(names.transliteration_characters()).issuperset(word))


class Writer:
    """Writes sentences as pieces: (text, is it a name)."""

    def __init__(self, rng: random.Random, people: People, pseudo: Pseudo, every: list[Entry]) -> None:
        self.rng, self.people, self.pseudo = rng, people, pseudo
        alike = [each for each in every if kind(each) not in ("nr", "nrt", None) and is_alike(each.word)]
        self.alike = [each.word for each in alike]
        self.alike_weights = list(accumulate(each.count**0.5 for each in alike))
        self.counties = sorted(regions.counties())
        self.cities = sorted(regions.cities())
        self.provinces = sorted(regions.provinces())
        self.given = sorted(names.given_characters())
        self.surnames = sorted(names.surnames())

    def sentences(self, count: int) -> Iterator[Sentence]:
        kinds = (
            self.note,
            self.news,
            self.pseudo.sentence,
            self.listed,
            self.tempting,
            self.framed,
            self.traded,
            self.among,
        )
        for _ in range(count):
            made = self.rng.choices(kinds, weights=(24, 30, 30, 6, 7, 3, 10, 12))[0]()
            yield [*made, (self.rng.choice(_ENDINGS), False)]

    def note(self) -> Sentence:
        before, behind = notes.BEFORE, notes.BEHIND
        if self.rng.random() < 0.3:
            before = [self.pseudo.word(self.rng.choice("nnvvp"))]
        if self.rng.random() < 0.4:
            behind = [self.pseudo.word(self.rng.choice(("v", "v", "v", "d", "p", "vn", "t")))]
        return self.around(before, behind, self.people.notes)

    def news(self) -> Sentence:
        made = self.around(news.BEFORE, news.BEHIND, self.people.news)
        draw = self.rng.random()
        if draw < 0.35:
            front = self.rng.choice(news.PEOPLES if draw < 0.15 else news.OFFICES)
            made.insert(0, (front, False))
        return made

    def around(self, before: Sequence[str], behind: Sequence[str], person: Callable[[], str]) -> Sentence:
        rng = self.rng
        made: Sentence = []
        if rng.random() < 0.3:
            made += self.filler()
        for _ in range(rng.choice((1, 1, 1, 2))):
            if rng.random() < 0.85:
                made.append((rng.choice(before), False))
            made.append(self.named(person))
            while rng.random() < 0.12:
                made += [(rng.choice("、、、、和与及 /"), False), self.named(person)]
            if rng.random() < 0.85:
                made.append((rng.choice(behind), False))
            if rng.random() < 0.35:
                made += self.filler()
            elif rng.random() < 0.3:
                made.append((rng.choice("，，， 　/；-（"), False))
        return made

    def named(self, person: Callable[[], str]) -> tuple[str, bool]:
        """Return a name, or now and then what stands where a name would."""
        draw = self.rng.random()
        if draw < 0.04:
            return self.addressed(), False
        if draw < 0.12:
            return self.likeness(), False
        if draw < 0.14:
            return self.firm(), False
        return person(), True

    def filler(self) -> Sentence:
        draw = self.rng.random()
        if draw < 0.25:
            return [(self.rng.choice(notes.PLAIN), False)]
        if draw < 0.35:
            return [(self.place(), False)]
        if draw < 0.45:
            return [(self.firm(), False)]
        if draw < 0.53:
            return [(self.addressed(), False)]
        words = [piece for piece in self.pseudo.sentence() if not piece[1]]
        return words[: self.rng.randint(1, 5)]

    def listed(self) -> Sentence:
        person = self.rng.choice((self.people.notes, self.people.news))
        mark = self.rng.choice("、、、 ，/；")
        made: Sentence = [(self.rng.choice((*news.BEFORE, "", "")), False)]
        if self.rng.random() < 0.3:
            person = self.likeness
        for _ in range(self.rng.randint(2, 5)):
            made += [(person(), person != self.likeness), (mark, False)]
        made[-1] = (self.rng.choice((*news.BEHIND, "", "", "和" + self.firm())), False)
        return made

    def framed(self) -> Sentence:
        """Return a note of the half of the frames that are there to be learnt from."""
        made: Sentence = []
        for literal, field, _, _ in Formatter().parse(self.rng.choice(TUNING)):
            made.append((literal, False))
            if field == "name":
                made.append((self.people.notes(), True))
            elif field:
                made.append((FIELDS[field][1](self.rng), False))
        return made

    def traded(self) -> Sentence:
        """Return a note of a trade; where its names stand, now and then what only looks like one."""
        made: Sentence = self.filler() if self.rng.random() < 0.2 else []
        for literal, field, _, _ in Formatter().parse(self.rng.choice(trades.FRAMES)):
            made.append((literal, False))
            if field is not None:
                made.append(self.named(self.people.notes))
        return made

    def among(self) -> Sentence:
        """Return a name, or what only looks like one, before any words or between them: no cue tells it."""
        words = [piece for piece in self.pseudo.sentence() if not piece[1]][:5]
        at = self.rng.choice((0, 0, 0, 1, 2))
        return [*words[:at], self.named(self.resident), *words[at:]]

    def resident(self) -> str:
        """Return a name as notes hold them, one in fifty more written with a dot."""
        draw = self.rng.random()
        if draw < 0.02:
            return self.people.minority() if draw < 0.01 else self.people.dotted()
        return self.people.notes()

    def likeness(self) -> str:
        """Return a word that has the form of a name: 黄河, 韩国, 高速."""
        return self.rng.choices(self.alike, cum_weights=self.alike_weights)[0]

    def tempting(self) -> Sentence:
        """Return a sentence without names that holds what looks like one."""
        made: Sentence = []
        for _ in range(self.rng.randint(1, 4)):
            make = self.rng.choice((self.place, self.firm, self.addressed, self.abroad, self.plain, self.likeness))
            made.append((make(), False))
            if self.rng.random() < 0.5:
                made += self.filler()
        return made

    def plain(self) -> str:
        return self.rng.choice(notes.PLAIN)

    def place(self) -> str:
        rng = self.rng
        area = rng.choice((self.counties, self.cities, self.provinces))
        coined = rng.choice(self.surnames if rng.random() < 0.4 else self.given)
        if rng.random() < 0.6:
            coined += rng.choice(self.given)
        number = f"{rng.randint(1, 300)}号" if rng.random() < 0.5 else ""
        return (rng.choice(area) if rng.random() < 0.6 else "") + coined + rng.choice(_ROADS) + number

    def firm(self) -> str:
        rng = self.rng
        coined = "".join(rng.choice(self.given) for _ in range(rng.choice((2, 2, 2, 3))))
        if rng.random() < 0.25:
            coined = self.people.surname() + coined[:2]
        front = regions.short_name(rng.choice(self.cities)) if rng.random() < 0.5 else ""
        return front + coined + rng.choice(_FIRMS) + (rng.choice(_FIRMS) if rng.random() < 0.3 else "")

    def addressed(self) -> str:
        """Return a person by surname only: 王经理, 小李, 张某."""
        rng = self.rng
        surname = self.people.surname()
        draw = rng.random()
        if draw < 0.25:
            return rng.choice("小老阿") + surname
        if draw < 0.3:
            return "姓" + surname
        return surname + rng.choice(notes.ADDRESSED)

    def abroad(self) -> str:
        return self.people.coined() + self.rng.choice(news.PLACE_ENDS)
