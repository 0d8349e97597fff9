"""A command's process ends with the command's exit code, all that was said written out and all put away."""

from __future__ import annotations

import subprocess
import sys

_LEAVES = """
import atexit, threading, time
from pii_scanner.cli.leaving import leave
atexit.register(print, "put away")
threading.Thread(target=time.sleep, args=(60,)).start()
print("said")
leave(5)
"""


def test_what_was_said_is_written_and_what_was_left_is_put_away() -> None:
    done = subprocess.run([sys.executable, "-c", _LEAVES], capture_output=True, text=True, timeout=50)
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (5, ["said", "put away"], "")


def test_the_process_of_a_command_ends_with_its_code() -> None:
    run = [sys.executable, "-m", "pii_scanner"]
    assert subprocess.run([*run, "--version"], capture_output=True).returncode == 0
    assert subprocess.run([*run, "scan", "no-such-file", "--sample", "x"], capture_output=True).returncode == 2
