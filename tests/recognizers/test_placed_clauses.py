"""Clauses of a long text are those that are cut one after the other."""

from __future__ import annotations

import random

import pytest

from recognizers.placed_clauses import placed_clauses
from recognizers.text import clauses

_PIECES = ["张伟", "，", "。", "电话13800138000", "\n", "é", "😀", "𠮷", ",", "；；", "a b", "\u3000", "！?", "住址"]


def _told(text: str) -> list[tuple[int, str]]:
    starts, numbers, distinct = placed_clauses(text)
    return [(start, distinct[number]) for start, number in zip(starts.tolist(), numbers.tolist(), strict=True)]


@pytest.mark.parametrize("size", [0, 1, 30, 3000])
@pytest.mark.parametrize("last", ["", "，", "李四", "\n"])
def test_the_clauses_are_the_same(size: int, last: str) -> None:
    text = "".join(random.Random(size).choices(_PIECES, k=size)) + last
    assert _told(text) == list(clauses(text))


@pytest.mark.parametrize("odd", ["很长" * 400, "\ud842", "\x00"])
def test_odd_texts_are_cut_alike(odd: str) -> None:
    text = "".join(random.Random(1).choices(_PIECES, k=2000))
    whole = f"{text}，{odd}，{text}"
    assert _told(whole) == list(clauses(whole))
