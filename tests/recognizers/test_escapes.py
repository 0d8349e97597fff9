from __future__ import annotations

import pyarrow as pa

from recognizers.escapes import without_escapes


def test_escapes_of_line_ends_and_tabs_become_these_in_as_many_characters() -> None:
    texts = pa.array([r"已联系\nli@a.cn", r"a\tb\r\nc", r"\u5f20\u4f1f", "没有", ""])
    made = without_escapes(texts)
    assert made.to_pylist() == ["已联系 \nli@a.cn", "a \tb \n \nc", r"\u5f20\u4f1f", "没有", ""]
    assert [len(each) for each in made.to_pylist()] == [len(each) for each in texts.to_pylist()]


def test_texts_without_escapes_are_given_back() -> None:
    texts = pa.array(["已联系\nli@a.cn", "无"])
    assert without_escapes(texts) is texts
