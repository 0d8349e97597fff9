"""Sheets without a header, and those whose header is itself a value: their copies are read as the same rows, and published."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import pii_scanner
from pii_scanner.demo.persons import persons
from pii_scanner.errors import ReleaseRefused
from pii_scanner.release.contents import contents
from tests.builders.tables import MASTER

PEOPLE = persons(30, 5)
MAIL = "zhang.wei@example.com"
SHEETS: dict[str, list[list[Any]]] = {
    "total": [
        *([p.name, p.resident_id, p.mobile, 7.5 * row] for row, p in enumerate(PEOPLE)),
        ["合计", None, None, "=SUM(D1:D30)"],
    ],
    "totals": [
        *([p.name, p.mobile, None] for p in PEOPLE),
        *(["合计", None, f"=SUM(C1:C{row})"] for row in range(2, 6)),
    ],
    "numbers": [*([row, row * row] for row in range(30)), ["合计", "=SUM(B1:B30)"]],
    "formulas": [[p.name, p.mobile, f"=A{row}&B{row}"] for row, p in enumerate(PEOPLE, 1)],
    "mail above names": [[MAIL, "金额"], *([p.name, row] for row, p in enumerate(PEOPLE))],
    "mail above numbers": [[MAIL], *([row] for row in range(30))],
    "mail above labels": [[MAIL, "姓名", "手机号"], *([f"x{row}", p.name, p.mobile] for row, p in enumerate(PEOPLE))],
    "mail as header": [[MAIL, "备注"], *([p.mobile, "一二三四"] for p in PEOPLE)],
}


DROPPED: dict[str, list[list[Any]]] = {
    "the word for totals": [
        ["密码", "姓名", "手机号", "金额"],
        *([f"pw-{row}-xyz", p.name, p.mobile, row] for row, p in enumerate(PEOPLE)),
        ["合计", None, None, 435],
    ],
    "the words for totals between": [
        ["密码", "姓名", "手机号", "金额"],
        *(
            row
            for number, p in enumerate(PEOPLE)
            for row in ([f"pw-{number}-xyz", p.name, p.mobile, number], ["小计", None, None, number])[: 1 + number % 2]
        ),
    ],
    "a column between empty ones": [
        ["xm", "信用卡号", None, "密码", "手机号", "金额", "编号"],
        *(
            [None, f"T{row}491", f"img_{row:05}.pdf", f"pw-{row}-xyz", p.mobile, row, f"D{row:06}"]
            for row, p in enumerate(PEOPLE)
        ),
    ],
}


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", MASTER)


def _policy(operator: str) -> dict[str, Any]:
    types = ("PERSON", "CN_MOBILE", "CN_RESIDENT_ID", "EMAIL_ADDRESS")
    return {
        "version": 1,
        "recipient": {"name": "partner-a", "purpose": "valuation"},
        "key": {"env": "PII_SCANNER_KEY"},
        "default": "redact",
        "entities": {each: {"operator": operator} for each in types},
    }


def _book(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "表"
    book.save(path)
    return path


@pytest.mark.parametrize("operator", ["redact", "mask", "pseudonymize", "drop"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_a_copy_is_published_and_holds_no_value(tmp_path: Path, sheet: str, operator: str) -> None:
    source = _book(tmp_path / "a.xlsx", SHEETS[sheet])
    pii_scanner.mask(source, _policy(operator), tmp_path / "out")
    values = {str(cell) for row in SHEETS[sheet] for cell in row if len(str(cell)) >= 11 and "=" not in str(cell)}
    for _, text in contents(tmp_path / "out" / "a.xlsx"):
        assert not any(value in text for value in values)


@pytest.mark.parametrize("sheet", DROPPED)
def test_a_copy_is_published_when_the_column_that_goes_held(tmp_path: Path, sheet: str) -> None:
    _book(tmp_path / "a.xlsx", DROPPED[sheet])
    policy = _policy("pseudonymize")
    policy["entities"]["PASSWORD"] = {"operator": "drop"}
    release = pii_scanner.mask(tmp_path / "a.xlsx", policy, tmp_path / "out")
    (made,) = openpyxl.load_workbook(tmp_path / "out" / release.manifest["files"][0]["name"]).worksheets
    assert made.max_row == len(DROPPED[sheet])
    assert not any("pw-" in str(cell) for row in made.iter_rows(values_only=True) for cell in row)


def test_totals_below_data_without_a_header_are_no_rows_of_it(tmp_path: Path) -> None:
    inventory = pii_scanner.scan(_book(tmp_path / "a.xlsx", SHEETS["total"]))
    assert {column.rows for column in inventory.columns if column.table == "表"} == {30}


@pytest.mark.parametrize("operator", ["redact", "surrogate"])
def test_a_copy_tells_where_its_rows_are_only_where_no_header_stays(tmp_path: Path, operator: str) -> None:
    rows = [["姓名", "手机号"], *([p.name, p.mobile] for p in PEOPLE)]
    for name, table in (("with.xlsx", rows), ("without.xlsx", rows[1:])):
        source = _book(tmp_path / name, table)
        pii_scanner.mask(source, _policy(operator), tmp_path / f"out {name}")
        with zipfile.ZipFile(tmp_path / f"out {name}" / name) as archive:
            told = b"_pii_scanner_table_1_0" in archive.read("xl/workbook.xml")
        assert told == (name == "without.xlsx")


def test_what_a_copy_does_not_tell_of_is_still_searched(tmp_path: Path) -> None:
    out = tmp_path / "out"
    pii_scanner.mask(_book(tmp_path / "a.xlsx", SHEETS["total"]), _policy("redact"), out)
    copy = out / "a.xlsx"
    with zipfile.ZipFile(copy) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    added = f'<row r="60"><c r="A60" t="inlineStr"><is><t>{PEOPLE[3].resident_id}</t></is></c></row></sheetData>'
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", added.encode())
    with zipfile.ZipFile(copy, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(ReleaseRefused, match="CN_RESIDENT_ID"):
        pii_scanner.verify(out)
