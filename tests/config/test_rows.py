"""What a policy may say of rows: short and long forms, the editors' schema, and the documentation's example."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pii_scanner.config.policy import Policy
from pii_scanner.config.rows import RowRule
from pii_scanner.masking.policies import policy_of
from pii_scanner.masking.where import condition_of

ROOT = Path(__file__).parents[2]
HEAD = {"version": 1, "recipient": {"name": "partner-a", "purpose": "valuation"}}


def test_one_rule_and_a_word_are_short_forms() -> None:
    short = policy_of({**HEAD, "rows": {"where": "a = 1"}, "minors": "exclude"})
    long = policy_of({**HEAD, "rows": [{"tables": ["*"], "where": "a = 1"}], "minors": {"age": 18, "do": "exclude"}})
    assert [rule.patterns for rule in short.rows] == [rule.patterns for rule in long.rows]
    assert short.minors == long.minors


def _described(schema: dict[str, Any]) -> None:
    for name, each in schema["properties"].items():
        assert each.get("description"), name


def test_the_schema_describes_every_key() -> None:
    schema = Policy.model_json_schema()
    one, many = schema["properties"]["rows"]["anyOf"]
    assert many["items"] == one
    assert set(one["properties"]) == set(RowRule.model_fields)
    _described(one)
    for name in ("rows", "minors", "retention"):
        assert schema["properties"][name]["description"]
    _described(schema["$defs"]["Retention"])
    word, minors, _ = schema["properties"]["minors"]["anyOf"]
    assert word == {"enum": ["exclude", "generalize"]}
    _described(minors)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_of_the_documentation_is_a_policy(language: str) -> None:
    text = (ROOT / "docs" / language / "policy.md").read_text(encoding="utf-8")
    (shown,) = (each for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if each.startswith("rows:"))
    policy = policy_of({**HEAD, "key": {"env": "KEY"}, **yaml.safe_load(shown)})
    assert policy.minors is not None
    assert policy.retention is not None
    for rule in policy.rows:
        if rule.where is not None:
            assert condition_of(rule.where)
