"""inventory.json: the document itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write the document as indented UTF-8 JSON; NaN, which no JSON reader takes, is refused."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    write_text(path, text + "\n")
