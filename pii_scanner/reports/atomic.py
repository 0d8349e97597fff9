"""Files that appear complete or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; it takes the name `path` when the block succeeds.

    When the block raises, the temporary file is removed and an older `path` stays as it was.
    """
    if not path.parent.is_dir():
        reason = os.strerror(errno.ENOENT)
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=path, reason=reason))
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        with temporary.open("rb+") as written:
            # Without this a power cut may leave the new name with no content.
            os.fsync(written.fileno())
        temporary.replace(path)
    except PermissionError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=path, reason=reason)) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    r"""Write `text` to `path` atomically, line ends unchanged.

    A file name that is not valid UTF-8 reaches us as lone surrogates: they are written as
    `\udcb0`, which is also their JSON escape.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode(encoding, errors="backslashreplace"))
