"""Check digits by the names that users write in YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recognizers import checks
from recognizers.checks import Bools, Bytes


@dataclass(frozen=True)
class NamedCheck:
    """A check over rows of ASCII bytes of one length; `pass_rate` is the share of random values that pass."""

    title: str
    pass_rate: float
    passes: Callable[[Bytes], Bools]


def _of_length(length: int, passes: Callable[[Bytes], Bools]) -> Callable[[Bytes], Bools]:
    def checked(matrix: Bytes) -> Bools:
        return passes(matrix) if matrix.shape[1] == length else np.zeros(len(matrix), dtype=np.bool_)

    return checked


NAMED_CHECKS = {
    "luhn": NamedCheck("Luhn", 0.1, checks.luhn),
    "mod11_2": NamedCheck("MOD 11-2", 1 / 11, _of_length(18, checks.mod11_2)),
    "mod11_10": NamedCheck("MOD 11,10", 0.1, checks.mod11_10),
    "mod97_10": NamedCheck("MOD 97-10", 1 / 97, checks.mod97_10),
    "ean": NamedCheck("EAN", 0.1, checks.ean),
    "uscc": NamedCheck("MOD 31", 1 / 31, _of_length(18, checks.uscc)),
    "organization_code": NamedCheck("GB 11714", 1 / 11, checks.organization_code),
    "vin": NamedCheck("ISO 3779", 1 / 11, checks.vin),
}
