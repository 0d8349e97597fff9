"""A customer may have the rare surname that marks invented names: that is no reason to refuse a release."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from recognizers.names import RARE_SURNAMES
from tests.builders.tables import MASTER

POLICY = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"PERSON": "surrogate"},
}


def test_a_short_name_with_which_invented_ones_begin_refuses_no_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)
    people = [each.name for each in persons(600, 12)]
    first = tmp_path / "first"
    pii_scanner.mask(_written(tmp_path / "a.csv", people), POLICY, first)
    made = pd.read_csv(first / "a.csv", dtype=str)["姓名"]
    short = sorted({name[:2] for name in made if len(name) == 3 and name[0] in RARE_SURNAMES})[:20]
    assert short
    pii_scanner.mask(_written(tmp_path / "b.csv", people + short), POLICY, tmp_path / "second")
    again = pd.read_csv(tmp_path / "second" / "b.csv", dtype=str)
    assert not any(name == made for name, made in zip(short, again["姓名"][len(people) :], strict=True))


def _written(path: Path, names: list[str]) -> Path:
    pd.DataFrame({"姓名": names, "备注": [f"{name}表示下月还款" for name in names]}).to_csv(path, index=False)
    return path
