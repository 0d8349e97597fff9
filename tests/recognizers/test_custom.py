"""Recognizers made of data: cells and texts agree, and no pattern takes more than linear time."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.base import Recognizer, Shape
from recognizers.columns import TextColumn
from recognizers.custom import compiled, custom_recognizer
from recognizers.presidio import presidio_recognizer
from tests.recognizers.values import bank_cards, full_width

STAFF = custom_recognizer("STAFF_NUMBER", [Shape("number", "GH[0-9]{6}", 0.6)], context=["工号"])
MEMBER = custom_recognizer(
    "MEMBER_CARD", [Shape("card", r"\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?", 0.4)], check="luhn"
)


def _cells(recognizer: Recognizer, *values: str) -> tuple[list[bool], list[bool]]:
    match = recognizer.cells(TextColumn(pa.array(values, pa.string())))
    return match.shaped.tolist(), match.valid.tolist()


def test_cells_are_compared_whole_and_folded() -> None:
    shaped, _ = _cells(
        STAFF, "GH123456", " GH123456 ", full_width("GH123456"), "GH1234567", "xGH123456", "", "gh123456"
    )
    assert shaped == [True, True, True, False, False, False, False]


def test_check_is_over_the_number_without_its_groups() -> None:
    shaped, valid = _cells(MEMBER, "6222 0202 1234 5678 909", "6222020212345678909", "6222-0202-1234-5678-908", "12345")
    assert shaped == [True, True, True, False]
    assert valid == [True, True, False, False]


@given(
    card=bank_cards(),
    before=st.sampled_from(["", "卡", "号：", "\n", "，"]),
    behind=st.sampled_from(["", "元", "。", "\n"]),
)
def test_a_valid_cell_is_found_in_text_between_chinese_characters(card: str, before: str, behind: str) -> None:
    assert _cells(MEMBER, card)[1] == [True]
    (span,) = MEMBER.spans(before + card + behind)
    assert (span.start, span.end) == (len(before), len(before) + len(card))


def test_values_side_by_side_are_all_found() -> None:
    text = "GH123456 GH123457,GH123458、GH123459"
    assert [text[span.start : span.end] for span in STAFF.spans(text)] == text.replace(",", " ").replace(
        "、", " "
    ).split()


def test_a_part_of_a_longer_word_is_no_value() -> None:
    assert STAFF.spans("AGH123456 GH1234567 GH123456B") == []


def test_a_shape_that_needs_context_counts_beside_a_word_only() -> None:
    finder = custom_recognizer("DESK", [Shape("desk", "[0-9]{4}", 0.6, needs_context=True)], context=["工位"])
    assert [span.start for span in finder.spans("工位 1234；另有电话分机号码一个，在走廊的尽头，是 5678")] == [3]


def test_no_value_crosses_a_line() -> None:
    finder = custom_recognizer("LOOSE", [Shape("loose", r"A[^B]*B", 0.6)])
    assert finder.spans("A1\n2B A3B") == [finder.spans("\n\nAxB")[0]._replace(start=6, end=9)]


def test_code_points_are_understood_as_python_writes_them() -> None:
    finder = custom_recognizer("SEAL", [Shape("seal", "[\\u4e00-\\u9fa5]{2}字第[0-9]{4}号", 0.7)])
    assert _cells(finder, "军人字第1234号")[0] == [True]


def test_nested_repeats_end_on_a_long_text() -> None:
    finder = custom_recognizer("NESTED", [Shape("nested", "(?:a+)+b", 0.6)])
    text = "a" * 200_000 + "!"
    assert finder.spans(text) == []
    assert _cells(finder, text[:70])[0] == [False]


@pytest.mark.parametrize("regex", ["(?=a)a", "(?<!a)b", r"(a)\1", "a*", "(a", "((a{1000}){1000}){1000}"])
def test_what_re2_does_not_take_is_refused(regex: str) -> None:
    with pytest.raises(ValueError, match=r"RE2|empty"):
        compiled(regex)


def test_presidio_face_finds_the_same_spans() -> None:
    finder = custom_recognizer("STAFF_NUMBER", [Shape("number", "(?i)gh[0-9]{6}", 0.6)])
    presidio = presidio_recognizer(type(finder))()  # type: ignore[arg-type]
    text = "员工GH123456跟进，gh654321已结"
    found = presidio.analyze(text, ["STAFF_NUMBER"])
    assert [(each.start, each.end) for each in found] == [(s.start, s.end) for s in finder.spans(text)]
    assert len(found) == 2
