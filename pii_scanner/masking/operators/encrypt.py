"""encrypt: a whole text as ciphertext, which the key holder decrypts; a changed one is noticed.

`enc-siv.KEYID.BASE64URL`: AES-256 in SIV mode (RFC 5297), equal for equal texts. `enc-gcm.KEYID.BASE64URL`: AES-256-GCM
(NIST SP 800-38D) behind a random nonce of 12 bytes, different in every cell. The entity type is associated data.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from pydantic import Field

from pii_scanner.masking.distinct import as_strings
from pii_scanner.masking.operators.base import Operator, Parameters, Target

# A ciphertext inside a text. Letters and digits right behind it cannot be told from its own.
SEALED = re.compile(r"enc-(?:siv|gcm)\.([0-9a-f]{12})\.[A-Za-z0-9_-]+")
_FORM = re.compile(r"\s*enc-(siv|gcm)\.([0-9a-f]*)\.([A-Za-z0-9_-]+)\s*")
_NONCE = 12


class EncryptParameters(Parameters):
    """Whether equal texts give equal results."""

    mode: Literal["siv", "gcm"] = Field(
        default="siv",
        description="siv: equal texts give equal results and join; gcm: every cell differs, nothing joins",
    )


class Encrypt(Operator):
    name = "encrypt"
    summary = "encrypt the text (AES-SIV or AES-GCM), which the key decrypts"
    reversible = True
    needs_key = True
    slow = True
    key_label = "encryption"
    parameters_model = EncryptParameters

    @property
    def repeatable(self) -> bool:
        return bool(self.parameters.mode == "siv")

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        head = f"enc-{self.parameters.mode}.{target.key_id}."
        sealed = _Sealed(target)
        seal = sealed.siv if self.parameters.mode == "siv" else sealed.gcm
        return pa.array([head + _written(seal(value)) for value in values.to_pylist()], pa.string())

    def apply_typed(self, array: pa.Array, target: Target) -> pa.Array | None:
        """Every cell of a column is encrypted by itself under `gcm`: equal cells must not show."""
        if self.parameters.mode == "siv":
            return None
        text = as_strings(array)
        filled = pc.fill_null(pc.match_substring_regex(text, r"\S"), False)
        return pc.replace_with_mask(text, filled, self.apply(text.filter(filled), target))

    def reverse(self, values: pa.Array, target: Target) -> pa.Array:
        sealed = _Sealed(target)
        return pa.array([_opened(value, sealed) for value in values.to_pylist()], pa.string())


class _Sealed:
    """Both ciphers of one target."""

    def __init__(self, target: Target) -> None:
        assert target.key is not None
        self._type = target.entity_type.encode("utf-8")
        self._siv = AESSIV(HKDFExpand(hashes.SHA256(), 64, b"siv").derive(target.key))
        self._gcm = AESGCM(HKDFExpand(hashes.SHA256(), 32, b"gcm").derive(target.key))

    def siv(self, value: str) -> bytes:
        return self._siv.encrypt(value.encode("utf-8"), [self._type])

    def gcm(self, value: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._gcm.encrypt(nonce, value.encode("utf-8"), self._type)

    def open(self, mode: str, data: bytes) -> bytes:
        if mode == "siv":
            return self._siv.decrypt(data, [self._type])
        return self._gcm.decrypt(data[:_NONCE], data[_NONCE:], self._type)


def _written(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _opened(value: str, sealed: _Sealed) -> str | None:
    """Return the text of a ciphertext; None for what is none, was changed, or has another key or entity type."""
    form = _FORM.fullmatch(value)
    if form is None:
        return None
    try:
        data = base64.b64decode(form.group(3) + "=" * (-len(form.group(3)) % 4), altchars=b"-_", validate=True)
        return sealed.open(form.group(1), data).decode("utf-8")
    except (InvalidTag, ValueError, binascii.Error):
        return None


def is_ciphertext(value: str) -> bool:
    """Return whether a text has the form of a result of `encrypt`."""
    return _FORM.fullmatch(value) is not None
