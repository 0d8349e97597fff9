"""The sentence for an archive or a document whose password is missing or another one."""

from __future__ import annotations

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.sources.passwords import how_to_give


def locked(name: str, *, tried: bool) -> SourceError:
    """Return the error for a protected file; `tried` tells that there were passwords, of which none fits."""
    if tried:
        sentence = tr("{name} is protected by a password, and none of those given opens it.", name=name)
    else:
        sentence = tr("{name} is protected by a password.", name=name)
    return SourceError(f"{sentence} {how_to_give()}")
