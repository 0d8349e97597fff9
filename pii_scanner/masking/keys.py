"""The master key, and the keys derived from it per recipient and entity type.

HKDF-SHA256 (RFC 5869): two recipients cannot link their copies, one recipient's next release
joins with its last.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pii_scanner.config.policy import KeySource
from pii_scanner.errors import ConfigError
from pii_scanner.i18n import tr
from pii_scanner.masking.age import age_recipient_of, decrypted, encrypted
from pii_scanner.masking.private import private_text, write_private

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

    def of(self, entity_type: str, label: str = "pseudonym") -> bytes:
        """Return the 32-byte key of one entity type for one use: pseudonym, token, encryption."""
        return _derive(self.master, f"{label}|{self.recipient}|{entity_type}")

    @property
    def key_id(self) -> str:
        """Return what manifests call the key; nothing of the key can be learned from it."""
        return _derive(self.master, "key id")[:6].hex()


@dataclass(frozen=True)
class DerivedKeys:
    """Keys of one recipient that were derived before: from them nobody comes back to the master key."""

    derived: Mapping[tuple[str, str], bytes] = field(repr=False)
    key_id: str

    def of(self, entity_type: str, label: str = "pseudonym") -> bytes:
        """Return a key as `Keys.of` does; raises KeyError for one that was not derived."""
        return self.derived[entity_type, label]


def derived_keys(keys: Keys, entity_types: Iterable[str], labels: Iterable[str]) -> DerivedKeys:
    """Return the keys of some entity types for some uses, without the master key."""
    uses = list(labels)
    return DerivedKeys({(each, use): keys.of(each, use) for each in entity_types for use in uses}, keys.key_id)


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
        text = private_text(source.file)
    elif source.age is not None:
        text = decrypted(source.age, source.identity)
    else:
        text = _from_keyring(source.keyring or "")
    return master_of(text)


def master_of(text: str) -> bytes:
    """Return the key that a text holds in base64; raises ConfigError when it is weak or none."""
    try:
        master = base64.b64decode(text.strip().replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        master = b""
    if len(master) < _BYTES or len(set(master)) < 12:
        raise ConfigError(
            tr("The key is too weak: it must be 32 random bytes in base64; `pii-scanner key new` makes one.")
        )
    return master


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


def write_key(path: Path, key: str | None = None, age_recipient: str | None = None) -> None:
    """Write a key, a new one unless given, to a new file that only its owner may read, encrypted if a recipient is given.

    Raises ConfigError when the file exists or cannot be written.
    """
    text = (new_key() if key is None else key) + "\n"
    write_private(path, text.encode("ascii") if age_recipient is None else encrypted(text, age_recipient))


def as_text(master: bytes) -> str:
    """Return a key in base64, as key files hold it."""
    return base64.urlsafe_b64encode(master).decode("ascii")


def id_of(master: bytes) -> str:
    """Return what manifests call a master key."""
    return Keys(master, "").key_id


def load_master_of(source: KeySource, key_id: str) -> bytes | None:
    """Return the master key of an id: the one in use, or one that `key rotate` put aside; None where neither has it.

    Raises ConfigError as `load_master` does.
    """
    master = load_master(source)
    if id_of(master) == key_id:
        return master
    path = source.file or source.age
    old = kept_path(path, key_id) if path is not None else None
    if old is None or not old.exists():
        return None
    name = "file" if source.file else "age"
    master = load_master(source.model_copy(update={name: old}))
    return master if id_of(master) == key_id else None


def kept_path(path: Path, key_id: str) -> Path:
    """Return where a key file stays after another took its place: secret.key becomes secret.KEYID.key."""
    return path.with_name(f"{path.stem}.{key_id}{path.suffix}")


def rotate(source: KeySource) -> tuple[str, str, Path]:
    """Put a new key in the place of a key file and keep the old one beside it; return (old id, new id, the old key's file).

    Raises ConfigError where the key is in no file or cannot be written. At no moment is there no key.
    """
    path = source.file or source.age
    if path is None:
        raise ConfigError(
            tr(
                "Only a key file can be rotated: put what `pii-scanner key new` prints in the place of the old key, and keep that one."
            )
        )
    master = load_master(source)
    kept, new = kept_path(path, id_of(master)), path.with_name(f"{path.name}.new")
    recipient = age_recipient_of(source.identity) if source.age is not None else None
    made = new_key()
    # Of a rotation that was interrupted, the kept key may be there already, and a new one that nobody used.
    if not kept.exists() or kept.read_bytes() != path.read_bytes():
        write_private(kept, path.read_bytes())
    new.unlink(missing_ok=True)
    write_key(new, made, recipient)
    new.replace(path)
    return id_of(master), id_of(master_of(made)), kept
