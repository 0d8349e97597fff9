"""How the process of a command ends: with the exit code it came to, whatever threads of native libraries do."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

from pii_scanner.cli import main


def command() -> None:
    """Run the command line as a process of its own."""
    try:
        main()
    except SystemExit as stop:
        leave(stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1)


def leave(code: int) -> None:
    """End the process. Destructors of native libraries are left out: where a thread of theirs has not quite ended they
    abort the process (`terminate called without an active exception`), and a run that is done would count as failed."""
    with suppress(Exception):
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # whoever read it is gone
            stream.flush()
    os._exit(code)
