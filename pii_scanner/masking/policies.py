"""A policy from whatever names it: a path, a mapping or a Policy; its operators are checked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pii_scanner.config.documents import read_layer, read_text
from pii_scanner.config.inheritance import POLICIES, extended_document
from pii_scanner.config.policy import Policy, load_policy
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import current_language, tr
from pii_scanner.masking.operators.registry import operators
from pii_scanner.presets import preset_path, presets


def policy_of(policy: Policy | Mapping[str, Any] | str | Path) -> Policy:
    """Return a checked policy, given as a file, the name of a shipped one, a mapping or as it is.

    Raises ConfigError naming file, line and key.
    """
    operators()  # their parameters are checked while the policy is read
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, Mapping):
        text = yaml.safe_dump(_plain(policy), allow_unicode=True, sort_keys=False)
        return extended_document(read_layer(text, "policy"), Path("policy"), Policy)
    return _shipped(str(policy)) if _is_shipped(policy) else load_policy(Path(policy))


def _is_shipped(policy: str | Path) -> bool:
    """Return whether a name is that of a shipped policy, and no file has it."""
    return str(policy) in presets(POLICIES) and not Path(policy).exists()


def _shipped(name: str) -> Policy:
    """Return a shipped policy that is complete; raises ConfigError for one to build on."""
    path = preset_path(f"{POLICIES}/{name}.yaml")
    if "recipient" not in read_layer(read_text(path), name).content:
        raise ConfigError(
            tr(
                "The policy {name} is one to build on: write a file with `extends: {name}`, your `recipient` and your `key`, and name that file.",
                name=name,
            )
        )
    return load_policy(path)


def shipped_policies() -> dict[str, str]:
    """Return the names of the shipped policies, and what each is for in the language of messages."""
    found = {}
    for name in presets(POLICIES):
        content = read_layer(read_text(preset_path(f"{POLICIES}/{name}.yaml")), name).content
        told = content.get("description") or ""
        found[name] = told.get(current_language(), "") if isinstance(told, dict) else told
    return found


def _plain(value: Any) -> Any:
    """Return a value with paths as text and other mappings and sequences as YAML knows them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
