"""The JSON Schema that editors use: it describes every key, and takes what the application takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from pii_scanner import i18n
from pii_scanner.masking.operators.registry import operators
from pii_scanner.masking.schema import DOCUMENTS, document_schema
from pii_scanner.presets import preset_path, presets

jsonschema = pytest.importorskip("jsonschema")


def _keys(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        for each in schema:
            yield from _keys(each, where)
    elif isinstance(schema, dict):
        for name, each in schema.get("properties", {}).items():
            yield f"{where}.{name}", each
            yield from _keys(each, f"{where}.{name}")
        for name, each in schema.items():
            if name != "properties":
                yield from _keys(each, f"{where}/{name}")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_key_lacks_a_description(document: str, language: str) -> None:
    before = i18n.current_language()
    i18n.set_language(language)
    try:
        keys = dict(_keys(document_schema(document), document))
    finally:
        i18n.set_language(before)
    assert len(keys) > {"job": 25}.get(document, 30)
    for name, each in keys.items():
        assert len(each.get("description", "")) > 3, name
        if language == "zh":
            assert not each["description"].isascii(), name


def _accepts(document: Any) -> bool:
    # As an editor reads YAML: dates are texts.
    plain = json.loads(json.dumps(document, default=str))
    validator = jsonschema.Draft202012Validator(document_schema("policy"))
    return bool(validator.is_valid(plain))


def test_the_schema_takes_the_shipped_policies() -> None:
    given = {"recipient": {"name": "a", "purpose": "b"}}
    for name in presets("policies"):
        content = yaml.safe_load(preset_path(f"policies/{name}.yaml").read_text(encoding="utf-8"))
        assert _accepts({**given, **content}), name


@pytest.mark.parametrize(
    "more",
    [
        {"columns": {"*.备注": "text"}, "rows": {"where": "a = 1"}, "minors": "exclude", "dates": "redact"},
        {"columns": {"a": {"operator": "generalize", "step": 1000}}, "rows": [{"sample": 0.1}]},
        {"columns": {"a": {"operator": "json", "paths": {"$.name": "surrogate", "$.b": {"operator": "mask"}}}}},
        {"entities": {"MY_TYPE": "drop"}, "risk": {"quasi_identifiers": ["性别"], "k": 3}},
    ],
)
def test_the_schema_takes_what_a_policy_may_say(more: dict[str, Any]) -> None:
    assert _accepts({"version": 1, "recipient": {"name": "a", "purpose": "b"}, **more})


@pytest.mark.parametrize(
    "more",
    [
        {"colour": "red"},
        {"entities": {"PERSON": "hide"}},
        {"entities": {"PERSON": {"operator": "mask", "keep_frist": 1}}},
        {"default": "ignore"},
        {"risk": {"quasi_identifiers": [], "k": 5}},
    ],
)
def test_the_schema_marks_typing_errors(more: dict[str, Any]) -> None:
    assert not _accepts({"version": 1, "recipient": {"name": "a", "purpose": "b"}, **more})


def test_an_editor_is_offered_every_operator() -> None:
    names = document_schema("policy")["$defs"]["Operation"]["anyOf"][0]["enum"]
    assert names == list(operators())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_guide_says_how_an_editor_finds_it(language: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / language / "policy.md").read_text(encoding="utf-8")
    assert "# yaml-language-server: $schema=policy.schema.json" in page
    assert "yaml.schemas" in page
    assert "JetBrains" in page
