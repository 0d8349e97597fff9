from __future__ import annotations

from itertools import pairwise

from benchmarks import notes


def test_measured_sentences_are_none_of_those_to_learn_from() -> None:
    assert len(notes.FRAMES) >= 150
    assert not set(notes.REPORTED) & set(notes.TUNING)
    assert min(len(notes.REPORTED), len(notes.TUNING)) > len(notes.FRAMES) // 3


def test_notes_are_the_same_for_a_seed_and_their_spans_lie_apart() -> None:
    drawn = notes.drawn(notes.FRAMES, 500, 3)
    assert drawn == notes.drawn(notes.FRAMES, 500, 3)
    for text, spans in drawn:
        ordered = sorted(spans)
        assert all(0 <= start < end <= len(text) for start, end, _ in ordered)
        assert all(one[1] <= two[0] for one, two in pairwise(ordered))
    assert {kind for _, spans in drawn for *_, kind in spans} >= {"PERSON", "CN_ADDRESS", "CN_MOBILE"}
