"""Shared strings of a workbook: read and written the same whether a block is plain or needs a parser."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pii_scanner.errors import SourceError
from pii_scanner.sinks.workbook.package import Package
from pii_scanner.sinks.workbook.plan import Scrubber
from pii_scanner.sinks.workbook.strings import SharedStrings

_PART = "xl/sharedStrings.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ODD = "<si><r><t>甲</t></r><r><t>乙</t></r></si>"


def _strings(folder: Path, items: str) -> SharedStrings:
    path = folder / "strings.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_PART, f'<?xml version="1.0"?><sst xmlns="{_NAMESPACE}">{items}</sst>')
    return SharedStrings(Package(path), _PART)


def _written(strings: SharedStrings) -> str:
    written: list[str] = []
    strings.write(written.append, Scrubber(str))
    return "".join(written).partition(">")[2].partition(">")[2].removesuffix("</sst>")


@pytest.mark.parametrize("odd", ["", _ODD])
def test_texts_are_read_and_only_used_ones_written(tmp_path: Path, odd: str) -> None:
    items = '<si><t>一</t></si>\n<si><t xml:space="preserve"> 二\t</t></si><si><t></t></si><si><t>三</t></si>'
    strings = _strings(tmp_path, items + odd)
    assert [strings.text(index) for index in range(6)] == ["一", " 二\t", "", "三", "甲乙" if odd else "", ""]
    for index in (1, 3):
        strings.use(index)
    strings.close()
    empty, kept = "<si><t/></si>", '<si><t xml:space="preserve">{}</t></si>'
    assert _written(strings) == empty + kept.format(" 二\t") + empty + kept.format("三") + (empty if odd else "")


@pytest.mark.parametrize("text", ["a\ufffe", "a\uffff", "a\x01"])
def test_what_is_no_character_of_xml_is_damage(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError):
        _strings(tmp_path, f"<si><t>{text}</t></si>").text(0)
