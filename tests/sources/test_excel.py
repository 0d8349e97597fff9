"""Workbooks of every kind, whole and broken."""

from __future__ import annotations

import datetime as dt
import os
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from pii_scanner.errors import SourceError
from pii_scanner.model.table import Table
from pii_scanner.sources.excel import book
from pii_scanner.sources.excel.kept import put_away
from pii_scanner.sources.excel.places import column_number
from tests.builders.files import (
    converted,
    cut,
    damage,
    messages_of,
    names_of,
    ole_file,
    refusal,
    rows_of,
    table_of,
    tables_of,
    zip_file,
)

HEADER = ["姓名", "手机号", "身份证号", "金额", "日期", "时间"]
ROW = ["张伟", "13800138000", 1.10105199001011e17, 12.5, dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 9, 30)]
TEXTS = ["张伟", "13800138000", "110105199001011000", "12.5", "2026-03-01", "2026-03-01 09:30:00"]


def _book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def _edited(path: Path, part: str, old: str, new: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    before = bytes(parts[part]).decode()  # type: ignore[arg-type]
    assert old in before
    parts[part] = before.replace(old, new)
    return zip_file(path, parts)


def _sheets(path: Path) -> dict[str, Table]:
    return {table.name: table for table in tables_of(path) if not table.loose}


def test_cells_read_as_a_person_reads_them(tmp_path: Path) -> None:
    table = table_of(_book(tmp_path / "a.xlsx", {"客户": [HEADER, ROW, ["李娜", None, None, 3, None, None]]}))
    assert names_of(table) == HEADER
    assert rows_of(table) == [TEXTS, ["李娜", None, None, "3", None, None]]
    assert [c.data_type for c in table.columns] == ["text", "text", "number", "number", "date", "date"]
    assert table.layout["path"] == tmp_path / "a.xlsx"
    assert [table.layout[key] for key in ("header_row", "first_row", "rows", "left")] == [0, 1, 3, 0]
    assert rows_of(table) == rows_of(table)


def test_a_line_of_a_log_that_begins_with_a_moment_stays_as_it_is(tmp_path: Path) -> None:
    line = "2026-03-11T08:22:01.331Z INFO action=login cost=23ms"
    table = table_of(_book(tmp_path / "a.xlsx", {"日志": [["序号", "内容"], ["a", line], ["b", line]]}))
    assert rows_of(table) == [["a", line], ["b", line]]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_kinds_of_workbooks(tmp_path: Path, kind: str) -> None:
    source = _book(tmp_path / "a.xlsx", {"客户": [HEADER, ROW], "空": [], "流水": [["a", "b"], ["c", 1]]})
    tables = _sheets(converted(source, kind))
    assert list(tables) == ["客户", "流水"]
    assert rows_of(tables["客户"]) == [TEXTS]
    assert rows_of(tables["流水"]) == [["c", "1"]]


def test_hidden_empty_and_several_sheets(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]], "隐": [["a", "b"], [3, 4]], "空": [], "四": [["x"]]})
    book = openpyxl.load_workbook(path)
    book["隐"].sheet_state = "veryHidden"
    book.save(path)
    tables = _sheets(path)
    assert list(tables) == ["一", "隐", "四"]
    assert rows_of(tables["隐"]) == [["3", "4"]]


def test_a_merged_title_above_the_header(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"客户": [["客户名单 制表：王芳"], [], HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    book["客户"].merge_cells("A1:F1")
    book.save(path)
    table, loose = tables_of(path)
    assert names_of(table) == HEADER
    assert (table.layout["header_row"], table.layout["first_row"]) == (2, 3)
    assert rows_of(table) == [TEXTS]
    assert "客户名单 制表：王芳" in [row[names_of(loose).index("rows above the header")] for row in rows_of(loose)]


def test_tables_that_begin_away_from_a1(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row, cells in enumerate([["姓名", "电话"], ["张伟", "138"], ["李娜", "139"]], 5):
        for column, cell in enumerate(cells, 3):
            book.active.cell(row, column, cell)
    book.save(tmp_path / "a.xlsx")
    table = table_of(tmp_path / "a.xlsx")
    assert names_of(table) == ["column_1", "column_2", "姓名", "电话"]
    assert table.layout["header_row"] == 4
    assert rows_of(table) == [[None, None, "张伟", "138"], [None, None, "李娜", "139"]]


def test_empty_texts_below_the_data_are_no_rows(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("一")
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, [0, ""])
        for row in range(2, 50):
            sheet.write_formula(row, 0, '=""', None, "")
    assert rows_of(table_of(tmp_path / "a.xlsx")) == [["0", None]]


def test_mixed_cells_in_a_column(tmp_path: Path) -> None:
    values = ["x", 1, 2.5, True, dt.datetime(2026, 3, 1), dt.time(9, 30), None, 1e300, -0.0, 13800138000]
    table = table_of(_book(tmp_path / "a.xlsx", {"一": [["姓名", "杂项"], *[["n", value] for value in values]]}))
    assert [row[1] for row in rows_of(table)] == [
        *["x", "1", "2.5", "true", "2026-03-01", "09:30:00", None, "1" + "0" * 300, "-0", "13800138000"]
    ]


def test_text_outside_the_cells(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]]})
    book = openpyxl.load_workbook(path)
    sheet = book["一"]
    sheet["A1"].comment = Comment("找张伟 13800138000", "王芳")
    sheet.oddFooter.center.text = "联系李娜"
    sheet["B2"].hyperlink = "mailto:li@example.com"
    book.properties.creator = "赵敏"
    book.save(path)
    loose = tables_of(path)[1]
    texts = " ".join(str(cell) for row in rows_of(loose) for cell in row)
    assert loose.loose
    for word in ("13800138000", "王芳", "李娜", "li@example.com", "赵敏"):
        assert word in texts


