from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recognizers.text import clauses, compact, fold, trimmed
from tests.recognizers.values import full_width


@given(st.text())
def test_folding_keeps_the_length_and_changes_nothing_twice(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text("0123456789ABCXYZabcxyz@._+-", max_size=30))
def test_full_width_letters_and_digits_become_ascii(text: str) -> None:
    assert fold(full_width(text)) == text


@given(st.text("１ａ－　张\ud800𬭎x，", min_size=1, max_size=20))
def test_long_texts_fold_as_short_ones_do(text: str) -> None:
    assert fold(text * 1000) == fold(text) * 1000


def test_chinese_punctuation_stays() -> None:
    assert fold("（你好），。：；！？") == "（你好），。：；！？"


@given(st.text(max_size=30))
def test_compact_and_trimmed_forms_are_final(text: str) -> None:
    assert compact(compact(text)) == compact(text)
    assert trimmed(trimmed(text)) == trimmed(text)


@given(st.text("张王1９,，。\n ab𬭎", max_size=900))
def test_clauses_stand_where_they_say_and_lose_nothing_but_marks(text: str) -> None:
    found = list(clauses(text))
    for start, clause in found:
        assert [c for c in clause if not c.isascii()] == [
            c for c in text[start : start + len(clause)] if not c.isascii()
        ]
    assert sum(len(clause) for _, clause in found) == sum(char not in ",，。\n" for char in text)
    assert all(len(clause) <= 240 for _, clause in found)
