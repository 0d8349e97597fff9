"""inventory.json: the document itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pii_scanner.reports.atomic import write_text


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write the document as UTF-8 JSON, one column or problem a line; NaN, which no JSON reader takes, is refused."""
    parts = (f"  {json.dumps(name)}: {_value(value)}" for name, value in document.items())
    write_text(path, "{\n" + ",\n".join(parts) + "\n}\n")


def _value(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    return "[\n" + ",\n".join(_lines(value)) + "\n  ]"


def _lines(items: list[Any]) -> Iterator[str]:
    return ("    " + json.dumps(item, ensure_ascii=False, allow_nan=False) for item in items)
