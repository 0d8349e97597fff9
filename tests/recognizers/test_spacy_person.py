"""A spaCy model that a user has finds names beside our own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import spacy

import pii_scanner
from pii_scanner.errors import ConfigError
from recognizers.presidio import presidio_recognizer
from recognizers.spacy_person import spacy_person


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model on disk that knows one person by a word no surname begins."""
    language = spacy.blank("zh")
    language.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "飞天猫"}])
    path = tmp_path_factory.mktemp("model") / "zh_small"
    language.to_disk(path)
    return str(path)


def test_both_are_found_at_their_places(model: str) -> None:
    finder = spacy_person(model)
    text = "飞天猫已还款\n借款人王建国承诺还款，飞天猫在场"
    assert [text[span.start : span.end] for span in finder.spans(text)] == ["飞天猫", "王建国", "飞天猫"]
    presidio = presidio_recognizer(type(finder))()  # type: ignore[arg-type]
    found = presidio.analyze(text, ["PERSON"])
    assert [(each.start, each.end) for each in found] == [(span.start, span.end) for span in finder.spans(text)]


def test_scan_and_mask_use_the_model_that_settings_name(model: str, tmp_path: Path) -> None:
    settings = tmp_path / "s.yaml"
    settings.write_text(f"nlp_model: {model}\n", encoding="utf-8")
    frame = pd.DataFrame({"记录": [f"第{n}次：飞天猫已还款" for n in range(20)]})
    assert pii_scanner.scan(frame).columns[0].types() == []
    assert pii_scanner.scan(frame, config=settings).columns[0].types() == ["PERSON"]
    policy = {"version": 1, "recipient": {"name": "a", "purpose": "b"}, "entities": {"PERSON": "redact"}}
    masked = pii_scanner.mask(frame, policy, config=settings)
    assert not masked["记录"].str.contains("飞天猫").any()


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match=r"line 1, key nlp_model: .*zh_core_web_none"):
        pii_scanner.scan(pd.DataFrame({"a": ["b"]}), config={"nlp_model": "zh_core_web_none"})
