"""What a command leaves behind that a scheduler stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pii_scanner.demo.persons import persons
from pii_scanner.masking.keys import new_key
from tests.builders.tables import person_columns, write_csv

_POLICY = """\
version: 1
extends: partner-valuation
recipient: {name: partner-a, purpose: test, agreement: "1", expires: 2099-01-01}
key: {env: PII_SCANNER_KEY}
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_mask_that_is_stopped_leaves_no_copies_and_says_so(tmp_path: Path) -> None:
    for number in range(12):
        write_csv(tmp_path / "data" / f"{number}.csv", person_columns(persons(1500, number)))
    (tmp_path / "policy.yaml").write_text(_POLICY, encoding="utf-8")
    out = tmp_path / "releases" / "one"
    command = [sys.executable, "-m", "pii_scanner", "mask", str(tmp_path / "data"), "-o", str(out), "--quiet"]
    command += ["--policy", str(tmp_path / "policy.yaml"), "--lang", "en"]
    environment = {**os.environ, "PII_SCANNER_KEY": new_key()}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        while not any(out.parent.glob(".one.partial-*/*")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate()
    assert process.returncode == 128 + signal.SIGTERM
    assert said.splitlines()[-1] == "Error: Stopped before the end; nothing was published."
    assert list(out.parent.iterdir()) == []
