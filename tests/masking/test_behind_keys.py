"""What stands behind keys of JSON documents and in fields of nested columns is known in every text of a release."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import pii_scanner
from pii_scanner.config.policy import Policy
from pii_scanner.demo.persons import persons
from pii_scanner.masking.policies import policy_of
from tests.builders.tables import MASTER

_PEOPLE = persons(40, 8)
# Names that nobody tells from words by themselves, beside common ones.
_NAMES = ["令狐禾", "阿依古丽·买买提", "昌珉之", "昌文", *(each.name for each in _PEOPLE[4:])]
_RECORDS = [f"ZY{4000137 + 71 * row}" for row in range(40)]
_RULES = {"PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize", "MEDICAL_RECORD_NUMBER": "pseudonymize"}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _policy(**changes: Any) -> Policy:
    given = {"recipient": {"name": "partner-a", "purpose": "valuation"}, "key": {"env": "PII_SCANNER_KEY"}, "entities": _RULES}  # fmt: skip
    return policy_of({"version": 1, "default": "redact", **given, **changes})


def _rows() -> list[dict[str, str]]:
    parts = zip(_NAMES, _RECORDS, _PEOPLE, strict=True)
    return [{"姓名": name, "病历号": number, "手机": each.mobile} for name, number, each in parts]


def _documents(folder: Path) -> None:
    _written(folder / "扩展.csv", "扩展信息", [json.dumps(row, ensure_ascii=False) for row in _rows()])


def _documents_inside_others(folder: Path) -> None:
    cells = [json.dumps({"载荷": json.dumps(row), "序": 1}, ensure_ascii=False) for row in _rows()]
    _written(folder / "扩展.csv", "扩展信息", cells)


def _nested_lines(folder: Path) -> None:
    lines = [json.dumps({"序": 1, "人": [row]}, ensure_ascii=False) for row in _rows()]
    (folder / "扩展.jsonl").write_text("\n".join(lines), encoding="utf-8")


def _nested_column(folder: Path) -> None:
    pq.write_table(pa.table({"序": range(40), "人": [[row] for row in _rows()]}), folder / "扩展.parquet")


def _written(path: Path, name: str, cells: list[str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["序", name], *([row, cell] for row, cell in enumerate(cells))])


@pytest.mark.parametrize("write", [_documents, _documents_inside_others, _nested_lines, _nested_column])
@pytest.mark.parametrize("jobs", [1, 2])
def test_values_behind_keys_are_known_in_notes_elsewhere(
    write: Callable[[Path], None], jobs: int, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write(source)
    notes = [f"{number}已转，催了{name}两遍" for name, number in zip(_NAMES, _RECORDS, strict=True)]
    _written(source / "跟进.csv", "备注", notes)
    pii_scanner.mask(source, _policy(), tmp_path / "release", jobs=jobs)
    made = (tmp_path / "release" / "跟进.csv").read_text(encoding="utf-8")
    assert [each for each in (*_NAMES, *_RECORDS) if each in made] == []
    assert "催了NAME_" in made
    assert "两遍" in made


def test_what_the_policy_keeps_behind_keys_stays_in_notes_too(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    _documents(source)
    _written(source / "跟进.csv", "备注", [f"{number}已转，来电{each.mobile}" for number, each in zip(_RECORDS, _PEOPLE, strict=True)])  # fmt: skip
    rules = {**_RULES, "MEDICAL_RECORD_NUMBER": "keep"}
    pii_scanner.mask(source, _policy(entities=rules), tmp_path / "release")
    made = (tmp_path / "release" / "跟进.csv").read_text(encoding="utf-8")
    assert all(number in made for number in _RECORDS)


def test_paths_without_a_rule_are_known_too(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    _documents(source)
    _written(
        source / "跟进.csv", "备注", [f"{number}已转{name}" for number, name in zip(_RECORDS, _NAMES, strict=True)]
    )
    rule = {"*.扩展信息": {"operator": "json", "paths": {"$.手机": "pseudonymize"}}}
    pii_scanner.mask(source, _policy(columns=rule), tmp_path / "release")
    made = (tmp_path / "release" / "跟进.csv").read_text(encoding="utf-8")
    assert [each for each in (*_NAMES, *_RECORDS) if each in made] == []


def test_the_rarest_surnames_are_masked_behind_keys(tmp_path: Path) -> None:
    """No list has 昌; the dictionary only guesses what 昌文 is."""
    source = tmp_path / "source"
    source.mkdir()
    _documents(source)
    pii_scanner.mask(source, _policy(), tmp_path / "release")
    made = (tmp_path / "release" / "扩展.csv").read_text(encoding="utf-8")
    assert [each for each in _NAMES if each in made] == []
