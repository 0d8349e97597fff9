"""Cells that hold several values, or a value and words, show every type; codes that look alike show none."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest

from pii_scanner.demo.persons import Person, persons
from recognizers.checks import matrix_of, mod11_2_character
from tests.builders.tables import scanned_column

PEOPLE = persons(120, 31)
_RNG = random.Random(8)


@pytest.mark.parametrize(
    ("written", "types"),
    [
        (lambda p: f"{p.mobile}/{p.mobile}", {"CN_MOBILE"}),
        (lambda p: f"{p.name},{p.mobile}", {"PERSON", "CN_MOBILE"}),
        (lambda p: f"{p.name}（{p.resident_id}）", {"PERSON", "CN_RESIDENT_ID"}),
        (lambda p: f"身份证：{p.resident_id}", {"CN_RESIDENT_ID"}),
        (lambda p: f"{p.name} {p.mobile} {p.address}", {"PERSON", "CN_MOBILE", "CN_ADDRESS"}),
        (lambda p: f"{p.resident_id}|{p.mobile}|{p.bank_card}", {"CN_RESIDENT_ID", "CN_MOBILE", "CN_BANK_CARD"}),
        (lambda p: json.dumps({"name": p.name, "tel": p.mobile}, ensure_ascii=False), {"PERSON", "CN_MOBILE"}),
        (lambda p: f"<r><xm>{p.name}</xm><sfz>{p.resident_id}</sfz></r>", {"PERSON", "CN_RESIDENT_ID"}),
        (lambda p: f"{p.name}/{p.name}", {"PERSON"}),
    ],
)
def test_every_type_of_a_cell_is_found(written: Callable[[Person], str], types: set[str]) -> None:
    assert types <= set(scanned_column("信息", [written(each) for each in PEOPLE]).types())


def _digits(count: int) -> str:
    return "".join(_RNG.choice("0123456789") for _ in range(count))


@pytest.mark.parametrize(
    "values",
    [
        [_digits(12) for _ in range(600)],
        ["898" + _digits(12) for _ in range(600)],
        [f"川(2019)成都市不动产权第{_digits(7)}号" for _ in range(600)],
        [f"(2023)川0107民初{_digits(4)}号" for _ in range(600)],
        [f"{_RNG.randint(10**18, 2 * 10**18)}" for _ in range(600)],
        ["成都分行营业部", "石家庄市人民路支行", "总行营业部"] * 200,
        ["宫保鸡丁", "东坡肉", "叫花鸡", "白切鸡", "蒋公面"] * 120,
        ["黄连", "白芷", "石榴", "金银花", "当归"] * 120,
    ],
    ids=["invoice", "merchant", "deed", "lawsuit", "snowflake", "branches", "dishes", "plants"],
)
def test_codes_and_words_that_look_alike_are_none(values: list[str]) -> None:
    assert scanned_column("值", values).types() == []


def test_a_resident_id_that_ends_in_zeros_lost_nothing() -> None:
    numbers = [matrix_id(f"110105{1950 + n % 50}0101{n:02d}0") for n in range(100)]
    ending = [each for each in numbers if each.endswith("000")] or numbers
    assert not any("Data quality" in note for note in scanned_column("证件", [*ending, *numbers]).notes)


def matrix_id(body: str) -> str:
    """Return 17 digits with their check character."""
    return body + mod11_2_character(matrix_of([body])).tobytes().decode()
