"""Passwords of archives and documents: from the environment, where no process list shows them."""

from __future__ import annotations

import os

from pii_scanner.i18n import tr

VARIABLE = "PII_SCANNER_FILE_PASSWORD"


def passwords(name: str) -> list[str]:
    """Return the passwords to try on a file, none when nobody gave one."""
    given = os.environ.get(VARIABLE, "")
    return [given] if given else []


def password_missing(name: str) -> str:
    return tr(
        "{name} is protected by a password: set the environment variable {variable}, or leave it out.",
        name=name,
        variable=VARIABLE,
    )


def password_wrong(name: str) -> str:
    return tr(
        "{name} is protected by another password than that of {variable}; it was not read.",
        name=name,
        variable=VARIABLE,
    )
