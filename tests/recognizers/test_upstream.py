"""The guide to other Presidio deployments is true: its files are written and its code is run, in both languages."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from pathlib import Path
from typing import Any

import presidio_analyzer.predefined_recognizers as theirs
import pytest
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

import recognizers
import recognizers.presidio
from recognizers.nlp import nlp_engine

GUIDES = Path(__file__).parents[2] / "docs"
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_guide_prints_what_it_says(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    said, checked = "", 0
    for kind, body in _BLOCK.findall((GUIDES / language / "presidio.md").read_text(encoding="utf-8")):
        if kind == "yaml":
            Path(body.splitlines()[0].lstrip("# ")).write_text(body, encoding="utf-8")
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()) as output:
                exec(compile(body, "presidio.md", "exec"), names)
            said = output.getvalue()
        else:
            assert said == body
            checked += 1
    assert checked >= 5


def test_both_guides_show_the_same_code() -> None:
    english, chinese = (
        _BLOCK.findall((GUIDES / each / "presidio.md").read_text(encoding="utf-8")) for each in ("en", "zh")
    )
    assert english == chinese


@pytest.mark.parametrize("name", recognizers.__all__)
def test_every_class_can_be_named_in_a_configuration(name: str) -> None:
    configuration = {"supported_languages": ["zh", "en"], "recognizers": [{"name": name, "type": "predefined"}]}
    registry = RecognizerRegistryProvider(registry_configuration=configuration).create_recognizer_registry()
    kind = getattr(recognizers, name)
    assert [type(each) for each in registry.recognizers] == [kind, kind]
    assert [each.supported_language for each in registry.recognizers] == ["zh", "en"]


def test_no_class_takes_a_name_of_presidio() -> None:
    assert not set(recognizers.__all__) & set(theirs.__all__)


def test_configuration_with_the_offline_engine_loads_and_finds() -> None:
    configuration = {
        "supported_languages": ["zh"],
        "recognizers": [
            {"name": "ResidentIdRecognizer", "type": "predefined"},
            {"name": "SpacyRecognizer", "type": "predefined", "enabled": False},
        ],
    }
    engine = nlp_engine()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        provider = RecognizerRegistryProvider(registry_configuration=configuration, nlp_engine=engine)
        registry = provider.create_recognizer_registry()
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["zh"])
    (found,) = analyzer.analyze("身份证号11010519491231002X是", language="zh")
    assert (found.entity_type, found.start, found.end, found.score) == ("CN_RESIDENT_ID", 4, 22, 1.0)
