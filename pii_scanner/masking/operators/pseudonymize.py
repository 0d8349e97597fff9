"""pseudonymize: a keyed pseudonym, equal for equal values, meaningless without the key.

BLAKE2b (RFC 7693) with the key of recipient and entity type. Two of n values collide with
probability n^2 / 2^(5 * length + 1): with 16 characters and 10 million values, below 10^-10.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from pii_scanner.masking.permutation import keyed_numbers
from recognizers.columns import TextColumn
from recognizers.registry import recognizer

# No l, o, i, u: nothing to misread, no words by accident.
_ALPHABET = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", dtype=np.uint8)
# What it makes, where it has a prefix: 微信号P_… and 微信MOB_… are nobody's WeChat ID.
PSEUDONYM = re.compile(r"[A-Z]{1,8}_[0-9a-hjkmnp-tv-z]{12,24}")
_PREFIX = {
    "CN_RESIDENT_ID": "ID",
    "CN_BANK_CARD": "CARD",
    "CN_MOBILE": "MOB",
    "CN_LANDLINE": "TEL",
    "CN_PASSPORT": "PASS",
    "CN_USCC": "ORG",
    "CN_VEHICLE_PLATE": "CAR",
    "EMAIL_ADDRESS": "MAIL",
    "PERSON": "NAME",
    "CN_ADDRESS": "ADDR",
}


class PseudonymizeParameters(Parameters):
    """How a pseudonym looks: PREFIX_ and characters of 5 bits each."""

    length: int = Field(default=16, ge=12, le=24, description="characters of 5 bits each")
    prefix: str | None = Field(
        default=None, pattern=r"^[A-Z]{0,8}$", description="capital letters before them (by default of the entity type)"
    )


class Pseudonymize(Operator):
    name = "pseudonymize"
    summary = "replace by a keyed pseudonym that joins"
    needs_key = True
    slow = True
    parameters_model = PseudonymizeParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        assert target.key is not None
        finder = recognizer(target.entity_type)
        canonical = finder.canonical_column(TextColumn(values)) if finder else values
        # A cell that is no such value has an empty canonical form if it is long: then it stands for itself.
        texts = [form or value for form, value in zip(canonical.to_pylist(), values.to_pylist(), strict=True)]
        length = self.parameters.length
        bits = np.unpackbits(keyed_numbers(texts, target.key).view(np.uint8), axis=1)[:, : 5 * length]
        weights = np.array([16, 8, 4, 2, 1], dtype=np.uint8)
        letters = _ALPHABET[bits.reshape(len(texts), length, 5) @ weights]
        prefix = self.parameters.prefix
        if prefix is None:
            prefix = _PREFIX.get(target.entity_type, "P")
        head = f"{prefix}_" if prefix else ""
        width = len(head) + length
        whole = np.empty((len(texts), width), dtype=np.uint8)
        whole[:, : len(head)] = np.frombuffer(head.encode("ascii"), dtype=np.uint8)
        whole[:, len(head) :] = letters
        # Texts of one width need no loop: the bytes one after the other, and where each begins.
        begins = np.arange(0, (len(texts) + 1) * width, width, dtype=np.int32)
        return pa.StringArray.from_buffers(len(texts), pa.py_buffer(begins), pa.py_buffer(whole))
