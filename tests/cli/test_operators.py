"""The operators are listed for people, for programs and for the documentation."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from docs.write_operators import page_of, with_list
from pii_scanner.masking.operators.registry import operators
from tests.builders.tables import policy
from tests.cli.commands import Cli


def test_a_program_gets_every_operator_with_its_parameters(cli: Cli) -> None:
    done = cli("operators", "list", "--format", "json")
    listed = {each["name"]: each for each in json.loads(done.out)}
    assert list(listed) == list(operators())
    for name, kind in operators().items():
        assert listed[name]["reversible"] is kind.reversible
        assert listed[name]["consistent"] is kind.consistent
        assert listed[name]["shape_preserving"] is kind.shape_preserving
        assert [each["name"] for each in listed[name]["parameters"]] == list(kind.parameters_model.model_fields)
    (length, _) = listed["pseudonymize"]["parameters"]
    assert length == {
        "name": "length",
        "type": "whole number ≥ 12 ≤ 24",
        "default": 16,
        "required": False,
        "meaning": "characters of 5 bits each",
    }


@pytest.mark.parametrize(("language", "words"), [("en", ("Reversible", "whole number")), ("zh", ("可还原", "整数"))])
def test_the_list_is_in_the_users_language(cli: Cli, language: str, words: tuple[str, str]) -> None:
    assert words[0] in cli("operators", "list", "--lang", language).out
    assert all(word in cli("operators", "list", "--format", "markdown", "--lang", language).out for word in words)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documentation_holds_the_list_as_it_is(language: str) -> None:
    page = page_of(language).read_text(encoding="utf-8")
    assert page == with_list(page, language), "run python -m docs.write_operators"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_examples_of_the_documentation_are_valid(language: str) -> None:
    page = page_of(language).read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert policy(**yaml.safe_load(example))
    inline = re.findall(r"`(\{operator: .*?\})`", page)
    assert len(inline) >= 3
    for each in inline:
        assert policy(columns={"*": yaml.safe_load(each)})
