"""pii-scanner bench: rates of this machine, and nothing left behind."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from tests.cli.commands import Cli


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


def test_an_invented_table_is_read_scanned_and_masked(cli: Cli, temporary: Path) -> None:
    done = cli("bench", "--rows", "300", "--jobs", "1", "--format", "json")
    assert done.code == 0
    rates = json.loads(done.out)
    assert [(rate["step"], rate["rows"], rate["cells"]) for rate in rates] == [
        ("read", 300, 3000),
        ("scan", 300, 3000),
        ("mask", 300, 3000),
    ]
    assert all(rate["rows_per_second"] > 0 for rate in rates)
    assert not list(temporary.iterdir())


def test_sources_of_ones_own_are_not_masked_unasked(cli: Cli, data: Path, temporary: Path) -> None:
    done = cli("bench", data, "--jobs", "2")
    assert done.code == 0
    assert [line.split()[:2] for line in done.out.splitlines()[1:]] == [
        ["Reading", "1"],
        ["Scanning", "1"],
        ["Scanning", "2"],
    ]
    assert not list(temporary.iterdir())


def test_nothing_to_read_is_said_in_a_sentence(cli: Cli, tmp_path: Path) -> None:
    done = cli("bench", tmp_path / "missing.csv")
    assert done.code == 3
    assert "missing.csv does not exist" in done.err