def test_comments_of_an_ods(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]]})
    book = openpyxl.load_workbook(path)
    book["一"]["A1"].comment = Comment("找张伟 13800138000", "王芳")
    book.save(path)
    loose = tables_of(converted(path, "ods"))[1]
    assert "13800138000" in str(rows_of(loose))


def test_a_chart_sheet_is_no_table(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("一").write_row(0, 0, ["a", "b"])
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=一!$A$1:$B$1"})
        book.add_chartsheet("图").set_chart(chart)
    tables = tables_of(tmp_path / "a.xlsx")
    assert [table.name for table in tables if not table.loose] == ["一"]
    assert not messages_of(tables)


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsb", "a.dat", "a.csv", "a"])
def test_content_counts_and_not_the_name(tmp_path: Path, name: str) -> None:
    _book(tmp_path / "a.xlsx", {"一": [["姓名", "电话"], ["张伟", "138"]]}).rename(tmp_path / name)
    assert rows_of(table_of(tmp_path / name)) == [["张伟", "138"]]


def test_cells_too_far_apart_do_not_end_the_program(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"远": [["a", "b"], [1, 2]], "近": [["a", "b"], [1, 2]]})
    book = openpyxl.load_workbook(path)
    book["远"]["XFD1048576"] = "x"
    book.save(path)
    tables = tables_of(path)
    assert "too far apart" in messages_of(tables)[0]
    assert rows_of({table.name: table for table in tables}["近"]) == [["1", "2"]]
    assert column_number("XFD") == 16_383


def test_a_string_repeated_without_end_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("满")
        sheet.write_row(0, 0, ["a", "b"])
        for row in range(1, 60_000):
            sheet.write_string(row, 0, "LONG")
        book.add_worksheet("近").write_column(0, 0, ["a", "1"])
    _edited(path, "xl/sharedStrings.xml", "LONG", "A" * 100_000)
    tables = tables_of(path)
    assert "too much text" in messages_of(tables)[0]
    assert [table.name for table in tables if table.columns and not table.loose] == ["近"]


def test_a_very_long_cell_is_read_whole(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["姓名", "备注"], ["张伟", "LONG"]]})
    _edited(path, "xl/worksheets/sheet1.xml", "LONG", "备注" * 1_000_000)
    assert len(str(rows_of(table_of(path))[0][1])) == 2_000_000


def test_a_damaged_sheet_leaves_the_others(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]], "二": [["a", "b"], [3, 4]]})
    _edited(path, "xl/worksheets/sheet1.xml", "<v>1</v>", "<v>1")
    tables = tables_of(path)
    assert "cannot be read" in messages_of(tables)[0]
    assert rows_of({table.name: table for table in tables}["二"]) == [["3", "4"]]
    assert [problem.severity for table in tables for problem in table.problems] == ["error"]


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
def test_cut_off(tmp_path: Path, share: float) -> None:
    rows = [HEADER, *[[f"张伟{i}", f"138{i:08d}", i, i, i, i] for i in range(500)]]
    sentence = refusal(cut(_book(tmp_path / "a.xlsx", {"一": rows}), share))
    assert "a.xlsx is not a whole workbook" in sentence


