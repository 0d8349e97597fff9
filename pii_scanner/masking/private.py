"""Files that only their owner may read: keys and what opens them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr


def private_text(path: Path) -> str:
    """Return what a file holds that only its owner may read; raises ConfigError when others may, or nobody can."""
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigError(tr("The key file {name} may be read by others: chmod 600 it first.", name=path.name))
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The key file {name} cannot be read; `pii-scanner key new` makes one.", name=path.name)
        ) from error


def write_private(path: Path, content: bytes) -> None:
    """Write a new file of mode 0600; raises ConfigError when it exists or cannot be written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConfigError(tr("{name} exists already: a key is never written over.", name=path)) from error
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=path, reason=reason)) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
