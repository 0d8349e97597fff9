"""Machine readable zones of passports and identity cards, as readers at counters write them into notes."""

from __future__ import annotations

import pytest

from pii_scanner.detection.spans import joined_spans


def _found(text: str) -> list[tuple[str, str]]:
    return [(each.entity_type, text[each.start : each.end]) for each in joined_spans([text])[1]]


def test_both_lines_of_the_specimen_of_the_standard_are_found() -> None:
    text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert _found(text) == [
        ("PERSON", "ERIKSSON<<ANNA<MARIA"),
        ("ID_DOCUMENT", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("已读取 P<CHNZHANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<，请核对", "ZHANG<<XIAOMING"),
        ("POCHNOUYANG<<FANG<<<<<<<<<", "OUYANG<<FANG"),
        ("LI<<NA<<<<<<<<<<<<<<<<<<<<<<<<", "LI<<NA"),
    ],
)
def test_the_line_of_the_name_is_found(text: str, name: str) -> None:
    assert _found(text) == [("PERSON", name)]


@pytest.mark.parametrize(
    "text", ["AA<<BB", "SELECT 1 << 2", "L898902C46UTO7408122F1204159", "MASK<<SHIFT", "<<<<<<< HEAD", "合并<<冲突<<<<"]
)
def test_shifts_and_marks_of_conflicts_are_none(text: str) -> None:
    assert _found(text) == []
