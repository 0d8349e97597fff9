"""Where a release is built before it is published: beside its final name, renamed only when verified."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr


def refuse_existing(folder: Path) -> None:
    """Raise ConfigError when a release cannot be published under `folder`."""
    if folder.is_symlink() or folder.exists():
        if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
            return
        raise ConfigError(
            tr(
                "The output {name} exists already: name a new folder; a release is never written over another.",
                name=folder,
            )
        )


@contextmanager
def staging(folder: Path, mode: int = 0o755) -> Iterator[Path]:
    """Yield a private folder that becomes `folder`, of that mode, at the end; on any error nothing of it stays."""
    refuse_existing(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        hidden = folder.parent / f".{folder.name}.partial-{os.getpid()}"
        hidden.mkdir(mode=0o700)
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=folder, reason=reason)) from error
    try:
        yield hidden
        hidden.chmod(mode)
        with contextlib.suppress(FileNotFoundError):
            folder.rmdir()
        hidden.rename(folder)
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
            refuse_existing(folder)  # another run was faster
        raise
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what runs that were killed left behind of a release: unverified copies."""
    remove_unfinished(folder.parent, re.compile(re.escape(folder.name)))


def remove_unfinished(parent: Path, name: re.Pattern[str]) -> None:
    """Remove the unverified copies that runs which were killed left behind of releases of some name."""
    for left in parent.glob(".*.partial-*"):
        of, _, number = left.name[1:].rpartition(".partial-")
        if number.isdigit() and name.fullmatch(of) and not _alive(int(number)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name != "posix":
        return True  # asking would end the process there
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
