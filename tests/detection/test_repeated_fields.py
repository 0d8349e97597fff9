"""Records of JSON that is keyed by persons: what one field is in most of them, it is in all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pii_scanner
from pii_scanner.demo.persons import persons

PEOPLE = persons(12, 31)
# A word as often as a name, where it stands alone.
_WORD = "许国"


def _types(path: Path, content: dict[str, Any]) -> dict[str, list[str]]:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    columns = pii_scanner.scan(path).columns
    return {column.column.split(".")[0]: column.types() for column in columns if column.column.endswith(".name")}


def test_a_name_among_the_names_of_other_records(tmp_path: Path) -> None:
    records = {f"k{number}": {"name": person.name, "n": number} for number, person in enumerate(PEOPLE)}

    found = _types(tmp_path / "a.json", {**records, "last": {"name": _WORD, "n": 1}})

    assert list(found["last"]) == ["PERSON"]


def test_few_names_tell_nothing_of_the_others(tmp_path: Path) -> None:
    words = {
        f"w{number}": {"name": word} for number, word in enumerate(("螺丝刀", "扳手", "电钻", "锤子", "卷尺", _WORD))
    }

    found = _types(tmp_path / "a.json", {**words, "k": {"name": PEOPLE[0].name}})

    assert not any(types for key, types in found.items() if key != "k")
