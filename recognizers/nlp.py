"""An offline Chinese NLP engine for Presidio: `spacy.blank("zh")`, words by the jieba dictionary.

spaCy's own Chinese models are not on PyPI; give the name or path of one you have
(`zh_core_web_sm`) and it is used instead, with its named entities.
"""

from __future__ import annotations

from typing import Any

import spacy
from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpEngine, SpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from recognizers.segmenter import tagged

_OFFLINE = "blank"


class JiebaTokenizer:
    """Cuts a Chinese text into words; their part of speech becomes `token.tag_`."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        pairs = tagged(text)
        return Doc(
            self.vocab,
            words=[word for word, _ in pairs],
            spaces=[False] * len(pairs),
            tags=[tag for _, tag in pairs],
            # Presidio compares context words with lemmas.
            lemmas=[word.lower() for word, _ in pairs],
        )

    def to_disk(self, path: Any, **_: Any) -> None:
        """spaCy's tokenizer protocol; there is no state to save."""

    def from_disk(self, path: Any, **_: Any) -> JiebaTokenizer:
        return self

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> JiebaTokenizer:
        return self


def blank_chinese() -> Language:
    """Return the offline pipeline: a blank Chinese language with the jieba tokenizer."""
    language = spacy.blank("zh")
    language.tokenizer = JiebaTokenizer(language.vocab)
    return language


class OfflineChineseNlpEngine(SpacyNlpEngine):
    """Presidio's spaCy engine over the blank pipeline: nothing is downloaded, nothing is looked up."""

    engine_name = "offline-zh"

    def __init__(self) -> None:
        super().__init__(
            models=[{"lang_code": "zh", "model_name": _OFFLINE}],
            ner_model_configuration=NerModelConfiguration(labels_to_ignore=["O"], model_to_presidio_entity_mapping={}),
        )

    def load(self) -> None:
        self.nlp = {"zh": blank_chinese()}

    def get_supported_entities(self) -> list[str]:
        """Return none: a blank pipeline names no entities."""
        return []


def nlp_engine(model: str | None = None) -> NlpEngine:
    """Return the engine for Chinese: offline by default, a spaCy model by name or path if given.

    Raises OSError (spaCy's own) when the model is not installed.
    """
    if model is None:
        engine: NlpEngine = OfflineChineseNlpEngine()
    else:
        spacy.load(model)  # Presidio would try to download a missing one
        mapping = {"PERSON": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION", "FAC": "LOCATION", "ORG": "ORGANIZATION"}
        engine = SpacyNlpEngine(
            models=[{"lang_code": "zh", "model_name": model}],
            ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping=mapping),
        )
    engine.load()
    return engine


def analyzer_engine(model: str | None = None) -> Any:
    """Return a `presidio_analyzer.AnalyzerEngine` for language "zh" with every recognizer of this package.

    With a spaCy `model` its named entities are added through Presidio's SpacyRecognizer.
    """
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.predefined_recognizers import SpacyRecognizer

    from recognizers.presidio import add_to_registry

    registry = RecognizerRegistry(recognizers=[], supported_languages=["zh"])
    add_to_registry(registry, "zh")
    if model is not None:
        registry.add_recognizer(SpacyRecognizer(supported_language="zh"))
    return AnalyzerEngine(registry=registry, nlp_engine=nlp_engine(model), supported_languages=["zh"])
