"""The sentence for a library that is an extra and not installed."""

from __future__ import annotations

from pii_scanner.i18n import tr


def extra_missing(name: str, library: str, extra: str) -> str:
    return tr(
        '{name} needs {library}, which is not installed: pip install "pii-scanner[{extra}]".',
        name=name,
        library=library,
        extra=extra,
    )
