"""Words that stand in place of a value, told cell by cell and for a whole column."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.detection.nothing import NOTHING, TOTAL, says_nothing
from recognizers.matching import holding

WORDS = ["无", " 暂无 ", "（空白）", "(无)", "N/A", "null", "-", "——", "·", "合计", "本页小计：", "Grand Total", "\f无"]
OTHERS = ["", "张伟", "无锡市滨湖区", "13800138000", "总经理", "月明", "本人", "空军医院", "-5", "🙂", "é"]


def test_words_for_nothing_and_totals_are_told_from_values() -> None:
    assert says_nothing(pa.array(WORDS)).to_pylist() == [True] * len(WORDS)
    assert says_nothing(pa.array(OTHERS)).to_pylist() == [False] * len(OTHERS)


@given(
    st.lists(
        st.one_of(st.sampled_from([*WORDS, *OTHERS]), st.text(" \t无空总计a-.（）·ſNul/", max_size=6)), max_size=20
    )
)
def test_they_are_what_the_patterns_match(texts: list[str]) -> None:
    array = pa.array([*texts, "x"], pa.string()).slice(0, len(texts))
    plain = holding(array, NOTHING) | holding(array, TOTAL)
    assert says_nothing(array).to_pylist() == plain.tolist()


@pytest.mark.parametrize("word", ["无", "（空白）", "（无）", "N/A"])
def test_such_cells_do_not_count_among_those_of_a_column(word: str) -> None:
    mobiles = [each.mobile for each in persons(30, 4)]
    frame = pd.DataFrame({"手机号": [*mobiles, *[word] * 30]})
    (column,) = pii_scanner.scan(frame).columns
    assert [(found.entity_type, found.match_ratio) for found in column.entity_types] == [("CN_MOBILE", 1.0)]
