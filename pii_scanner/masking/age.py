"""Key files encrypted by age (age-encryption.org/v1), through pyrage, an extra."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pii_scanner.config.policy import InEnvironment
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.masking.private import private_text


def _age() -> Any:
    try:
        import pyrage
    except ModuleNotFoundError as error:
        raise ConfigError(tr('Keys encrypted by age need an extra: pip install "pii-scanner[age]".')) from error
    return pyrage


def _identity(source: Path | InEnvironment | None) -> Any:
    """Return the age identity in a file or an environment variable: its line that begins with AGE-SECRET-KEY-."""
    pyrage = _age()
    if isinstance(source, InEnvironment):
        text, name = os.environ.get(source.env, ""), source.env
    else:
        assert source is not None
        text, name = private_text(source), source.name
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("AGE-SECRET-KEY-")]
    try:
        return pyrage.x25519.Identity.from_str(lines[0])
    except (IndexError, pyrage.IdentityError) as error:
        raise ConfigError(
            tr("{name} holds no age identity (a line AGE-SECRET-KEY-...); `age-keygen` makes one.", name=name)
        ) from error


def decrypted(path: Path, identity: Path | InEnvironment | None) -> str:
    """Return the text in a file that age encrypted; raises ConfigError when it cannot be read or decrypted."""
    opened = _identity(identity)
    try:
        return str(_age().decrypt(path.read_bytes(), [opened]).decode("ascii"))
    except OSError as error:
        raise ConfigError(
            tr("The key file {name} cannot be read; `pii-scanner key new` makes one.", name=path.name)
        ) from error
    except (_age().DecryptError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The key file {name} cannot be decrypted with this age identity.", name=path.name)
        ) from error


def encrypted(text: str, recipient: str) -> bytes:
    """Return a text encrypted by age to a recipient (age1...); raises ConfigError when that is none."""
    pyrage = _age()
    try:
        return bytes(pyrage.encrypt(text.encode("ascii"), [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError as error:
        raise ConfigError(tr("That is no age recipient: it begins with age1.")) from error


def age_recipient_of(identity: Path | InEnvironment | None) -> str:
    """Return the recipient (age1...) of an identity."""
    return str(_identity(identity).to_public())
