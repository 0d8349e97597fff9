"""Policies that build on shipped ones and on files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.config.policy import Policy
from pii_scanner.errors import ConfigError
from pii_scanner.masking.policies import policy_of, shipped_policies
from pii_scanner.presets import preset_path, presets
from recognizers.registry import recognizers

_HEAD = "version: 1\nrecipient: {name: partner-a, purpose: valuation}\nkey: {env: PII_SCANNER_KEY}\n"
_SHIPPED = ["analytics", "hipaa-safe-harbor", "partner-collection", "partner-valuation", "pci", "test-data"]


def _read(path: Path, text: str) -> Policy:
    path.write_text(text, encoding="utf-8")
    return policy_of(path)


def test_rules_of_the_child_come_before_those_of_the_shipped_policy(tmp_path: Path) -> None:
    text = f"{_HEAD}extends: partner-valuation\nentities:\n  CN_MOBILE: redact\ncolumns:\n  '*.内部评级': drop\n"
    read = _read(tmp_path / "mine.yaml", text)
    assert read.recipient.name == "partner-a"
    assert (read.entities["CN_MOBILE"].operator, read.entities["PERSON"].operator) == ("redact", "pseudonymize")
    assert list(read.columns) == ["*.内部评级"]


def test_files_build_on_files_beside_them(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "base.yaml").write_text("version: 1\nextends: pci\ndefault: drop\n", encoding="utf-8")
    read = _read(tmp_path / "mine.yaml", f"{_HEAD}extends: house/base.yaml\nentities: {{PERSON: mask}}\n")
    assert read.default == "drop"
    assert (read.entities["CN_BANK_CARD"].operator, read.entities["PERSON"].operator) == ("truncate", "mask")


def test_a_mapping_builds_on_a_shipped_policy() -> None:
    read = policy_of({"version": 1, "extends": "pci", "recipient": {"name": "a", "purpose": "b"}})
    assert read.entities["CN_BANK_CARD"].operator == "truncate"


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ("nobody", "mine.yaml, line 4, key extends: no policy nobody is shipped; known are analytics, "),
        ("gone.yaml", "mine.yaml, line 4, key extends: there is no file gone.yaml"),
        ("mine.yaml", "mine.yaml, line 4, key extends: it builds on itself"),
        ("[pci]", "mine.yaml, line 4, key extends: the name of a shipped policy or a file is expected"),
        ("other.yaml", "other.yaml, line 3, key entities.PERSON: operator mask has no parameter kep"),
    ],
)
def test_what_does_not_fit_is_named_with_its_file_and_line(tmp_path: Path, extends: str, said: str) -> None:
    (tmp_path / "other.yaml").write_text(
        "version: 1\nentities:\n  PERSON: {operator: mask, kep: 1}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError) as caught:
        _read(tmp_path / "mine.yaml", f"{_HEAD}extends: {extends}\nentities:\n  CN_MOBILE: mask\n")
    assert said in str(caught.value)


def test_a_circle_of_files_ends(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("version: 1\nextends: mine.yaml\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"other\.yaml, line 2, key extends: it builds on itself"):
        _read(tmp_path / "mine.yaml", f"{_HEAD}extends: other.yaml\n")


@pytest.mark.parametrize("name", _SHIPPED)
def test_a_shipped_policy_says_what_it_is_for_and_names_known_types(name: str) -> None:
    read = policy_of({"version": 1, "extends": name, "recipient": {"name": "a", "purpose": "b"}, "key": {"env": "K"}})
    known = {each.entity_type for each in recognizers()}
    assert set(read.entities) <= known
    assert shipped_policies()[name]
    authentication = {each.entity_type for each in recognizers() if each.role == "authentication"}
    assert all(read.entities[each].operator == "drop" for each in authentication)
    if read.default == "refuse":
        assert {each.entity_type for each in recognizers() if each.role in {"identifier", "sensitive"}} <= set(
            read.entities
        )


def test_all_shipped_policies_are_listed() -> None:
    assert sorted(shipped_policies()) == presets("policies") == sorted([*_SHIPPED, "partner"])


def test_a_shipped_policy_is_named_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert policy_of("partner") == policy_of(preset_path("policies/partner.yaml"))
    with pytest.raises(ConfigError, match=r"partner-valuation is one to build on: .*extends: partner-valuation"):
        policy_of("partner-valuation")
    Path("partner").write_text("version: 1\nrecipient: {name: own, purpose: test}\n", encoding="utf-8")
    assert policy_of("partner").recipient.name == "own"
