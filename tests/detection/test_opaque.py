"""Cells that do not show what they hold: said so where nothing can be seen, found where Base64 can be opened."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import uuid

import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from tests.builders.tables import policy, scanned_column

PEOPLE = persons(60, 5)
HASHES = {
    "md5": [hashlib.md5(each.mobile.encode()).hexdigest() for each in PEOPLE],
    "sha256": [hashlib.sha256(each.mobile.encode()).hexdigest().upper() for each in PEOPLE],
    "bcrypt": ["$2b$12$" + hashlib.sha256(each.mobile.encode()).hexdigest()[:53] for each in PEOPLE],
}
_RNG = random.Random(3)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("kind", HASHES)
def test_what_looks_hashed_is_said_to_be_not_excluded(kind: str) -> None:
    record = scanned_column("token", HASHES[kind])
    assert record.types() == []
    assert any("Could not be excluded" in note and "60" in note for note in record.notes)


def test_encrypted_values_in_base64_are_said_to_be_not_excluded() -> None:
    record = scanned_column("cipher", [base64.b64encode(_RNG.randbytes(48)).decode() for _ in range(60)])
    assert record.types() == []
    assert any("Base64" in note and "0 of 60" in note for note in record.notes)


def test_a_value_inside_base64_is_found_and_masked_whole() -> None:
    payload = [_encoded(json.dumps({"name": each.name, "phone": each.mobile}, ensure_ascii=False)) for each in PEOPLE]
    record = scanned_column("payload", payload)
    assert "CN_MOBILE" in record.types("column")
    masked = pii_scanner.mask(
        pd.DataFrame({"payload": payload}), policy(entities={"CN_MOBILE": "redact", "PERSON": "redact"})
    )
    assert not set(masked["payload"]) & set(payload)


@pytest.mark.parametrize(
    "values",
    [
        [str(uuid.UUID(bytes=_RNG.randbytes(16), version=4)) for _ in range(60)],
        [f"ORDER{n:016d}" for n in range(60)],
        [f"/data/archive/batch{n:08d}" for n in range(60)],
        ["internationalization", "containerorchestration"] * 30,
        [f"{n:032d}"[-20:] for n in range(60)],
        ["普通的一段说明文字，没有任何内容"] * 60,
    ],
    ids=["uuid", "order", "path", "words", "digits", "text"],
)
def test_codes_and_words_are_not_called_hashed(values: list[str]) -> None:
    assert scanned_column("值", values).notes == ()
