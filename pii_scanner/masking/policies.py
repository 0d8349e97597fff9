"""A policy from whatever names it: a path, a mapping or a Policy; its operators are checked on the way."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pii_scanner.config.documents import parse_document
from pii_scanner.config.policy import Policy, load_policy
from pii_scanner.masking.operators.registry import operators


def policy_of(policy: Policy | Mapping[str, Any] | str | Path) -> Policy:
    """Return a checked policy; raises ConfigError naming file, line and key."""
    operators()  # their parameters are checked while the policy is read
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, Mapping):
        text = yaml.safe_dump(_plain(policy), allow_unicode=True, sort_keys=False)
        return parse_document(text, Policy, "policy")
    return load_policy(Path(policy))


def _plain(value: Any) -> Any:
    """Return a value with paths as text and other mappings and sequences as YAML knows them."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, Path) else value
