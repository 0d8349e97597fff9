"""tokenize: format-preserving encryption (FF1, NIST SP 800-38G): the key holder turns tokens back."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import Field

from pii_scanner.masking.operators.base import Operator, Parameters, Target
from pii_scanner.masking.permutation import keyed_numbers
from pii_scanner.masking.tokens import tokens

# Stands in front of what could not be tokenized; no token holds it.
IRREVERSIBLE = "§"
_ALPHABET = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", dtype=np.uint8)
_LENGTH = 16
# Types whose numbers have one form, which separators do not change.
FORMED = frozenset({"CN_BANK_CARD", "CN_MOBILE", "CN_RESIDENT_ID"})
# Types whose tokens cannot be taken for values of anybody.
TELLING = frozenset({"CN_MOBILE", "CN_RESIDENT_ID"})


class TokenizeParameters(Parameters):
    """What of a card number stays; other types keep nothing."""

    keep_first: int = Field(default=6, ge=0, le=8, description="digits of a card number that stay: the issuer's prefix")


class Tokenize(Operator):
    """Values whose domain is below 1,000,000, or that hold characters of no domain, get a keyed pseudonym that begins
    with §: nobody can turn it back."""

    name = "tokenize"
    summary = "encrypt into a value of the same form (FF1), which the key turns back"
    reversible = True
    shape_preserving = True
    needs_key = True
    slow = True
    key_label = "token"
    unfit_types = frozenset(
        {"AGE", "CARD_CVV", "CARD_EXPIRY", "ETHNIC_GROUP", "MARITAL_STATE", "PASSWORD", "SEX", "ONE_TIME_CODE"}
    )
    parameters_model = TokenizeParameters

    def apply(self, values: pa.Array, target: Target) -> pa.Array:
        result = pa.array(self._moved(values, target, forward=True), pa.string())
        if result.null_count:
            rest = _irreversible(values.filter(result.is_null()).to_pylist(), target)
            result = pc.replace_with_mask(result, result.is_null(), pa.array(rest, pa.string()))
        return result

    def reverse(self, values: pa.Array, target: Target) -> pa.Array:
        return pa.array(self._moved(values, target, forward=False), pa.string())

    def _moved(self, values: pa.Array, target: Target, *, forward: bool) -> list[str | None]:
        assert target.key is not None
        if target.entity_type in FORMED:
            # What a spreadsheet makes of a whole number.
            values = pc.replace_substring_regex(values, r"^(\s*[0-9]{7,})\.0+(\s*)$", r"\1\2")
        return tokens(values.to_pylist(), target.entity_type, target.key, self.parameters.keep_first, forward=forward)


def _irreversible(values: list[str], target: Target) -> list[str]:
    assert target.key is not None
    key = hashlib.blake2b(b"irreversible", key=target.key, digest_size=32).digest()
    bits = np.unpackbits(keyed_numbers(values, key).view(np.uint8), axis=1)[:, : 5 * _LENGTH]
    letters = _ALPHABET[bits.reshape(len(values), _LENGTH, 5) @ np.array([16, 8, 4, 2, 1], dtype=np.uint8)]
    return [IRREVERSIBLE + bytes(row).decode("ascii") for row in letters]
