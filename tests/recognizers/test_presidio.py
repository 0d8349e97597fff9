from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import RecognizerRegistry

from recognizers.base import Recognizer
from recognizers.presidio import add_to_registry, presidio_recognizer
from recognizers.registry import recognizer, recognizer_classes, text_recognizers
from tests.recognizers.values import bank_cards, full_width, grouped, mobiles, resident_ids, usccs

VALUES = st.one_of(
    resident_ids(),
    resident_ids().map(str.lower),
    bank_cards(),
    bank_cards().map(lambda card: grouped(card, " ")),
    mobiles(),
    mobiles().map("+86{}".format),
    mobiles().map(full_width),
    usccs(),
    st.sampled_from(
        ("张伟", "古丽·买买提", "京A12345", "010-88886666", "zw@163.com", "E12345678", "杭州市西湖区文三路478号")
    ),
    st.sampled_from(("20230115123045", "3.14159265358979", "550e8400-e29b-41d4-a716-446655440000", "110105491231002")),
)
WORDS = st.sampled_from(
    ("客户", "身份证号", "，手机", "卡号：", "本人接听，", "住", "。", " ", "\n", "致电", "", "的税号是", "护照")
)
TEXTS = st.lists(st.one_of(VALUES, WORDS), max_size=10).map("".join)


def places(results: list[Any]) -> list[tuple[int, int]]:
    return sorted((result.start, result.end) for result in results)


@pytest.mark.parametrize("definition", recognizer_classes(), ids=lambda kind: kind.__name__)
@given(text=TEXTS)
def test_presidio_recognizer_finds_the_same_spans(definition: type[Recognizer], text: str) -> None:
    presidio = presidio_recognizer(definition)()  # type: ignore[arg-type]
    assert places(presidio.analyze(text, [definition.entity_type])) == places(definition().spans(text))


@given(text=TEXTS)
def test_engine_finds_the_same_spans_for_every_type(engine: Any, text: str) -> None:
    for each in text_recognizers():
        assert places(engine.analyze(text, language="zh", entities=[each.entity_type])) == places(each.spans(text))


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
        assert described["name"] == f"{definition.__name__}Recognizer"
