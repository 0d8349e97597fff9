"""The Presidio face of every recognizer: `presidio_recognizer(ResidentId)` is an EntityRecognizer class."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import regex as engine
from presidio_analyzer import (
    AnalysisExplanation,
    Pattern,
    PatternRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts

from recognizers.base import EDGE_BEFORE, EDGE_BEHIND, Recognizer
from recognizers.foreign import ForeignRecognizer
from recognizers.registry import presidio_name, recognizer_classes, text_recognizers


class ColumnarPatternRecognizer(PatternRecognizer):
    """A Presidio recognizer whose spans are those of its columnar definition, to the character."""

    definition: type[Recognizer]

    def __init__(self, supported_language: str = "zh", context: list[str] | None = None, **options: Any) -> None:
        self._columnar = self.definition()
        shapes = self.definition.shapes
        options.pop("supported_entity", None)
        super().__init__(
            supported_entity=self.definition.entity_type,
            name=options.pop("name", None) or type(self).__name__,
            supported_language=supported_language,
            patterns=[Pattern(s.name, _for_python(s.regex), s.score) for s in shapes],
            context=context or list(self.definition.context),
            **options,
        )

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: NlpArtifacts | None = None,
        regex_flags: int | None = None,
    ) -> list[RecognizerResult]:
        """Return the spans of `text`; Presidio raises their score where its context words stand near."""
        results = []
        for span in self._columnar.spans(text):
            explanation = AnalysisExplanation(
                recognizer=self.name,
                original_score=span.score,
                textual_explanation=f"{self.definition.__name__} ({self.definition.check_name or 'form and context'})",
            )
            results.append(
                RecognizerResult(
                    span.entity_type,
                    span.start,
                    span.end,
                    span.score,
                    explanation,
                    {
                        RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
                        RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
                    },
                )
            )
        return results

    def validate_result(self, pattern_text: str) -> bool | None:
        """Return whether the check digit holds; None where the type has none."""
        if self.definition.random_pass_rate >= 1:
            return None
        return self._columnar.is_valid(pattern_text)


def _for_python(regex: str) -> str:
    """Return an RE2 pattern with edges, its code points written as Python's engines write them.

    What only RE2 takes (a flag in the middle) stands there as plain text: Presidio shows patterns, it does not
    search with them.
    """
    written = re.sub(r"\\x\{([0-9A-Fa-f]+)\}", lambda m: f"\\U{int(m.group(1), 16):08x}", regex)
    whole = f"{EDGE_BEFORE}(?:{written}){EDGE_BEHIND}"
    try:
        engine.compile(whole)
    except engine.error:
        return re.escape(regex)
    return whole


@cache
def presidio_recognizer(definition: type[Recognizer]) -> type[ColumnarPatternRecognizer]:
    """Return the Presidio class of a recognizer, named as Presidio names them: ResidentIdRecognizer."""
    return type(
        presidio_name(definition),
        (ColumnarPatternRecognizer,),
        {"definition": definition, "__doc__": definition.__doc__, "__module__": "recognizers"},
    )


def presidio_recognizers() -> tuple[type[ColumnarPatternRecognizer], ...]:
    """Return the Presidio classes of all recognizers that find values in texts."""
    return tuple(
        presidio_recognizer(each)  # type: ignore[arg-type]
        for each in recognizer_classes()
        if each.in_text
    )


def add_to_registry(registry: RecognizerRegistry, language: str = "zh") -> None:
    """Add every recognizer in use that finds values in texts to a Presidio registry."""
    for each in text_recognizers():
        if isinstance(each, ForeignRecognizer):
            registry.add_recognizer(each.presidio)
        else:
            face = presidio_recognizer(type(each))  # type: ignore[arg-type]
            registry.add_recognizer(face(supported_language=language))


# The classes exist as soon as this module is imported, so that a Presidio configuration can name them.
presidio_recognizers()
