"""Delimited files written as no textbook does: read right, masked right, and otherwise left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.sources.encoding import detect_encoding, open_text
from tests.builders.files import rows_of, table_of
from tests.round_trip.awkward import REGULAR, secrets
from tests.round_trip.kept import kept_copy

_MASKING = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "entities": dict.fromkeys(("CN_RESIDENT_ID", "CN_MOBILE", "PERSON", "CN_LANDLINE", "CN_ADDRESS"), "redact"),
    "default": "redact",
}


def _file(tmp_path: Path, content: bytes, name: str = "客户.csv") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def _written(path: Path) -> str:
    with open_text(path, detect_encoding(path)) as stream:
        return stream.read()


@pytest.mark.parametrize("how", REGULAR)
def test_a_copy_that_keeps_every_column_is_the_same_file(tmp_path: Path, how: str) -> None:
    source = _file(tmp_path, REGULAR[how])
    assert kept_copy(source, tmp_path / "out").read_bytes() == REGULAR[how]


@pytest.mark.parametrize("how", REGULAR)
def test_a_masked_copy_holds_nothing_raw(tmp_path: Path, how: str) -> None:
    source = _file(tmp_path, REGULAR[how])
    pii_scanner.mask(source, _MASKING, tmp_path / "out")
    made = _written(tmp_path / "out" / "客户.csv")
    before, after = table_of(source), table_of(tmp_path / "out" / "客户.csv")
    assert not [value for value in secrets() if value in made]
    assert [column.name for column in after.columns] == [column.name for column in before.columns]
    assert len(rows_of(after)) == len(rows_of(before))
    assert made.count("\n") == _written(source).count("\n")
    assert after.layout["dialect"].delimiter == before.layout["dialect"].delimiter
    assert after.layout["dialect"].encoding.name == before.layout["dialect"].encoding.name
