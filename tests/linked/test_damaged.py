"""Resident IDs and cards that Excel made numbers: masked whole, named as damaged, and no first digits left anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from tests.builders.tables import MASTER

PEOPLE = persons(80, 5)
IDS = [each.resident_id for each in PEOPLE]
CARDS = [each.bank_card for each in PEOPLE]


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _as_shown(text: str) -> str:
    """As Excel saves a number in a narrow column to CSV; an ID that ends in X is a text and stays."""
    return f"{float(text):.5E}" if text.isdigit() else text


def _as_typed(text: str) -> str:
    return f"{float(text):.14E}" if text.isdigit() else text


def _with_zeros(text: str) -> str:
    return text[:15] + "0" * (len(text) - 15) if text.isdigit() else text


def _write_csv(folder: Path, headers: tuple[str, str], damage: Callable[[str], str]) -> None:
    pd.DataFrame({headers[0]: map(damage, IDS), headers[1]: map(damage, CARDS)}).to_csv(
        folder / "客户.csv", index=False
    )


def _policy(operators: dict[str, str]) -> dict[str, object]:
    return {
        "version": 1, "recipient": {"name": "a", "purpose": "b"}, "key": {"env": "PII_SCANNER_KEY"}, "entities": operators,
    }  # fmt: skip


def _starts(text: str, digits: int) -> list[str]:
    """Return the beginnings of IDs and cards as they would stand in a text, with a point and without."""
    values = [each for each in (*IDS, *CARDS) if each.isdigit()]
    return [start for each in values for start in (each[:digits], f"{each[0]}.{each[1:digits]}") if start in text]


@pytest.mark.parametrize("headers", [("身份证号", "银行卡号"), ("c1", "c2")])
@pytest.mark.parametrize("damage", [_as_shown, _as_typed])
@pytest.mark.parametrize("operator", ["pseudonymize", "surrogate", "redact"])
def test_no_first_digits_of_a_damaged_number_are_left(
    headers: tuple[str, str], damage: Callable[[str], str], operator: str, tmp_path: Path
) -> None:
    _write_csv(tmp_path, headers, damage)
    rules = _policy(dict.fromkeys(("CN_RESIDENT_ID", "CN_BANK_CARD"), operator))
    warnings = pii_scanner.plan(tmp_path / "客户.csv", rules).warnings
    assert sum("lost their last digits" in each and "join only where" in each for each in warnings) == 2
    pii_scanner.mask(tmp_path / "客户.csv", rules, tmp_path / "out")
    made = (tmp_path / "out" / "客户.csv").read_text(encoding="utf-8")
    # Of 16 digits the last follows from the others: such a card is masked as the whole one, whose issuer stays.
    completed = [each[:6] for each in CARDS if len(each) == 16 and operator == "surrogate" and damage is _as_typed]
    assert [each for each in _starts(made, 6) if each not in completed] == []
    assert not any(each in made for each in IDS)
    assert "E+17" not in made


def test_numbers_of_a_workbook_that_end_in_zeros_are_masked_and_join_with_the_whole_ones(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "借据"
    book.active.append(["身份证号", "银行卡号"])
    for number, card in zip(IDS, CARDS, strict=True):
        book.active.append([int(_with_zeros(number)) if number.isdigit() else number, float(_with_zeros(card))])
    book.save(tmp_path / "借据.xlsx")
    _write_csv(tmp_path, ("身份证号", "银行卡号"), str)
    rules = _policy(dict.fromkeys(("CN_RESIDENT_ID", "CN_BANK_CARD"), "pseudonymize"))
    pii_scanner.mask([tmp_path / "借据.xlsx", tmp_path / "客户.csv"], rules, tmp_path / "out")
    damaged = pd.read_excel(tmp_path / "out" / "借据.xlsx", dtype=str, engine="openpyxl")
    whole = pd.read_csv(tmp_path / "out" / "客户.csv", dtype=str)
    lost = [place for place, each in enumerate(IDS) if each.isdigit() and each[15:] != "000"]
    kept = [place for place, each in enumerate(IDS) if not each.isdigit()]
    assert list(damaged["身份证号"][lost]) == list(whole["身份证号"][lost])
    assert list(damaged["身份证号"][kept]) == list(whole["身份证号"][kept])
    assert _starts("\n".join([*damaged["身份证号"], *damaged["银行卡号"]]), 6) == []


def test_a_scan_reports_the_damage_as_a_problem_of_the_data(tmp_path: Path) -> None:
    _write_csv(tmp_path, ("身份证号", "银行卡号"), _as_shown)
    inventory = pii_scanner.scan(tmp_path / "客户.csv")
    ids, cards = inventory.columns
    assert (ids.types("column")[0], cards.types("column")[0]) == ("CN_RESIDENT_ID", "CN_BANK_CARD")
    assert ids.entity_types[0].match_ratio == 1.0
    assert any("Data quality" in note for note in ids.notes)
    assert sum("sent as text" in each.message for each in inventory.problems) == 2


def test_measurements_in_scientific_notation_are_no_identifiers(tmp_path: Path) -> None:
    values = [f"{1.07 + 0.0917 * place:.5f}E+17" for place in range(80)]
    pd.DataFrame({"c1": values, "通量": values[::-1]}).to_csv(tmp_path / "测量.csv", index=False)
    assert all(not each.entity_types for each in pii_scanner.scan(tmp_path / "测量.csv").columns)


@pytest.mark.parametrize(
    "number",
    ["820000197209200123", "810000198807150020", "830000199001010450", "110105197003200012", "659900198110300030"],
)
def test_zeros_that_are_not_written_hide_no_damaged_number(number: str, tmp_path: Path) -> None:
    """A number of floating point ends with its last digit that is none: 8.2000019720922e+17 has 14."""
    written = repr(float(number[:15] + "000"))
    assert "e+17" in written
    cells = [written, *(f"2014-04-{day:02d}" for day in range(1, 29)), "11010519491231002X", "440524188001010014"]
    pd.DataFrame({"身份证号": cells, "备注": "无"}).to_csv(tmp_path / "客户.csv", index=False)
    pii_scanner.mask(
        tmp_path / "客户.csv", _policy({"CN_RESIDENT_ID": "redact"}) | {"default": "redact"}, tmp_path / "out"
    )
    assert number[1:12] not in (tmp_path / "out" / "客户.csv").read_text(encoding="utf-8")
    book = openpyxl.Workbook()
    for row in [["身份证号", "备注"], *([each, "无"] for each in cells[1:]), [float(written), "无"]]:
        book.active.append(row)
    book.save(tmp_path / "客户.xlsx")
    pii_scanner.mask(
        tmp_path / "客户.xlsx", _policy({"CN_RESIDENT_ID": "redact"}) | {"default": "redact"}, tmp_path / "2"
    )
    (made,) = openpyxl.load_workbook(tmp_path / "2" / "客户.xlsx").worksheets
    assert not any(number[:12] in str(row[0].value).replace(".", "") for row in made.iter_rows())


@pytest.mark.parametrize(
    ("header", "entity_type", "whole", "numbers"),
    [
        ("身份证号", "CN_RESIDENT_ID", "11010519491231002X", ["330106192509224561", "330106201809224561", "830000198809224561"]),
        ("银行卡号", "CN_BANK_CARD", "6222020200112230", ["6222020200112345678", "6217001234567895", "62220202001123456"]),
    ],
)  # fmt: skip
def test_damaged_numbers_are_masked_in_columns_of_other_things(
    header: str, entity_type: str, whole: str, numbers: list[str], tmp_path: Path
) -> None:
    """Among dates cells are masked one by one; the numbers may be of children and of the very old."""
    book = openpyxl.Workbook()
    damaged = [float(_with_zeros(number)) for number in numbers]
    book.active.append([header, "备注"])
    for cell in [*(f"2014-04-{day:02d}" for day in range(1, 29)), whole, *damaged]:
        book.active.append([cell, "无"])
    book.save(tmp_path / "客户.xlsx")
    pii_scanner.mask(tmp_path / "客户.xlsx", _policy({entity_type: "redact"}) | {"default": "redact"}, tmp_path / "out")
    (made,) = openpyxl.load_workbook(tmp_path / "out" / "客户.xlsx").worksheets
    cells = [str(row[0].value).replace(".", "") for row in made.iter_rows()]
    assert [number for number in numbers if any(number[:12] in cell for cell in cells)] == []
    assert "2014-04-11" in cells


@pytest.mark.parametrize("shuffled", [False, True])
def test_damaged_numbers_among_dates_are_no_days_that_move(shuffled: bool, tmp_path: Path) -> None:
    """230405199408… reads like the 19th of May 2304."""
    numbers = [f"{first}{month:02d}199408121234" for first in (1304, 2304, 3304, 4304, 5304) for month in range(1, 13)]
    book = openpyxl.Workbook()
    book.active.append(["身份证号", "备注"])
    for place, number in enumerate(numbers):
        book.active.append([float(number), "无"])
        for month in (4, 5):
            book.active.append([f"2014-{month:02d}-{place % 28 + 1:02d}", "无"])
    book.save(tmp_path / "客户.xlsx")
    rows = {"rows": {"order": "shuffled"}} if shuffled else {}
    release = pii_scanner.mask(
        tmp_path / "客户.xlsx",
        _policy({"CN_RESIDENT_ID": "surrogate"}) | {"default": "redact"} | rows,
        tmp_path / "out",
    )
    (made,) = openpyxl.load_workbook(tmp_path / "out" / release.manifest["files"][0]["name"]).worksheets
    cells = [str(row[0].value) for row in made.iter_rows(min_row=2)]
    assert [cell for cell in cells if any(cell.startswith(number[:9]) for number in numbers)] == []
