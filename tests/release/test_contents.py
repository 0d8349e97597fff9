"""What the search of a release sees of a workbook's parts: all that could hold a value, and little of the places of cells."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pii_scanner.release.contents import contents

_VALUE = "13800138000"
_PART = "xl/worksheets/sheet1.xml"


def _texts(folder: Path, rows: str, part: str = _PART) -> list[str]:
    path = folder / "copy.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    return [text for name, text in contents(path) if name == part and text != part]


def _row(number: int, value: str) -> str:
    cell = f'<c r="A{number}" s="4" t="inlineStr"><is><t>{value}</t></is></c><c r="B{number}"><v>5</v></c>'
    return f'<row r="{number}">{cell}</row>'


@pytest.mark.parametrize(
    "rows",
    [
        _row(1, _VALUE),
        f'<row r="1"><c r="A1"><v>{_VALUE}</v></c></row>',
        f'<row r="1"><c r="A1" s="{_VALUE}"><v>1</v></c></row>',
        f'<row r="1"><c r="A1" t="{_VALUE}"/></row>',
        f'<row r="1"><c r="A{_VALUE}"/></row>',
        f'<row r="1"><c r="A1" z="{_VALUE}"><v>1</v></c></row>',
        f'<row r="1" z="{_VALUE}"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><r><t>13800</t></r><r><t>138000</t></r></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&#49;380013800_x0030_</t></is></c></row>',
        f'<row r="1"><!-- <c r="A1"><v> {_VALUE} --></row>',
        f'<row r="1"><c r="A1" t="str"><v><![CDATA[a<>b {_VALUE}]]></v></c></row>',
    ],
)
def test_a_value_anywhere_in_a_sheet_is_seen(tmp_path: Path, rows: str) -> None:
    assert any(_VALUE in text for text in _texts(tmp_path, rows))


def test_cells_beside_each_other_are_seen_apart(tmp_path: Path) -> None:
    first, _ = _texts(tmp_path, _row(1, "张伟") + _row(2, _VALUE))
    assert f">5<>{_VALUE}<" not in first
    assert f">{_VALUE}<>5<" in first


def test_places_of_cells_are_not_searched(tmp_path: Path) -> None:
    rows = "".join(_row(number, _VALUE) for number in range(1, 1001))
    with_markup, bare = _texts(tmp_path, rows)
    assert len(with_markup) < len(rows) / 2
    assert with_markup.count(_VALUE) == bare.count(_VALUE) == 1000
    assert 'r="A1000"' not in with_markup


def test_strings_that_nothing_refers_to_are_not_searched(tmp_path: Path) -> None:
    strings = "<si><t/></si>" * 1000 + f"<si><t>{_VALUE}</t></si>"
    with_markup, bare = _texts(tmp_path, strings, "xl/sharedStrings.xml")
    assert len(with_markup) < len(strings) / 4
    assert _VALUE in with_markup
    assert _VALUE in bare
