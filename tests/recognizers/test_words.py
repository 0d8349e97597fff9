from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import recognizers
from recognizers.words import TAGS, best_cut, clauses_of, tags

DATA = Path(recognizers.__file__).parent / "data"


@pytest.mark.parametrize(("word", "tag"), [("银行", "n"), ("哈萨克斯坦", "ns"), ("克林顿", "nrt"), ("还款", "v")])
def test_words_of_the_dictionary_are_known_by_their_part_of_speech(word: str, tag: str) -> None:
    view = clauses_of([word])
    assert TAGS[int(tags(view.entries[len(word) - 1])[0])] == tag


def test_what_is_no_word_has_no_entry() -> None:
    view = clauses_of(["银款"])
    assert view.entries[1][0] == 0


@pytest.mark.parametrize("text", ["怡（父子）", "部 程梓涵", "：其与张三"])
def test_no_word_has_a_mark_inside(text: str) -> None:
    view = clauses_of([text])
    for length, entries in enumerate(view.entries[1:], start=2):
        stretches = [text[at : at + length] for at in np.flatnonzero(entries[: len(text)])]
        assert [each for each in stretches if not each.isalnum()] == []


def test_cost_forth_and_back_agree_and_a_word_costs_less_than_its_characters() -> None:
    view = clauses_of(["银行通知客户还款", "行银", "银行"])
    before, behind = best_cut(view)
    assert np.allclose(before[view.ends], behind[view.starts], atol=1e-3)
    assert before[view.ends[2]] > before[view.ends[1]]


def test_a_clause_costs_the_same_whatever_stands_beside_it() -> None:
    clause = "法院已受理王晓明的申请"
    alone, among = clauses_of([clause]), clauses_of(["一二三", clause, "哈萨克斯坦总统"])
    first, second = best_cut(alone)[0], best_cut(among)[0]
    start = int(among.starts[1])
    assert np.array_equal(first[: len(clause) + 1], second[start : start + len(clause) + 1])


def test_shipped_data_are_small_and_have_their_licence_beside_them() -> None:
    shipped = [DATA / name for name in ("words.txt.xz", "name_statistics.npz", "name_weights.npz")]
    assert sum(path.stat().st_size for path in shipped) < 15_000_000
    assert "MIT" in (DATA / "words.LICENSE").read_text(encoding="utf-8")
