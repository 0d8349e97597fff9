"""The examples of other validators' public tests are decided as there, or the difference is explained in the docs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from recognizers.registry import recognizer
from tests.recognizers.values import column, found

ROOT = Path(__file__).parents[2]
DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("public_examples.yaml").read_text(encoding="utf-8"))
AGREED = [
    (kind, source, value, theirs)
    for kind, by_source in DATA["agreed"].items()
    for source, verdicts in by_source.items()
    for theirs, values in verdicts.items()
    for value in values
]


def decided(kind: str, value: str) -> str:
    finder = recognizer(kind)
    assert finder is not None
    match = finder.cells(column([value]))
    return "valid" if match.valid[0] else "form" if match.shaped[0] else "no"


@pytest.mark.parametrize(("kind", "source", "value", "theirs"), AGREED)
def test_public_example_is_decided_as_its_author_says(kind: str, source: str, value: str, theirs: str) -> None:
    assert (decided(kind, value) == "valid") == (theirs == "valid")


@pytest.mark.parametrize(
    ("kind", "value"), sorted({(kind, value) for kind, _, value, theirs in AGREED if theirs == "valid"})
)
def test_valid_public_example_is_found_between_chinese_characters(kind: str, value: str) -> None:
    finder = recognizer(kind)
    assert finder is not None
    assert found(finder, f"其{finder.context[0]}{value}是") == [value]


@pytest.mark.parametrize("each", DATA["different"], ids=lambda each: each["value"])
def test_difference_is_as_told(each: dict[str, str]) -> None:
    assert decided(each["kind"], each["value"]) == each["ours"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_difference_is_explained_in_the_documents(language: str) -> None:
    text = (ROOT / "docs" / language / "differences.md").read_text(encoding="utf-8")
    for each in DATA["different"]:
        assert each["value"] in text, each
    if language == "en":
        assert {each["why"] for each in DATA["different"]} == set(re.findall(r"^## (.+)$", text, re.MULTILINE))


def test_every_source_is_named() -> None:
    used = {source for _, source, _, _ in AGREED} | {each["source"] for each in DATA["different"]}
    assert used == set(DATA["sources"])
