"""ORC files read by another process first: a damaged one, which has no checksums, can end the process that reads it.

    python -m pii_scanner.sources.orc_trial

reads paths, one a line as JSON, and answers each with a line when it was read to its end or its reader said why not.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

_MOST_REMEMBERED = 10_000


class _Trials:
    """The process, started when it is needed and again when a file ended it; what came of files as they are now."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._known: dict[tuple[str, int, int], bool] = {}
        self._lock = Lock()

    def survived(self, path: Path) -> bool:
        state = path.stat()
        key = (os.path.realpath(path), state.st_mtime_ns, state.st_size)
        with self._lock:
            if key not in self._known:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[key] = self._asked(key[0])
            return self._known[key]

    def _asked(self, path: str) -> bool:
        process = self._process or _started()
        if process is None:
            return True  # where no process can be started, it is read here
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(path) + "\n")
            process.stdin.flush()
            answered = bool(process.stdout.readline())
        except OSError:
            answered = False
        if not answered:
            self.end()
        return answered

    def end(self) -> None:
        """Let the process go."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


_trials = _Trials()
atexit.register(_trials.end)


def survives(path: Path) -> bool:
    """Return whether another process could read an ORC file without an end of its own."""
    return _trials.survived(path)


def _started() -> subprocess.Popen[str] | None:
    if not sys.executable:
        return None
    try:
        return subprocess.Popen(  # noqa: S603 - this module, by the Python at hand
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except OSError:
        return None


def _read(path: str) -> None:
    from pyarrow import orc

    with open(path, "rb") as raw:
        file = orc.ORCFile(raw)
        for stripe in range(file.nstripes):
            file.read_stripe(stripe)


def main() -> None:
    for line in sys.stdin:
        with suppress(Exception):  # who reads it next says what is wrong
            _read(json.loads(line))
        sys.stdout.write("read\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
