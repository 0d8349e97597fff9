"""The jieba dictionary as training needs it, and the words that are shipped with the recognizers."""

from __future__ import annotations

import lzma
import math
from dataclasses import dataclass
from pathlib import Path

from recognizers import names
from recognizers.words import LONGEST, TAGS
from training.lexicon import no_names
from training.lexicon.words import WORDS

_STEP, _FLOOR = 16, -18.0
# A word of two characters that is tagged a name, but so frequent, is a word: 明白, 文明. Between the two bounds its
# second character decides.
_KNOWN_WELL = 20
_NAMES = ("nr", "nrt")
_RAREST = (2, 3)  # of words, of names
_FREQUENT, _RATHER_FREQUENT = 100, 40
_PERSONS = frozenset(
    "宋江 曹操 刘备 鲁迅 林彪 杜甫 孔明 武松 李逵 孔子 孙权 朱德 唐僧 江青 刘邦 项羽 范蠡 岳飞 李鹏 关公 牛顿 曹禺 李俊 林冲 张宁 庄子 郑和 李娜 "
    "刘翔 张飞 李白 王明 朱熹 孟子 陈毅 王平 陆羽 吕布 金庸 吴仪 周瑜 施琅 袁绍 米芾 陈云 王莽 彭真 李珊 苏轼 胡佳 胡适 赵云 罗斯 雷锋 关羽 曹丕 邓肯 "
    "林肯 秦桧 韩信 贺龙 乔石 粟裕 董卓 叶挺 刘裕 高斯 李铁 卢梭 李强 韦伯 黄忠 曹锟 徐渭 庞德 刘基 韩愈 孙策 马岱 鲁肃 商鞅 李渊 罗素 张骞 张衡 康生 李四 "
    "苏秦 马克 马丁 乔治 安娜 马良 田中".split()
)


@dataclass(frozen=True)
class Entry:
    """A word, how often it was counted, and its part of speech as the dictionary gives it."""

    word: str
    count: int
    tag: str


def entries(path: Path) -> list[Entry]:
    """Return the dictionary's words of Chinese characters, and those that notes hold beside them."""
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    read = (Entry(word, int(count), tag) for word, count, tag in rows)
    kept = {each.word: each for each in read if all("\u3400" <= char <= "\u9fff" for char in each.word)}
    return [*kept.values(), *(Entry(*each) for each in WORDS if each[0] not in kept)]


def is_han_name(word: str) -> bool:
    """Return whether a word tagged as a name has the form of a Chinese one."""
    if word[:2] in names.compound_surnames():
        return len(word) in (3, 4)
    return word[0] in names.text_surnames() and len(word) in (2, 3)


def is_spelt(word: str) -> bool:
    """Return whether a word could be the spelling of a foreign name."""
    return len(word) >= 3 and set(names.transliteration_characters()).issuperset(word)


def kind(entry: Entry) -> str | None:
    """Return the tag under which a word is shipped: its own made coarse, names of people as nr (Chinese) or nrt.

    None where the dictionary calls a name what has not the form of one: mostly a name and a piece of its neighbour.
    """
    tag, word = entry.tag, entry.word
    if tag in ("nr", "nrt", "nrfg"):
        return _kind_of_name(entry)
    if tag in TAGS:
        return tag
    for each in (tag[0] + "n", tag[0]):
        if each in TAGS and tag in (each, each + "g"):
            return each
    return tag[0] if tag[0] in TAGS and word else "x"


def _kind_of_name(entry: Entry) -> str | None:
    word = entry.word
    if word in no_names.PLACES:
        return "ns"
    if len(word) == 1 or word in no_names.WORDS:
        return "n"
    if len(word) > 2 and (word[-1] in no_names.ENDS or word[-2:] in no_names.TITLES):
        return "n"
    if not is_han_name(word):
        if entry.tag == "nrt" or is_spelt(word):
            return "n" if word[-1] == no_names.PEOPLES_END else "nrt"
        return "n" if len(word) == 2 and entry.count >= _RATHER_FREQUENT else None
    if word in _PERSONS:
        return "nr"
    likely = word[-1] in names.given_characters()
    if len(word) == 2 and entry.count >= (_FREQUENT if likely else _RATHER_FREQUENT):
        return "nrt" if entry.tag == "nrt" else "n"
    if entry.tag == "nrt" and not likely:
        return "nrt"
    # A name and the word behind it was counted a few times only.
    return None if set(word[1:]) & names.NEVER_GIVEN and entry.count < _KNOWN_WELL else "nr"


def shipped(every: list[Entry]) -> bytes:
    """Return the words of the recognizers' dictionary, compressed: a line of the word, a line of its entry."""
    total = sum(each.count for each in every)
    lines: list[str] = []
    for each in sorted(every, key=lambda entry: entry.word):
        tag = kind(each)
        if tag is None or len(each.word) > LONGEST or (each.count < _RAREST[tag in _NAMES] and len(each.word) > 1):
            continue
        cost = max(0, min(1023, round((math.log(each.count / total) - _FLOOR) * _STEP))) if each.count else 0
        lines += [each.word, str(cost << 6 | 1 << 5 | TAGS.index(tag))]
    return lzma.compress("\n".join(lines).encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
