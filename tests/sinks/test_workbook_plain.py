"""Sheets in the hand of every program: rows cut from the text become what the parser makes of them."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pii_scanner.errors import SourceError
from pii_scanner.sinks.workbook import rewrite_workbook
from pii_scanner.sinks.workbook.alike import AlikeRows
from pii_scanner.sinks.workbook.cells import number_text
from pii_scanner.sinks.workbook.column import NewColumn, rendered
from pii_scanner.sinks.workbook.plan import SAME, Moved, Value
from tests.builders.workbooks import cells, edit_zip, part, plan, rewrite, simple

SHEET = "xl/worksheets/sheet1.xml"
ROWS = 40
NEW = [None if row % 7 == 3 else f"新{row} <&>" if row % 5 else row for row in range(ROWS)]
TEXTS = [SAME if row % 2 else f"改{row}" for row in range(ROWS)]


def source(path: Path) -> Path:
    rows: list[list[object]] = [["新", "数", "字", "文", "删", "旁"]]
    rows += [[f"原{row}", row / 4, f"字{row % 3}", f"文{row}", "去", 5] for row in range(ROWS)]
    return simple(path, rows)


def copied(tmp_path: Path, edit: Callable[[str], str] | None = None) -> list[list[object]]:
    path = source(tmp_path / "a.xlsx")
    if edit is not None:
        edit_zip(path, {SHEET: edit})
    wanted = plan(columns={0: NEW, 3: TEXTS}, kept=frozenset({1, 2}), dropped=frozenset({4}))
    rewrite(path, tmp_path / "b.xlsx", S=wanted)
    return cells(tmp_path / "b.xlsx")


def cell_edit(pattern: str, new: str) -> Callable[[str], str]:
    return lambda xml: re.sub(pattern, new, xml)


HANDS: dict[str, Callable[[str], str]] = {
    "type before style": cell_edit(r'<c r="(\w+)" t="s">', r'<c r="\1" t="s" s="0">'),
    "pretty printed": lambda xml: xml.replace("<row", "\n  <row").replace("<c ", "\n    <c ").replace("</row>", "\n  </row>"),
    "spaces in tags": lambda xml: xml.replace("<v>", "<v >").replace("</c>", "</c >"),
    "single quotes": lambda xml: xml.replace('"', "'"),
    "no references of cells": cell_edit(r'<c r="\w+"', "<c"),
    "no references at all": cell_edit(r' r="\w+"', ""),
    "byte order mark": lambda xml: "\ufeff" + xml,
    "a comment before the cells": lambda xml: xml.replace("<sheetData>", "<!-- x --><sheetData>"),
    "a comment among the rows": lambda xml: xml.replace('<row r="9"', '<!-- </row> --><row r="9"'),
    "marked as data": lambda xml: xml.replace("<v>1.5</v>", "<v><![CDATA[1.5]]></v>"),
    "an instruction among the rows": lambda xml: xml.replace('<row r="20"', '<?x </row>?><row r="20"'),
    "own attributes": lambda xml: xml.replace("<worksheet", '<worksheet xmlns:etc="http://www.wps.cn/x"').replace(
        '<row r="5"', '<row etc:note="<" r="5"'.replace("<\"", '&lt;"')
    ),
    "elements after the cells": lambda xml: xml.replace("</row>", "<extLst><ext/></extLst></row>", 3),
    "empty rows": lambda xml: xml.replace('<row r="9"', '<row r="8" ht="30" customHeight="1"/><row r="9"')
    if '<row r="8"' not in xml
    else xml.replace("</sheetData>", '<row r="90"/><row r="91"></row></sheetData>'),
    "prefixed": lambda xml: re.sub(
        r"<(/?)(?=[a-z])", r"<\1x:", xml.replace("<?xml", "<!xml").replace(" xmlns=", " xmlns:x=")
    ).replace("<!xml", "<?xml"),
}  # fmt: skip


@pytest.mark.parametrize("hand", HANDS)
def test_every_hand_gives_the_same_copy(tmp_path: Path, hand: str) -> None:
    expected = copied(tmp_path)
    assert expected[1] == [0, 0, "字0", "改0", None, 5]
    assert expected[3:5] == [["新2 <&>", 0.5, "字2", "改2", None, 5], [None, 0.75, "字0", "文3", None, 5]]
    assert copied(tmp_path, HANDS[hand]) == expected


def test_a_sheet_in_another_encoding(tmp_path: Path) -> None:
    path = source(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[SHEET] = parts[SHEET].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    rewrite(path, tmp_path / "b.xlsx", S=plan(columns={0: NEW}, kept=frozenset(range(1, 6))))
    assert cells(tmp_path / "b.xlsx")[3] == ["新2 <&>", 0.5, "字2", "文2", "去", 5]


def test_rows_over_many_pieces_of_the_file(tmp_path: Path) -> None:
    rows: list[list[object]] = [["h", "k"]] + [[f"原{row}", f"长{row}" * 20] for row in range(9000)]
    path = simple(tmp_path / "a.xlsx", rows)
    new = [f"新{row}" for row in range(9000)]
    rewrite(path, tmp_path / "b.xlsx", S=plan(columns={0: new}, kept=frozenset({1})))
    assert cells(tmp_path / "b.xlsx") == [["h", "k"]] + [[f"新{row}", f"长{row}" * 20] for row in range(9000)]


def _any_cell(chance: random.Random, place: str) -> str:
    style = chance.choice(["", ' s="1"', ' s="0"'])
    return chance.choice(
        [
            f'<c r="{place}"{style} t="s"><v>{chance.randrange(9)}</v></c>',
            f'<c r="{place}"{style}><v>{chance.randrange(99)}.5</v></c>',
            f'<c r="{place}"{style}><v>44197</v></c>',
            f'<c r="{place}"{style} t="inlineStr"><is><t>内{chance.randrange(9)}</t></is></c>',
            f'<c r="{place}"{style}/>',
            f'<c r="{place}"{style}><v>1234567890123456789</v></c>',
            f'<c r="{place}"{style}><f>1+1</f><v>2</v></c>',
            "",
        ]
        if not chance.randrange(4)
        else [f'<c r="{place}" s="1" t="s"><v>{chance.randrange(9)}</v></c>']
    )


@pytest.mark.parametrize("seed", range(12))
def test_rows_that_look_alike_are_written_as_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    rows = 200
    lines = []
    for row in range(2, rows + 2):
        look = chance.choice(['spans="1:6"', 'spans="1:6" ht="30" customHeight="1"', ""] if not row % 5 else [""])
        inner = "".join(_any_cell(chance, f"{letter}{row}") for letter in "ABCDEF")
        lines.append(f'<row r="{row}" {look}'.rstrip() + f">{inner}</row>")
    path = source(tmp_path / "a.xlsx")
    edit_zip(
        path, {SHEET: lambda xml: re.sub(r'<row r="2".*</row>', "".join(lines).replace("\\", ""), xml, flags=re.DOTALL)}
    )
    texts = NewColumn()
    half = pa.array([None if row % 9 == 4 else f" {row}" if row % 7 == 5 else f"新{row}" for row in range(rows // 2)])
    texts.add_texts(half, None)
    texts.add_texts(half, np.arange(rows // 2) % 3 == 0)
    dates: list[Value] = [Moved(3, "2026-01-01") if row % 2 else SAME for row in range(rows)]
    wanted = plan(columns={0: texts, 3: dates}, kept=frozenset({1, 2, 5}), dropped=frozenset({4}), rows=rows)
    rewrite(path, tmp_path / "b.xlsx", S=wanted)
    monkeypatch.setattr(AlikeRows, "match", lambda self, text, place: None)
    rewrite(path, tmp_path / "c.xlsx", S=wanted)
    for each in (SHEET, "xl/sharedStrings.xml"):
        assert part(tmp_path / "b.xlsx", each) == part(tmp_path / "c.xlsx", each)
    assert ">新1<" in part(tmp_path / "b.xlsx", SHEET)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.none(), max_size=8), st.integers(0, 8)
)
def test_texts_in_arrow_are_written_as_texts_in_python(values: list[str | None], start: int) -> None:
    column = NewColumn()
    column.add_texts(pa.array(values[:3], pa.string()), None)
    column.add_same(2)
    column.add_texts(pa.array(values[3:], pa.string()), None)
    together = [*values[:3], SAME, SAME, *values[3:]]
    assert column[start:] == together[start:]
    assert column.rests(start, len(column)) == [each for value in together[start:] for each in rendered([value])]


def test_formulas_and_formats_of_rows_stay(tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        xml = xml.replace('<row r="4"', '<row r="4" ht="40" customHeight="1" hidden="1" outlineLevel="2"')
        return re.sub(r'(<c r="F6")><v>5</v>', r"\1><f>B6*2</f><v>9</v>", xml)

    path = source(tmp_path / "a.xlsx")
    edit_zip(path, {SHEET: edit})
    rewrite(path, tmp_path / "b.xlsx", S=plan(columns={0: NEW}, kept=frozenset(range(1, 6))))
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx")["S"]
    assert sheet["F6"].value == "=B6*2"
    assert (sheet.row_dimensions[4].height, sheet.row_dimensions[4].outlineLevel) == (40, 2)
    assert sheet.row_dimensions[4].hidden


@pytest.mark.parametrize(
    "broken",
    [
        lambda xml: xml[: len(xml) // 2],
        lambda xml: xml.replace('<c r="B20"', '<c r="B20" <'),
        lambda xml: xml.replace('<c r="B20"', '<d r="B20"'),
        lambda xml: xml.replace('<row r="20"', '<row r="2"'),
        lambda xml: xml.replace('<row r="20"', '<row r="9999999"'),
        lambda xml: xml.replace('r="A20"', 'r="ZZZ20"'),
        lambda xml: xml.replace("</sheetData>", ""),
        lambda xml: xml.replace("</worksheet>", ""),
        lambda xml: xml.replace("<v>0</v>", "<v>\x01</v>"),
        lambda xml: xml.replace("<?xml", '<!DOCTYPE x [<!ENTITY e "x">]><?xml'),
    ],
)
def test_a_sheet_damaged_in_its_middle_is_one_clear_sentence(tmp_path: Path, broken: Callable[[str], str]) -> None:
    path = source(tmp_path / "a.xlsx")
    edit_zip(path, {SHEET: broken})
    with pytest.raises(SourceError, match=r"damaged|document type"):
        rewrite(path, tmp_path / "b.xlsx", S=plan(columns={0: NEW}, kept=frozenset(range(1, 6))))
    assert not (tmp_path / "b.xlsx").exists()


def test_missing_parts_are_one_clear_sentence_or_not_needed(tmp_path: Path) -> None:
    for missing in (SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        path = source(tmp_path / "a.xlsx")
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist() if name != missing}
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        try:
            rewrite(path, tmp_path / "b.xlsx", S=plan(columns={0: NEW}, kept=frozenset(range(1, 6))))
        except SourceError:
            assert not (tmp_path / "b.xlsx").exists()
        else:
            assert "原" not in part(tmp_path / "b.xlsx", SHEET)


def test_strings_in_the_hand_of_every_program(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx", [["h"], ["甲&乙"], ["丙"], ["丁 "]])
    for edit in (
        lambda xml: xml.replace("<si>", "\n<si>").replace("</si>", "</si>\n"),
        lambda xml: xml.replace("<sst", "<!-- x --><sst"),
        lambda xml: xml.replace("<si>", "<!-- x --><si>"),
        lambda xml: re.sub(r' (count|uniqueCount)="\d+"', "", xml),
        lambda xml: xml.replace("<t>丙</t>", "<r><t>丙</t></r>"),
    ):
        edit_zip(path, {"xl/sharedStrings.xml": edit})
        rewrite(path, tmp_path / "b.xlsx", S=plan(kept=frozenset({0}), rows=3))
        assert cells(tmp_path / "b.xlsx") == [["h"], ["甲&乙"], ["丙"], ["丁 "]]


def test_values_are_written_as_one_by_one() -> None:
    chance = random.Random(3)
    kinds: list[object] = [
        None,
        SAME,
        1,
        2.5,
        True,
        "",
        " a",
        "a ",
        "a\nb",
        "<&>",
        "x_x0041_",
        "\x01",
        "好",
        "x" * 40_000,
    ]
    for _ in range(50):
        values = [chance.choice(kinds) for _ in range(chance.randrange(6))]
        assert rendered(values) == [each for value in values for each in rendered([value])]  # type: ignore[arg-type]
    assert rendered(["好", None, SAME]) == [' t="inlineStr"><is><t>好</t></is></c>', "/>", None]


@pytest.mark.parametrize("stored", ["1380013800013800138000", "1.3800138E10", "13800138000000000"])
def test_numbers_of_which_a_reader_sees_fewer_digits_are_looked_at_again(tmp_path: Path, stored: str) -> None:
    path = simple(tmp_path / "a.xlsx", [["h"], [5], [7]])
    edit_zip(path, {SHEET: lambda xml: xml.replace("<v>5</v>", f"<v>{stored}</v>")})
    seen: list[str] = []
    wanted = {"S": plan(columns={0: [SAME, SAME]})}
    rewrite_workbook(path, tmp_path / "b.xlsx", wanted, lambda text: seen.append(text) or text)  # type: ignore[func-returns-value]
    assert number_text(stored) in seen
    assert "7" not in seen
