from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.config.settings import Settings, load_settings
from pii_scanner.errors import ConfigError
from pii_scanner.masking.policies import policy_of
from pii_scanner.presets import preset_path
from tests.builders.tables import policy

_HEAD = "version: 1\nrecipient: {name: partner-a, purpose: valuation}\n"


def _read(folder: Path, text: str) -> Policy:
    path = folder / "my-policy.yaml"
    path.write_text(text, encoding="utf-8")
    return policy_of(path)


def _refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        _read(folder, text)
    message = str(caught.value)
    assert "my-policy.yaml" in message
    assert "\n" not in message
    return message


def test_the_shipped_policy_is_valid() -> None:
    read = policy_of(preset_path("policies/partner.yaml"))
    assert read.default == "refuse"
    assert read.recipient.expires == date(2027, 6, 30)
    assert read.entities["CN_RESIDENT_ID"].parameters == {"keep": ["sex", "birth_year"]}


def test_the_policy_of_the_design_is_valid(tmp_path: Path) -> None:
    text = """
version: 1
recipient: {name: partner-a, purpose: portfolio valuation, agreement: "2026-017", expires: 2027-06-30}
key: {env: PII_SCANNER_KEY}
default: refuse
entities:
  CN_RESIDENT_ID: {operator: surrogate}
  CN_BANK_CARD:   {operator: truncate}
  CN_MOBILE:      {operator: pseudonymize}
  PERSON:         {operator: surrogate}
columns:
  "*.备注": {operator: text}
  "客户.内部评级": {operator: drop}
risk: {quasi_identifiers: [出生年, 性别, 城市], k: 5}
"""
    read = _read(tmp_path, text)
    assert list(read.columns) == ["*.备注", "客户.内部评级"]
    assert read.risk is not None
    assert read.risk.k == 5


def test_an_operator_alone_is_enough(tmp_path: Path) -> None:
    read = _read(tmp_path, _HEAD + "entities: {CN_MOBILE: mask}\n")
    assert read.entities["CN_MOBILE"].operator == "mask"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (_HEAD + "defautl: drop\n", 3, "defautl"),
        (_HEAD + "recipients: []\n", 3, "recipients"),
        ("version: 1\nrecipient:\n  name: a\n  purpose: b\n  expiry: 2027-01-01\n", 5, "recipient.expiry"),
        (_HEAD + "key:\n  environment: X\n", 4, "key.environment"),
        (_HEAD + "risk:\n  quasi_identifiers: [a]\n  l: 3\n", 5, "risk.l"),
    ],
)
def test_an_unknown_key_is_named_with_its_line(text: str, line: int, key: str, tmp_path: Path) -> None:
    message = _refusal(tmp_path, text)
    assert f"line {line}, key {key}: this key is not known" in message


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("version: 2\nrecipient: {name: a, purpose: b}\n", 1, "version"),
        (_HEAD + "default: pass\n", 3, "default"),
        (_HEAD + "allow: 金额\n", 3, "allow"),
        (_HEAD + "allow:\n  - 金额\n  - {a: b}\n", 5, "allow.1"),
        (_HEAD + "entities: [CN_MOBILE]\n", 3, "entities"),
        (_HEAD + "\nrisk:\n  quasi_identifiers: [城市]\n  k: many\n", 6, "risk.k"),
        (_HEAD + "risk: {quasi_identifiers: [城市], k: 1}\n", 3, "risk.k"),
        (_HEAD + "risk: {quasi_identifiers: []}\n", 3, "risk.quasi_identifiers"),
        ("version: 1\nrecipient:\n  name: ''\n  purpose: b\n", 3, "recipient.name"),
        ("version: 1\nrecipient:\n  name: a\n  purpose: b\n  expires: soon\n", 5, "recipient.expires"),
        (_HEAD + "columns:\n  客户.手机号:\n", 4, "columns.客户.手机号"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(text: str, line: int, key: str, tmp_path: Path) -> None:
    assert f"line {line}, key {key}: " in _refusal(tmp_path, text)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert "key recipient.purpose: this key is missing" in _refusal(tmp_path, "version: 1\nrecipient: {name: a}\n")
    assert "key version: this key is missing" in _refusal(tmp_path, "")
    assert "operator: this key is missing" in _refusal(tmp_path, _HEAD + "columns: {a: {operater: mask}}\n")


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "42"])
def test_a_document_that_is_no_mapping_is_refused(text: str, tmp_path: Path) -> None:
    assert "line 1" in _refusal(tmp_path, text)


def test_an_unknown_operator_is_named_with_its_line(tmp_path: Path) -> None:
    message = _refusal(tmp_path, _HEAD + "entities:\n  CN_MOBILE: mask\n  PERSON: {operator: scramble}\n")
    assert "line 5" in message
    assert "entities.PERSON" in message
    assert "no operator scramble" in message


