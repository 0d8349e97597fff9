"""Names that rare characters hide, in texts of one form."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest

from pii_scanner.demo.names import han_name
from pii_scanner.detection.spans import find_spans

_RARE = ["国一", "文海方", "高兴", "马桶燚", "向学习", "仉㛃"]
_rng = random.Random(11)
_NAMES = [han_name(_rng, "女", 1985) for _ in range(120)]


def _named(form: str, words: list[str]) -> list[str]:
    """Return what is found to be a name in the texts of a form, filled with usual names and, behind them, some words."""
    texts = [form.format(name, number) for number, name in enumerate(_NAMES + words, start=13800138000)]
    found = find_spans(pa.array(texts), wary=True)
    person = found.names.index("PERSON") if "PERSON" in found.names else -1
    every = zip(found.rows.tolist(), found.starts.tolist(), found.ends.tolist(), found.types.tolist(), strict=True)
    return [texts[row][start:end] for row, start, end, kind in every if kind == person and row >= len(_NAMES)]


@pytest.mark.parametrize(
    "form",
    ["{0}{1}", "{1}{0}", '{{"id": {1}, "name": "{0}", "os": "ios"}}', "<name>{0}</name><no>{1}</no>", "户名：{0}", "【{0}】", "{0}(已故)",
     "where name='{0}' and no={1}", "销售部-{0}", "{0}/女/35", "{0}，电话{1}"],
)  # fmt: skip
def test_what_fills_the_place_of_names_is_a_name(form: str) -> None:
    assert _named(form, _RARE) == _RARE


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{0}，电话{1}", ["门卫", "家人", "前台", "物业"]),
        ("户名：{0}", ["不详", "无", "暂缺信息"]),
        ("备注：{0}", []),
        ("{0}本人借款，待核", ["称不是", "称没有"]),
    ],
)
def test_ordinary_words_in_the_place_of_names_are_none(form: str, words: list[str]) -> None:
    assert _named(form, words) == []


def test_a_place_that_mostly_other_words_fill_tells_nothing() -> None:
    words = ["国债一", "江米藕", "方便面", "高压泵", "安全带", "温度计"]
    texts = [f"品名：{word}，入库" for word in words * 30] + [f"品名：{name}，入库" for name in _NAMES[:30]]
    found = find_spans(pa.array(texts), wary=True)
    assert not [row for row in found.rows.tolist() if row < 180]


def test_forms_of_other_texts_are_left_alone() -> None:
    texts = [f"客户{name}称本月{day}日还款" for day, name in enumerate(_NAMES)] + [
        "客户方便时回电",
        "客户高度关注进度",
    ] * 20
    found = find_spans(pa.array(texts), wary=True)
    assert not [row for row in found.rows.tolist() if row >= len(_NAMES)]
