"""The settings and the code that the guides show are true."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.config.settings import load_settings

DOCS = Path(__file__).parents[2] / "docs"


def _blocks(language: str, kind: str) -> list[str]:
    text = (DOCS / language / "own-recognizers.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_settings_of_the_guide_work(language: str, tmp_path: Path) -> None:
    (tmp_path / "watched-names.txt").write_text("雪豹\n", encoding="utf-8")
    (tmp_path / "settings.yaml").write_text(_blocks(language, "yaml")[0], encoding="utf-8")
    settings = load_settings(tmp_path / "settings.yaml")
    frame = pd.DataFrame({"工号": [f"GH{n}" for n in range(100000, 100020)], "事": ["与雪豹会面"] * 20})
    found = [record.types() for record in pii_scanner.scan(frame, config=settings).columns]
    assert found == [["STAFF_NUMBER"], ["PERSON"]]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_code_of_the_guide_prints_what_it_says(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for block in _blocks(language, "python"):
        exec(compile(block, "guide", "exec"), {})
    assert capsys.readouterr().out.strip() == "['STAFF_NUMBER']"
