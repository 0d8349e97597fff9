"""What the tests of the command line share: a policy, and how a command ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

POLICY = """version: 1
recipient: {name: partner-a, purpose: valuation}
key: {env: PII_SCANNER_KEY}
default: redact
entities: {CN_RESIDENT_ID: surrogate, CN_MOBILE: pseudonymize, CN_BANK_CARD: truncate, PERSON: surrogate}
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard error as JSON lines; fails where a line is none."""
        return [json.loads(line) for line in self.err.splitlines()]


Cli = Callable[..., Outcome]
