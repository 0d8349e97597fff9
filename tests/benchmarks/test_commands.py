"""Every benchmark that needs no server runs to its end and prints its table: over few rows here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_COMMANDS = {
    "operators": "--values 300 --notes 60",
    "tokens": "--values 300 --peer-values 20",
    "known_values": "--values 3000",
    "free_text": "--notes 60",
    "dumps": "--rows 400 --rounds 1",
}


@pytest.mark.parametrize("name", _COMMANDS)
def test_a_benchmark_prints_its_table(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{name}", *_COMMANDS[name].split()]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "| --- |" in done.stdout
