from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import RecognizerRegistry

from recognizers.base import Recognizer
from recognizers.presidio import add_to_registry, presidio_recognizer
from recognizers.registry import presidio_name, recognizer, recognizer_classes, text_recognizers
from tests.recognizers.families import FAMILIES, MIXTURES, PAIRS
from tests.recognizers.values import column, found, full_width


def places(results: list[Any]) -> list[tuple[int, int]]:
    return sorted((result.start, result.end) for result in results)


@pytest.mark.parametrize("definition", recognizer_classes(), ids=lambda kind: kind.__name__)
@given(text=st.one_of(MIXTURES, PAIRS, MIXTURES.map(full_width)))
def test_presidio_recognizer_finds_the_same_spans(definition: type[Recognizer], text: str) -> None:
    presidio = presidio_recognizer(definition)()  # type: ignore[arg-type]
    assert places(presidio.analyze(text, [definition.entity_type])) == places(definition().spans(text))


@given(text=MIXTURES)
def test_engine_finds_the_same_spans_for_every_type(engine: Any, text: str) -> None:
    for each in text_recognizers():
        assert places(engine.analyze(text, language="zh", entities=[each.entity_type])) == places(each.spans(text))


def test_there_are_values_of_every_type() -> None:
    assert set(FAMILIES) == {each.entity_type for each in text_recognizers()}


@pytest.mark.parametrize("each", text_recognizers(), ids=lambda each: each.entity_type)
@given(data=st.data())
def test_value_glued_to_chinese_characters_is_found_by_both_faces(each: Recognizer, data: st.DataObject) -> None:
    value = data.draw(FAMILIES[each.entity_type])
    text = f"其{each.context[0]}{value}为本人"
    if each.entity_type in ("PERSON", "CN_ADDRESS"):
        text = f"客户{value}，本人"
    presidio = presidio_recognizer(type(each))()  # type: ignore[arg-type]
    assert found(each, text) == [value]
    assert [text[start:end] for start, end in places(presidio.analyze(text, [each.entity_type]))] == [value]


@pytest.mark.parametrize(
    "each", [each for each in text_recognizers() if each.random_pass_rate < 1], ids=lambda each: each.entity_type
)
@given(data=st.data())
def test_a_cell_that_passes_its_check_is_one_span_of_a_text(each: Recognizer, data: st.DataObject) -> None:
    value = data.draw(st.one_of(FAMILIES[each.entity_type], st.one_of(*FAMILIES.values())))
    value = data.draw(st.sampled_from((value, full_width(value), value.lower())))
    if not each.cells(column([value])).valid[0]:
        return
    # What only a word beside it tells apart in a text gets that word.
    before = "" if not any(shape.needs_context for shape in each.shapes) else each.context[0]
    assert found(each, f"{before}{value}") == [value]


def test_engine_asked_for_everything_finds_every_type(engine: Any) -> None:
    text = (
        "张伟，身份证号11010519491231002X，手机13800138000，住杭州市西湖区文三路478号，邮箱zw@163.com，车牌京A12345。"
    )
    found = {(text[result.start : result.end], result.entity_type) for result in engine.analyze(text, language="zh")}
    assert {
        ("张伟", "PERSON"),
        ("11010519491231002X", "CN_RESIDENT_ID"),
        ("13800138000", "CN_MOBILE"),
        ("杭州市西湖区文三路478号", "CN_ADDRESS"),
        ("zw@163.com", "EMAIL_ADDRESS"),
        ("京A12345", "CN_VEHICLE_PLATE"),
    } <= found


def test_context_words_raise_the_score(engine: Any) -> None:
    def score(text: str) -> float:
        (result,) = engine.analyze(text, language="zh", entities=["CN_PASSPORT"])
        return float(result.score)

    assert score("护照 E12345678") > score("货物 E12345678")


def test_result_says_which_check_decided(engine: Any) -> None:
    (result,) = engine.analyze(
        "11010519491231002X", language="zh", return_decision_process=True, entities=["CN_RESIDENT_ID"]
    )
    assert "MOD 11-2" in result.analysis_explanation.textual_explanation


def test_empty_text_and_text_of_spaces_hold_nothing(engine: Any) -> None:
    for text in ("", " ", "\n"):
        assert engine.analyze(text, language="zh") == []


def test_all_recognizers_are_added_for_the_language_asked_for() -> None:
    registry = RecognizerRegistry(recognizers=[], supported_languages=["en"])
    add_to_registry(registry, "en")
    assert {each.supported_language for each in registry.recognizers} == {"en"}
    assert {entity for each in registry.recognizers for entity in each.supported_entities} == {
        each.entity_type for each in text_recognizers()
    }


def test_check_of_a_single_value_is_offered_to_presidio() -> None:
    definition = type(recognizer("CN_BANK_CARD"))
    presidio = presidio_recognizer(definition)()  # type: ignore[arg-type]
    assert presidio.validate_result("6222 0202 1234 5678 909") is True
    assert presidio.validate_result("6222 0202 1234 5678 908") is False


def test_recognizer_can_be_described() -> None:
    for definition in recognizer_classes():
        described = presidio_recognizer(definition)().to_dict()  # type: ignore[arg-type]
        assert described["supported_entity"] == definition.entity_type
        assert described["name"] == presidio_name(definition)
