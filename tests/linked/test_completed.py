"""Numbers that a spreadsheet damaged join again with the whole ones of the package, and with no other."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.masking.completions import Completions
from recognizers.checks import luhn_digit, matrix_of, mod11_2_character
from tests.builders.tables import MASTER

PEOPLE = [each for each in persons(120, 41) if each.resident_id.isdigit()]
PLACE = ("a", "c", "number")
POLICY: dict[str, Any] = {
    "version": 1,
    "recipient": {"name": "partner", "purpose": "test"},
    "key": {"env": "PII_SCANNER_KEY"},
    "entities": {"CN_RESIDENT_ID": "surrogate", "CN_BANK_CARD": "pseudonymize", "PERSON": "surrogate"},
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _kept(text: str) -> float:
    """What a spreadsheet makes of a number that is typed: 15 digits, then zeros."""
    return float(text[:15] + "0" * (len(text) - 15))


def _powers(text: str) -> str:
    return f"{_kept(text):.14E}"


def _rows(path: Path) -> list[tuple[str, str]]:
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return [(str(row[0]), str(row[1])) for row in book.active.iter_rows(min_row=2, values_only=True)]
    with path.open(encoding="utf-8") as file:
        return [(row["身份证号"], row["卡号"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("write", [_kept, float, _powers], ids=["typed", "by a program", "saved as CSV"])
def test_damaged_numbers_join_with_the_whole_ones(tmp_path: Path, write: Callable[[str], object]) -> None:
    source = tmp_path / "in"
    source.mkdir()
    master = pd.DataFrame({"身份证号": [p.resident_id for p in PEOPLE], "卡号": [p.bank_card for p in PEOPLE]})
    master.to_csv(source / "master.csv", index=False)
    name = "calls.csv" if write is _powers else "calls.xlsx"
    rows = [(write(p.resident_id), write(p.bank_card)) for p in PEOPLE]
    if write is _powers:
        pd.DataFrame(rows, columns=["身份证号", "卡号"]).to_csv(source / name, index=False)
    else:
        book = openpyxl.Workbook()
        for row in [("身份证号", "卡号"), *rows]:
            book.active.append(row)
        book.save(source / name)
    release = pii_scanner.mask(source, POLICY, tmp_path / "release")
    assert any("are masked as the whole numbers" in each for each in release.manifest["warnings"])
    wholes, damaged = _rows(tmp_path / "release" / "master.csv"), _rows(tmp_path / "release" / name)
    assert damaged == wholes


def test_where_two_whole_numbers_begin_alike_nobody_is_chosen() -> None:
    one, other = _id("11010519491231", "012"), _id("11010519491231", "019")
    assert one[:15] == other[:15]
    damaged = one[:15] + "000"
    for known, wanted in (((one,), one), ((one, other), damaged), ((), damaged)):
        completions = Completions(frozenset([PLACE]))
        completions.see(("a", "b", "id"), ["CN_RESIDENT_ID"], pa.array(known, pa.string()))
        completions.see(PLACE, ["CN_RESIDENT_ID"], pa.array([damaged]))
        made = completions.seal().completed(pa.array([damaged, "其他"]), ["CN_RESIDENT_ID"])
        assert made.to_pylist() == [wanted, "其他"]


def test_the_last_digit_of_a_card_of_16_follows_from_the_others() -> None:
    card = "622202123456789"
    whole = card + chr(luhn_digit(matrix_of([card]))[0])
    completions = Completions(frozenset([PLACE]))
    completions.see(PLACE, ["CN_BANK_CARD"], pa.array([card + "0"]))
    assert completions.seal().completed(pa.array([card + "0"]), ["CN_BANK_CARD"]).to_pylist() == [whole]
    assert completions.completed(pa.array([card + "0"]), ["CN_MOBILE"]).to_pylist() == [card + "0"]


@given(st.lists(st.integers(0, 999), min_size=1, max_size=30, unique=True))
def test_nothing_becomes_a_number_that_does_not_begin_alike(orders: list[int]) -> None:
    ids = [_id(f"1101051949{1 + order % 12:02d}{1 + order % 28:02d}", f"{order:03d}") for order in orders]
    ids = [each for each in ids if each.isdigit()]
    for write in (lambda text: text[:15] + "000", lambda text: f"{float(text):.16e}".replace("e", "E")):
        damaged = [write(each) for each in ids]
        completions = Completions(frozenset([PLACE]))
        completions.see(("a", "b", "id"), ["CN_RESIDENT_ID"], pa.array(ids, pa.string()))
        completions.see(PLACE, ["CN_RESIDENT_ID"], pa.array(damaged, pa.string()))
        made = completions.seal().completed(pa.array(damaged, pa.string()), ["CN_RESIDENT_ID"]).to_pylist()
        for before, after, whole in zip(damaged, made, ids, strict=True):
            assert after in (before, whole)


def _id(body: str, order: str) -> str:
    return body + order + chr(mod11_2_character(matrix_of([f"{body}{order}0"]))[0])
