"""Passwords of protected files: from the environment, or asked for on a terminal.

They are held in this process's memory only; no argument, log, report or file ever has one.
"""

from __future__ import annotations

import getpass
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext

from pii_scanner.i18n import tr

VARIABLE = "PII_SCANNER_FILE_PASSWORD"
_TRIES = 3

# Those that opened a file: the next file, and the next reading of the same, are tried with them first.
_opened: list[str] = []
_declined: set[str] = set()
_quietly: Callable[[], AbstractContextManager[object]] = nullcontext


def passwords(name: str) -> Iterator[str]:
    """Yield the passwords to try on the file that users know as `name`, none of them twice.

    First those that opened another file, then those of the environment, then, on a terminal, up to three that the
    user types; an empty answer ends the asking, and `name` is not asked for again. Call `remember` with the one
    that fits.
    """
    tried: set[str] = set()
    for password in [*_opened, *_of_environment()]:
        if password not in tried:
            tried.add(password)
            yield password
    if name in _declined or not can_ask():
        return
    for _ in range(_TRIES):
        password = _ask(name)
        if not password:
            break
        if password not in tried:
            tried.add(password)
            yield password
    _declined.add(name)


def remember(password: str) -> None:
    """Keep a password that opened a file for the rest of this run."""
    if password in _opened:
        _opened.remove(password)
    _opened.insert(0, password)


def forget() -> None:
    """Forget all passwords and refusals."""
    _opened.clear()
    _declined.clear()


def while_asking(quietly: Callable[[], AbstractContextManager[object]]) -> None:
    """Let every question stand in the context that `quietly` makes: a progress bar stops drawing over it."""
    global _quietly
    _quietly = quietly


def how_to_give() -> str:
    """Return the sentence that tells a user how a password is given."""
    return tr(
        "Give its password in the environment variable {variable} (one a line, if there are several), or run on a "
        "terminal, where it is asked for.",
        variable=VARIABLE,
    )


def can_ask() -> bool:
    """Return whether somebody sits at a terminal; a process beside the first never asks."""
    if multiprocessing.parent_process() is not None:
        return False
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _of_environment() -> list[str]:
    return [line.rstrip("\r") for line in os.environ.get(VARIABLE, "").split("\n") if line.rstrip("\r")]


def _ask(name: str) -> str:
    with _quietly():
        try:
            return getpass.getpass(tr("Password of {name} (empty to leave it out): ", name=name))
        except EOFError:
            return ""