def test_damaged_inside(tmp_path: Path) -> None:
    rows = [HEADER, *[[f"张伟{i}", f"138{i * 7919:08d}", i, i, i, i] for i in range(5000)]]
    path = damage(_book(tmp_path / "a.xlsx", {"一": rows}), 0.5)
    assert "a.xlsx is not a whole workbook" in refusal(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a"])
def test_a_password_of_excel(tmp_path: Path, name: str) -> None:
    path = ole_file(tmp_path / name, {"EncryptionInfo": b"\x04\x00", "EncryptedPackage": b"\x10" * 5000})
    assert "is protected by a password" in refusal(path)


def test_a_password_of_an_old_workbook(tmp_path: Path) -> None:
    begin = bytes.fromhex("0908100000060500" + "bb0dcc07" + "00000000" + "06000000")
    stream = begin + bytes.fromhex("2f003600" + "0100" + "0100" + "01000100") + bytes(48)
    path = ole_file(tmp_path / "a.xls", {"Workbook": stream + bytes.fromhex("0a000000")})
    assert "is protected by a password" in refusal(path)


def test_old_documents_of_other_programs(tmp_path: Path) -> None:
    path = ole_file(tmp_path / "a.doc", {"WordDocument": b"\xec\xa5" + bytes(5000)})
    assert "not a whole workbook" not in refusal(path)
    assert "is not a whole workbook" in refusal(ole_file(tmp_path / "a.xls", {"Workbook": b"\x01" * 5000}))


@pytest.mark.parametrize("lie", [False, True])
def test_a_zip_bomb(tmp_path: Path, lie: bool) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/b.xml", "w") as file:
        for _ in range(250 if not lie else 8):
            file.write(bytes(1 << 20))
    if lie:
        data = path.read_bytes()
        for mark in (8 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"):
            data = data if mark == (1000).to_bytes(4, "little") else data.replace(mark, (1000).to_bytes(4, "little"))
        path.write_bytes(data)
        assert "is not a whole workbook" in refusal(path)
    else:
        assert "would unpack to 250 MB" in refusal(path)


def test_nothing_in_the_cells(tmp_path: Path) -> None:
    tables = tables_of(_book(tmp_path / "a.xlsx", {"空": []}))
    assert [table for table in tables if not table.loose] == []


def test_each_sheet_is_parsed_once_while_it_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _book(tmp_path / "a.xlsx", {f"s{i}": [["a", "b"], [i, "x"]] for i in range(5)})
    parsed: list[str] = []
    parse = book.grid_of

    def counting(reader: Any, name: str, with_numbers: bool) -> Any:
        parsed.append(name)
        return parse(reader, name, with_numbers)

    monkeypatch.setattr(book, "grid_of", counting)
    tables = tables_of(path)
    for _ in range(2):
        assert [rows_of(table) for table in tables[:5]] == [[[str(i), "x"]] for i in range(5)]
    assert parsed == [f"s{i}" for i in range(5)]
    monkeypatch.setattr(book, "_MOST_HELD", 0)
    parsed.clear()
    put_away()
    for table in tables_of(path)[:5]:
        assert rows_of(table)
    assert len(parsed) > 5


def test_passes_over_one_file_parse_it_once_and_see_every_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _book(tmp_path / "a.xlsx", {"s": [["姓名", "年龄"], ["张伟", 41]]})
    parsed: list[str] = []
    parse = book.grid_of

    def counting(reader: Any, name: str, with_numbers: bool) -> Any:
        parsed.append(name)
        return parse(reader, name, with_numbers)

    monkeypatch.setattr(book, "grid_of", counting)
    put_away()
    first, second = tables_of(path)[0], tables_of(path)[0]
    assert rows_of(first) == rows_of(second) == [["张伟", "41"]]
    assert parsed == ["s"]
    first.warn("of one pass")
    assert second.problems == tables_of(path)[0].problems == []
    state = path.stat()
    _book(path, {"s": [["姓名", "年龄"], ["王芳", 28]]})
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert rows_of(tables_of(path)[0]) == [["王芳", "28"]]
    put_away()
    assert rows_of(tables_of(path)[0]) == [["王芳", "28"]]
    assert parsed == ["s"] * 3


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, [f"列{i}" for i in range(10)])
        for row in range(1, 40_001):
            sheet.write_row(
                row, 0, ["张伟", f"138{row:08d}", row, row * 1.25, "北京", f"备注{row}", "a", "b", "c", row]
            )
    return path


def test_rows_come_in_batches(large: Path) -> None:
    table = table_of(large)
    tracemalloc.start()
    rows = sum(batch.num_rows for batch in table.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 40_000
    assert peak < 20 << 20


def test_a_workbook_that_changes_between_two_readings(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"一": [["a", "b"], [1, 2]]})
    table = table_of(path)
    rows_of(table)
    path.write_bytes(b"PK\x03\x04 gone")
    with pytest.raises(SourceError, match="is not a whole workbook"):
        rows_of(table)
