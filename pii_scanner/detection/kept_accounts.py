"""Accounts of columns as bytes, to be kept in an inventory: counts and masked samples, no values."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from pii_scanner.detection.distinct import SealedDistinct
from pii_scanner.detection.profile import ColumnProfile, Counts

# Another form makes accounts of before unreadable.
FORM = 3
_APART = {"name", "data_type", "comment", "hinted", "failed", "counts", "lengths", "values", "others"}


def packed(account: Sequence[ColumnProfile]) -> bytes:
    """Return the accounts of all columns of a portion as bytes; `unpacked` gives them back.

    Raises ValueError when one of them still holds values.
    """
    return zlib.compress(json.dumps([_said(profile) for profile in account], ensure_ascii=False).encode(), 3)


def _said(profile: ColumnProfile) -> dict[str, Any]:
    values = profile.values
    if not isinstance(values, SealedDistinct) or any(isinstance(word, str) for word in profile.name_words):
        raise ValueError("an account that is kept holds no values")
    said = {each.name: getattr(profile, each.name) for each in fields(profile) if each.name not in _APART}
    lengths = np.flatnonzero(profile.lengths)
    return said | {
        "counts": {name: asdict(counts) for name, counts in profile.counts.items()},
        "lengths": [lengths.tolist(), profile.lengths[lengths].tolist()],
        "values": [base64.b85encode(values.lowest.tobytes()).decode(), values.rows, values.seen, values.saturated],
    }


def unpacked(data: bytes, blanks: Sequence[ColumnProfile]) -> list[ColumnProfile]:
    """Fill the accounts of all columns of a portion into empty ones, and return them."""
    for profile, said in zip(blanks, json.loads(zlib.decompress(data)), strict=True):
        lowest, rows, seen, saturated = said.pop("values")
        hashes = np.frombuffer(base64.b85decode(lowest), dtype=np.uint64)
        profile.values = SealedDistinct(hashes, rows, seen, saturated)
        profile.counts = {name: Counts(**counts) for name, counts in said.pop("counts").items()}
        at, cells = said.pop("lengths")
        profile.lengths[at] = cells
        for name, value in said.items():
            setattr(profile, name, value)
    return list(blanks)
