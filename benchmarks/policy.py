"""The policy that the benchmarks mask by, and a key for the run."""

from __future__ import annotations

import os
from pathlib import Path

from pii_scanner.masking.keys import new_key

POLICY = Path(__file__).parents[1] / "configs" / "policies" / "partner.yaml"


def key_for_the_run() -> None:
    """Set a new master key in the environment of this process."""
    os.environ["PII_SCANNER_KEY"] = new_key()
