"""Settings of detection: what does not fit is named by file, line and key, with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.config.settings import Settings, load_settings, settings_of
from pii_scanner.errors import ConfigError

OWN = """jobs: 2
recognizers:
  - entity_type: STAFF_NUMBER
    patterns: ['GH[0-9]{6}']
"""


def _load(folder: Path, text: str) -> Settings:
    path = folder / "my.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def _refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        _load(folder, text)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_pattern_may_be_written_short(tmp_path: Path) -> None:
    settings = _load(tmp_path, OWN)
    assert settings.recognizers[0].patterns[0].regex == "GH[0-9]{6}"
    assert settings.defaults() == {"jobs": 2}


@pytest.mark.parametrize(
    ("line", "key", "expected"),
    [
        ("    check: luhm", "recognizers.0.check", "luhn"),
        ("    classes: {jrt_0171: C9}", "recognizers.0.classes", "C2"),
        ("    classes: {jrt: C2}", "recognizers.0.classes", "jrt_0171"),
        ("    role: secret", "recognizers.0.role", "identifier"),
        ("    priority: 1000", "recognizers.0.priority", "100"),
        ("    patern: x", "recognizers.0.patern", "not known"),
        ("disable: [CN_MOBILEE]", "disable", "CN_MOBILEE is no entity type"),
        ("headers: {SFZ: [身份]}", "headers", "SFZ is no entity type"),
        ("deny_list: {NAME: [张三]}", "deny_list", "NAME is no entity type"),
        ("allow_list: {PERSON: 张三}", "allow_list.PERSON", "tuple"),
    ],
)
def test_what_does_not_fit_is_named_by_line_and_key(tmp_path: Path, line: str, key: str, expected: str) -> None:
    said = _refusal(tmp_path, OWN + line + "\n")
    assert said.startswith(f"my.yaml, line 5, key {key}")
    assert expected in said


@pytest.mark.parametrize(
    "regex", ["(?<=号)[0-9]{6}", r"([0-9])\1{5}", "[0-9]*", "([0-9]{6}", "(([0-9]{1000}){1000}){9}"]
)
def test_a_pattern_that_cannot_be_bounded_is_refused(tmp_path: Path, regex: str) -> None:
    said = _refusal(tmp_path, f"recognizers:\n  - entity_type: STAFF\n    patterns:\n      - '{regex}'\n")
    assert said.startswith("my.yaml, line 4, key recognizers.0.patterns.0")
    assert "RE2" in said


def test_a_shipped_entity_type_is_not_redefined(tmp_path: Path) -> None:
    said = _refusal(tmp_path, "recognizers:\n  - {entity_type: CN_MOBILE, patterns: ['1[0-9]{10}']}\n")
    assert "CN_MOBILE is recognized already" in said
    assert "deny_list" in said


def test_an_entity_type_stands_once(tmp_path: Path) -> None:
    twice = OWN + "  - {entity_type: STAFF_NUMBER, patterns: [A1]}\n"
    assert "STAFF_NUMBER stands twice" in _refusal(tmp_path, twice)


def test_words_are_expected_where_a_pattern_needs_them(tmp_path: Path) -> None:
    needy = "recognizers:\n  - {entity_type: CODE_X, patterns: [{regex: '[0-9]{4}', needs_context: true}]}\n"
    assert "context" in _refusal(tmp_path, needy)


def test_lists_may_name_types_of_ones_own(tmp_path: Path) -> None:
    settings = _load(tmp_path, OWN + "deny_list: {STAFF_NUMBER: [X1]}\ndisable: [QQ_NUMBER]\n")
    assert settings.deny_list == {"STAFF_NUMBER": ("X1",)}


def test_values_may_stand_in_a_file_beside_the_settings(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\ufeff项目甲\n\n 项目乙 \n", encoding="utf-8")
    settings = _load(tmp_path, "deny_list: {PERSON: {file: names.txt}}\n")
    assert settings.deny_list == {"PERSON": ("项目甲", "项目乙")}


def test_a_missing_file_of_values_is_named(tmp_path: Path) -> None:
    assert "names.txt cannot be read" in _refusal(tmp_path, "deny_list: {PERSON: {file: names.txt}}\n")


def test_settings_may_be_given_as_a_mapping() -> None:
    given = {"recognizers": [{"entity_type": "STAFF_NUMBER", "patterns": ["GH[0-9]{6}"]}]}
    assert settings_of(given).recognizers[0].entity_type == "STAFF_NUMBER"
    with pytest.raises(ConfigError, match=r"config, line 1, key recognizers\.0\.check"):
        settings_of({"recognizers": [{"entity_type": "A_B", "patterns": ["A1"], "check": "no"}]})
