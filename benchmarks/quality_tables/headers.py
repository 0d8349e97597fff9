"""Names of columns: Chinese, English and pinyin initials, with what people put around them; names that tell nothing."""

from __future__ import annotations

import random
import re

from benchmarks.quality_tables.header_words import DOCUMENTS, WORDS

_NEUTRAL = (
    "col_7 字段3 备注1 信息 数据 内容 值 value field_12 F5 列2 c3 data info key_value ext1 扩展字段1 attr2 其他 other 编号 号码 no number"
    " id_ref 项目 column_4 V8 说明 附加信息 ref 标识 text1 remark2"
).split()
_BEFORE_HAN = (
    "客户",
    "借款人",
    "借款人-",
    "主借人_",
    "担保人",
    "共借人",
    "申请人",
    "1.",
    "本人",
    "联系人",
    "客户信息.",
)
_BEHIND = ("1", "2", "_1", "（必填）", "*", "(1)", "：", " ")
_BEFORE_LATIN = ("jkr", "kh", "t", "cust", "dbr", "user", "c", "applicant", "new", "src")


def named(entity_type: str, rng: random.Random) -> str:
    """Return a column name that tells the type."""
    chinese, english, pinyin = WORDS[entity_type]
    draw = rng.random()
    if draw < 0.55 or not english:
        return _chinese(rng.choice(chinese.split()), rng)
    if draw < 0.82 or not pinyin:
        return _latin(rng.choice(english.split()), rng)
    return _pinyin(rng.choice(pinyin.split()), rng)


def document_name(rng: random.Random) -> str:
    """Return a name for any identity document."""
    return rng.choice(DOCUMENTS)


def neutral(rng: random.Random) -> str:
    """Return a name that tells nothing, or none."""
    return "" if rng.random() < 0.06 else rng.choice(_NEUTRAL)


def styled(word: str, rng: random.Random) -> str:
    """Return a name of a clean column in the same variety of styles."""
    if re.search(r"[\u4e00-\u9fa5]", word):
        return word + (rng.choice(_BEHIND) if rng.random() < 0.15 else "")
    return _latin(word, rng)


def _chinese(word: str, rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.5:
        return word
    if draw < 0.75:
        before = rng.choice(_BEFORE_HAN)
        return word if word.startswith(before[:2]) else before + word
    if draw < 0.9:
        return word + rng.choice(_BEHIND)
    return rng.choice((f"*{word}", f" {word}", f"{word}\n(必填)", f"【{word}】", f"{word[0]} {word[1:]}"))


def _latin(word: str, rng: random.Random) -> str:
    words = word.split("_")
    if rng.random() < 0.25:
        words = [rng.choice(_BEFORE_LATIN), *words]
    if rng.random() < 0.15:
        words = [*words, rng.choice("12")]
    draw = rng.random()
    if draw < 0.45:
        return "_".join(words)
    if draw < 0.65:
        return "_".join(words).upper()
    if draw < 0.85:
        return words[0] + "".join(part.capitalize() for part in words[1:])
    return rng.choice(
        (" ".join(part.capitalize() for part in words), "-".join(words), "".join(words), "t." + "_".join(words))
    )


def _pinyin(word: str, rng: random.Random) -> str:
    before = rng.choice(("jkr_", "kh_", "t_", "dbr_", "kh", "jkr")) if rng.random() < 0.3 else ""
    behind = rng.choice(("_1", "2", "1")) if rng.random() < 0.15 else ""
    text = before + word + behind
    return text.upper() if rng.random() < 0.4 else text
