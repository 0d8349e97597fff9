"""One run at a time per output folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pii_scanner.errors import ConfigError, LockedError
from pii_scanner.i18n import tr

_NAME = ".lock"


@contextmanager
def locked(folder: Path, name: str = _NAME) -> Iterator[None]:
    """Hold the lock of an output folder, which is made if missing; locks of other names are others.

    Raises LockedError when another run holds it, ConfigError when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / name)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LockedError(tr("Another run writes to {name}: wait for its end.", name=folder)) from error
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=folder, reason=reason)) from error
    try:
        yield
    finally:
        lock.release()
