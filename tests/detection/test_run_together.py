"""Numbers run together: found where the same place of longer numbers passes the check digit."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ReleaseRefused
from pii_scanner.masking.keys import new_key
from tests.builders.tables import policy, scanned_column, write_csv

PEOPLE = [each for each in persons(200, 11) if len(each.bank_card) == 19]
_RNG = random.Random(5)


def _digits(count: int) -> str:
    return f"{_RNG.randrange(10**count):0{count}d}"


@pytest.mark.parametrize(
    ("cells", "types"),
    [
        ([each.resident_id + each.bank_card for each in PEOPLE], {"CN_RESIDENT_ID", "CN_BANK_CARD"}),
        (
            [f"{each.name}  {each.resident_id}{each.bank_card}正常" for each in PEOPLE],
            {"CN_RESIDENT_ID", "CN_BANK_CARD"},
        ),
        ([_digits(10) + each.bank_card + _digits(4) for each in PEOPLE], {"CN_BANK_CARD"}),
        ([_digits(_RNG.randrange(5, 9)) + each.bank_card for each in PEOPLE], {"CN_BANK_CARD"}),
        (["01" + each.resident_id for each in PEOPLE], {"CN_RESIDENT_ID"}),
        ([f"KH{each.resident_id}01" for each in PEOPLE], {"CN_RESIDENT_ID"}),
        ([each.resident_id + str(number % 10) for number, each in enumerate(PEOPLE)], {"CN_RESIDENT_ID"}),
    ],
    ids=[
        "ID and card",
        "in a line",
        "in the middle",
        "at the end of numbers of many lengths",
        "behind a branch",
        "between a word and a number",
        "before a digit",
    ],
)
def test_values_in_longer_numbers_are_found(cells: list[str], types: set[str]) -> None:
    assert types <= set(scanned_column("line", cells).types())


@pytest.mark.parametrize(
    "cells",
    [
        [_digits(30) for _ in PEOPLE],
        [f"2026{_RNG.randrange(1, 13):02d}{_RNG.randrange(1, 29):02d}{_digits(20)}" for _ in PEOPLE],
        [f"62220202{number:020d}" for number in range(200)],
        ["62220202000000000000000000000" for _ in PEOPLE],
        [_digits(20) for _ in PEOPLE],
        [f"2026{_RNG.randrange(1, 13):02d}{_RNG.randrange(1, 29):02d}{_digits(12)}" for _ in PEOPLE],
        [f"33010620{_RNG.randrange(1, 13):02d}{_RNG.randrange(1, 29):02d}{_digits(9)}" for _ in PEOPLE],
    ],
    ids=[
        "random",
        "dates and serial numbers",
        "counted on",
        "all the same",
        "of 20",
        "days and numbers",
        "offices and days",
    ],
)
def test_long_numbers_are_no_values(cells: list[str]) -> None:
    assert scanned_column("serial", cells).types() == []


def test_a_number_alone_in_a_note_stands_in_no_longer_one() -> None:
    notes = [f"卡号{each.bank_card}余额不足" for each in PEOPLE]
    assert [(each.entity_type, each.kind) for each in scanned_column("note", notes).entity_types] == [
        ("CN_BANK_CARD", "text")
    ]
    ids = [f"证件{each.resident_id}已核" for each in PEOPLE]
    assert [(each.entity_type, each.kind) for each in scanned_column("note", ids).entity_types] == [
        ("CN_RESIDENT_ID", "text")
    ]


def test_values_alone_in_some_texts_do_not_hide_those_in_longer_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    lines = [_digits(10) + each.bank_card for each in PEOPLE]
    lines += [f"客户补充卡号 {each.bank_card} 已登记" for each in PEOPLE[:20]]
    write_csv(tmp_path / "a.csv", {"line": lines})
    chosen = policy(entities={"CN_BANK_CARD": "redact"}, default="redact", key={"env": "PII_SCANNER_KEY"})
    release = pii_scanner.mask(tmp_path / "a.csv", chosen, tmp_path / "out")
    made = (release.folder / "a.csv").read_text(encoding="utf-8")
    assert not any(each.bank_card in made for each in PEOPLE)


def test_a_copy_that_still_holds_them_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    write_csv(tmp_path / "a.csv", {"line": [_digits(10) + each.bank_card for each in PEOPLE]})
    chosen = policy(entities={"CN_BANK_CARD": "redact"}, columns={"*.line": "text"}, key={"env": "PII_SCANNER_KEY"})
    with pytest.raises(ReleaseRefused, match="still look like CN_BANK_CARD"):
        pii_scanner.mask(tmp_path / "a.csv", chosen, tmp_path / "out")
    assert not (tmp_path / "out").exists()
