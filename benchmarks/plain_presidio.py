"""Presidio at its fastest for our entity types: plain pattern recognizers, scalar check digits, a blank pipeline.

The pipeline is ours, with jieba's words: spaCy's own blank one cuts Chinese into characters, and Presidio is slower by
a tenth over so many tokens."""

from __future__ import annotations

import logging
from collections.abc import Callable

from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry

from recognizers.base import EDGE_BEFORE, EDGE_BEHIND, Recognizer
from recognizers.nlp import nlp_engine
from recognizers.registry import recognizer_classes
from recognizers.text import compact

# What most portfolios hold. With the rarer types too, whose patterns are long, Presidio is several times slower.
_TYPES = {
    "CN_RESIDENT_ID",
    "CN_BANK_CARD",
    "CN_MOBILE",
    "CN_LANDLINE",
    "CN_PASSPORT",
    "CN_USCC",
    "CN_VEHICLE_PLATE",
    "EMAIL_ADDRESS",
}
_RIC_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = {character: value for value, character in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class PlainRecognizer(PatternRecognizer):
    """Patterns, context words and check of one of our recognizers, searched by Presidio itself."""

    def __init__(self, definition: type[Recognizer]) -> None:
        self._check = _CHECKS.get(definition.entity_type)
        super().__init__(
            supported_entity=definition.entity_type,
            supported_language="zh",
            patterns=[Pattern(s.name, f"{EDGE_BEFORE}(?:{s.regex}){EDGE_BEHIND}", s.score) for s in definition.shapes],
            context=list(definition.context),
        )

    def validate_result(self, pattern_text: str) -> bool | None:
        return self._check(compact(pattern_text)) if self._check else None


def plain_definitions() -> list[type[Recognizer]]:
    """Return our definitions of the types that plain patterns are given for."""
    return [definition for definition in recognizer_classes() if definition.entity_type in _TYPES]


def plain_batch_engine() -> tuple[BatchAnalyzerEngine, list[str]]:
    """Return the engine and its entity types: the usual ones that a pattern tells; names and addresses need words."""
    definitions = plain_definitions()
    registry = RecognizerRegistry(recognizers=[], supported_languages=["zh"])
    for definition in definitions:
        registry.add_recognizer(PlainRecognizer(definition))
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp_engine(), supported_languages=["zh"])
    return BatchAnalyzerEngine(engine), [definition.entity_type for definition in definitions]


def _mod11_2(number: str) -> bool | None:
    if len(number) != 18:
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_RIC_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0


def _mod31(number: str) -> bool:
    values = [_USCC[character] for character in number]
    return (31 - sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) % 31) % 31 == values[17]


_CHECKS: dict[str, Callable[[str], bool | None]] = {
    "CN_RESIDENT_ID": _mod11_2,
    "CN_BANK_CARD": _luhn,
    "CN_USCC": _mod31,
}