def test_an_unknown_parameter_of_an_operator_is_named_with_its_line(tmp_path: Path) -> None:
    message = _refusal(tmp_path, _HEAD + "columns:\n  '*.手机号':\n    operator: mask\n    keep_frist: 3\n")
    assert "operator mask has no parameter keep_frist; it has keep_first" in message
    assert "columns.*.手机号" in message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("version: 1\nrecipient: {name: a\n", 3),
        ("version: 1\n\tdefault: drop\n", 2),
        ("a: 'open\n", 2),
        ("a: b: c\n", 1),
    ],
)
def test_bad_yaml_is_named_with_its_line(text: str, line: int, tmp_path: Path) -> None:
    assert f"line {line}: not valid YAML" in _refusal(tmp_path, text)


def test_a_date_that_does_not_exist_is_named(tmp_path: Path) -> None:
    text = "version: 1\nrecipient:\n  name: a\n  purpose: b\n  expires: 2027-02-30\n"
    assert "line 5" in _refusal(tmp_path, text)


@pytest.mark.parametrize(
    "twice", ["risk: {quasi_identifiers: [城市]}\nrisk:\n", "entities: {PERSON: drop}\nentities: {}\n"]
)
def test_a_key_that_stands_twice_is_refused(twice: str, tmp_path: Path) -> None:
    _refusal(tmp_path, _HEAD + twice)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"version: 1\x00"])
def test_a_file_that_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "my-policy.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"my-policy\.yaml"):
        policy_of(path)


@pytest.mark.parametrize("name", ["missing.yaml", "folder"])
def test_a_policy_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigError, match=f"{name} cannot be read"):
        policy_of(tmp_path / name)


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + _HEAD.replace("\n", "\r\n").encode())
    assert policy_of(path).recipient.name == "partner-a"


def test_a_key_written_into_the_policy_is_refused_without_showing_it(tmp_path: Path) -> None:
    secret = "q83vEjRWeJCrze8SNFZ4kJq7zN3u"
    for text in (f"key: {secret}\n", f"key: {{env: A, file: {secret}}}\n", f"key: {{secret: {secret}}}\n"):
        assert secret not in _refusal(tmp_path, _HEAD + text)


def test_a_mapping_is_a_policy_too() -> None:
    read = policy_of({"version": 1, "recipient": {"name": "a", "purpose": "b"}, "entities": {"PERSON": "mask"}})
    assert read.entities["PERSON"].operator == "mask"
    assert policy_of(read) is read
    with pytest.raises(ConfigError, match="key whom: this key is not known"):
        policy_of({"version": 1, "recipient": {"name": "a", "purpose": "b"}, "whom": "x"})


def test_a_mapping_may_hold_a_path(tmp_path: Path) -> None:
    read = policy(key={"file": tmp_path / "secret.key"})
    assert read.key is not None
    assert read.key.file == tmp_path / "secret.key"


def test_the_fingerprint_is_that_of_the_rules_not_of_the_place_of_the_key() -> None:
    one = policy(entities={"PERSON": "mask"}, key={"env": "A"})
    assert one.fingerprint() == policy(entities={"PERSON": "mask"}, key={"env": "B"}).fingerprint()
    assert one.fingerprint() != policy(entities={"PERSON": "drop"}, key={"env": "A"}).fingerprint()


def test_the_json_schema_knows_every_key_of_a_policy() -> None:
    schema = Policy.model_json_schema()
    assert set(schema["properties"]) == {
        "version",
        "extends",
        "description",
        "recipient",
        "key",
        "default",
        "hashes",
        "surnames",
        "entities",
        "columns",
        "dates",
        "allow",
        "risk",
        "rows",
        "minors",
        "retention",
    }
    assert schema["additionalProperties"] is False
    assert schema["properties"]["default"]["enum"] == ["refuse", "redact", "drop"]
    assert set(schema["required"]) == {"version", "recipient"}
    assert schema["$defs"]["RiskLimits"]["properties"]["k"]["minimum"] == 2


def test_the_json_schema_allows_an_operator_alone() -> None:
    rule = Policy.model_json_schema()["properties"]["entities"]["additionalProperties"]
    assert "string" in str(rule)


def test_settings_give_defaults_and_refuse_unknown_keys(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("jobs: 2\nquiet: true\n", encoding="utf-8")
    assert load_settings(path).defaults() == {"jobs": 2, "quiet": True}
    path.write_text("jobs: 2\ncolour: red\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"settings\.yaml, line 2, key colour"):
        load_settings(path)
    path.write_text("jobs: 0\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="key jobs"):
        load_settings(path)
    assert "jobs" in Settings.model_json_schema()["properties"]


def test_a_preset_that_is_not_shipped_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such"):
        preset_path("no-such.yaml")
