"""The master key, and the keys derived from it per recipient and entity type.

HKDF-SHA256 (RFC 5869): two recipients cannot link their copies, one recipient's next release
joins with its last.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pii_scanner.config.policy import KeySource
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr

_BYTES = 32
_SALT = b"pii-scanner/1"


def new_key() -> str:
    """Return a new master key: 32 random bytes, base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode("ascii")


@dataclass(frozen=True)
class Keys:
    """The keys of one recipient."""

    master: bytes = field(repr=False)
    recipient: str

    def of(self, entity_type: str) -> bytes:
        """Return the 32-byte key for pseudonyms of one entity type."""
        return _derive(self.master, f"pseudonym|{self.recipient}|{entity_type}")

    @property
    def key_id(self) -> str:
        """Return what manifests call the key; nothing of the key can be learned from it."""
        return _derive(self.master, "key id")[:6].hex()


def _derive(master: bytes, info: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, _SALT, info.encode("utf-8")).derive(master)


def load_master(source: KeySource) -> bytes:
    """Return the master key.

    Raises ConfigError when it is missing, too short, or its file may be read by others.
    """
    if source.env is not None:
        text = os.environ.get(source.env)
        if not text:
            raise ConfigError(
                tr(
                    "The key is missing: set the environment variable {name}; `pii-scanner key new` makes one.",
                    name=source.env,
                )
            )
    elif source.file is not None:
        text = _from_file(source)
    else:
        text = _from_keyring(source.keyring or "")
    try:
        master = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        master = b""
    if len(master) < _BYTES or len(set(master)) < 12:
        raise ConfigError(
            tr("The key is too weak: it must be 32 random bytes in base64; `pii-scanner key new` makes one.")
        )
    return master


def _from_file(source: KeySource) -> str:
    path = source.file
    assert path is not None
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ConfigError(tr("The key file {name} may be read by others: chmod 600 it first.", name=path.name))
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("The key file {name} cannot be read; `pii-scanner key new` makes one.", name=path.name)
        ) from error


def _from_keyring(name: str) -> str:
    try:
        import keyring
    except ModuleNotFoundError as error:
        raise ConfigError(
            tr('Keys in the system keyring need an extra: pip install "pii-scanner[keyring]".')
        ) from error
    text = keyring.get_password("pii-scanner", name)
    if not text:
        raise ConfigError(tr("The system keyring holds no key named {name}.", name=name))
    return str(text)


def write_key(path: Path) -> None:
    """Write a new key to a new file that only its owner may read.

    Raises ConfigError when the file exists or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConfigError(tr("{name} exists already: a key is never written over.", name=path)) from error
    except OSError as error:
        reason = error.strerror or "unwritable"
        raise ConfigError(tr("The output {name} cannot be written: {reason}.", name=path, reason=reason)) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
