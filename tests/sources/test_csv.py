"""Delimited text as people and programs write it."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import duckdb
import pytest

from pii_scanner.detection.tables import scan_table
from pii_scanner.sources import csv as csv_source
from pii_scanner.sources import fields, records
from tests.builders.files import names_of, refusal, rows_of, table_of, tables_of


def _csv(tmp_path: Path, text: str | bytes, name: str = "客户.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "\x01", "^"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, delimiter: str, newline: str) -> None:
    rows = [["姓名", "手机号", "备注"], ["张伟", "13800138000", "x"], ["李娜", "13900139000", ""]]
    table = table_of(_csv(tmp_path, newline.join(delimiter.join(row) for row in rows) + newline, "a.txt"))
    assert names_of(table) == rows[0]
    assert rows_of(table) == rows[1:]
    assert table.layout["dialect"].delimiter == delimiter
    assert table.layout["dialect"].newline == newline
    assert (table.kind, table.name) == ("csv", "a")


@pytest.mark.parametrize("delimiter", ["!^", "^!", "|~", "&|", "@|@", ";!"])
def test_a_delimiter_doubled_by_a_sign(tmp_path: Path, delimiter: str) -> None:
    rows = [["姓名", "手机号", "备注"], ["张伟", "13800138000", ""], ["李娜", "", "好!"]]
    table = table_of(_csv(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows), "a.txt"))
    assert [names_of(table), *rows_of(table)] == rows


@pytest.mark.parametrize("rows", [["折扣!;额!;备注", "3!;4!;1"], ["a;b;", "1;2;"]])
def test_a_sign_that_cells_end_in_is_no_part_of_the_delimiter(tmp_path: Path, rows: list[str]) -> None:
    assert table_of(_csv(tmp_path, "\n".join([*rows, "5;6;7"]), "a.txt")).layout["dialect"].delimiter == ";"


def test_header_on_the_third_row_under_titles(tmp_path: Path) -> None:
    text = "客户名单,,\n制表人：王芳 13700137000,,\n姓名,手机号,金额\n张伟,13800138000,1.5\n"
    table, loose = tables_of(_csv(tmp_path, text))
    assert names_of(table) == ["姓名", "手机号", "金额"]
    assert rows_of(table) == [["张伟", "13800138000", "1.5"]]
    assert table.layout["dialect"].preamble == text.rsplit("张伟", 1)[0]
    assert loose.loose
    assert rows_of(loose) == [["客户名单"], ["制表人：王芳 13700137000"]]


def test_no_header(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "张伟,13800138000,20\n李娜,13900139000,30\n"))
    assert names_of(table) == ["column_1", "column_2", "column_3"]
    assert rows_of(table)[0] == ["张伟", "13800138000", "20"]


def test_quoted_fields_hold_line_feeds_delimiters_and_quotes(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, '姓名,备注\n张伟,"住址：北京,朝阳\n电话""138"""\n李娜,b\n'))
    assert rows_of(table) == [["张伟", '住址：北京,朝阳\n电话"138"'], ["李娜", "b"]]


def test_empty_cells_and_empty_quotes_are_both_empty(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, '姓名,a,b\n张伟,,""\n李娜,"",x\n'))
    assert rows_of(table) == [["张伟", "", ""], ["李娜", "", "x"]]


def test_line_separators_of_unicode_do_not_end_a_row(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "姓\u2028名,备\x0b注\n张\x85伟,1\n"))
    assert rows_of(table) == [["张\x85伟", "1"]]


def test_nul_characters_are_left_out(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "姓\x00名,手机号\n张伟\x00\x00,138\x0000138000\n李娜,13900139000\n" + "\x00" * 40))
    assert names_of(table) == ["姓名", "手机号"]
    assert rows_of(table) == [["张伟", "13800138000"], ["李娜", "13900139000"]]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_byte_order_mark_in_the_first_cell_is_part_of_it(tmp_path: Path, codec: str) -> None:
    table = table_of(_csv(tmp_path, "姓名,备注\n\ufeff张伟,无\n\ufeff,无\n".encode(codec)))
    assert rows_of(table) == [["\ufeff张伟", "无"], ["\ufeff", "无"]]


def test_ragged_rows_keep_every_value(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "a,b,c\nx,1,2\ny\nz,1,2,3,4\n\nw,5,6\n"))
    assert rows_of(table) == [["x", "1", "2"], ["y", "", ""], ["z", "1", "2,3,4"], ["w", "5", "6"]]
    assert "2 rows have more or fewer fields" in table.problems[0].message


@pytest.mark.parametrize("place", [1, 2, 7, 19])
def test_delimiters_inside_a_note_do_not_hide_the_header(tmp_path: Path, place: int) -> None:
    rows = [f"张伟,1380013{n:04d},350,无" for n in range(20)]
    rows[place - 1] = "李娜,13900139000,350,已联系,本人称,下周还款,再约"
    table = table_of(_csv(tmp_path, "\n".join(["姓名,手机号,余额,备注", *rows]) + "\n"))
    assert names_of(table)[:4] == ["姓名", "手机号", "余额", "备注"]
    assert len(rows_of(table)) == 20


def test_ragged_rows_in_gbk(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "姓名,手机号\n张伟,13800138000\n李娜\n王芳,13700137000,多余\n".encode("gbk")))
    assert rows_of(table)[1:] == [["李娜", ""], ["王芳", "13700137000,多余"]]


def test_ragged_rows_late_in_a_large_file_are_not_read_twice(tmp_path: Path) -> None:
    lines = [f"姓名{i},138{i:08d},{'x' * 60}" for i in range(80_000)]
    lines[70_000] += ",more"
    table = table_of(_csv(tmp_path, "姓名,手机号,备注\n" + "\n".join(lines) + "\n"))
    rows = rows_of(table)
    assert len(rows) == 80_000
    assert [row[1] for row in rows] == [f"138{i:08d}" for i in range(80_000)]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_the_end_of_the_last_line_is_known(tmp_path: Path, end: str) -> None:
    for codec in ("utf-8", "gbk", "utf-16", "utf-16-be"):
        text = "姓名,城市\n张伟,北京\n李娜,海上" + end
        table = table_of(_csv(tmp_path, text.encode(codec)))
        assert table.layout["dialect"].ends_with_newline is bool(end)
        assert rows_of(table)[-1] == ["李娜", "海上"]


def test_one_column(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "手机号\n13800138000\n13900139000\n"))
    assert names_of(table) == ["手机号"]
    assert rows_of(table) == [["13800138000"], ["13900139000"]]
    plain = table_of(_csv(tmp_path, "13800138000\n13900139000\n"))
    assert rows_of(plain) == [["13800138000"], ["13900139000"]]


def test_header_without_rows(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "姓名,手机号\n"))
    assert names_of(table) == ["姓名", "手机号"]
    assert rows_of(table) == []


@pytest.mark.parametrize("name", ["客户.txt", "客户.xls", "客户", "客户.dat", "000000_0"])
def test_any_name_will_do(tmp_path: Path, name: str) -> None:
    table = table_of(_csv(tmp_path, "姓名\t手机号\n张伟\t13800138000\n".encode("gbk"), name))
    assert rows_of(table) == [["张伟", "13800138000"]]


def test_a_quoted_field_across_blocks(tmp_path: Path) -> None:
    long = "备注\n第二行," * 30_000
    filler = "".join(f"n{i},138{i:08d},短\n" for i in range(250_000))
    path = _csv(tmp_path, "姓名,手机号,备注\n" + filler + f'张伟,13800138000,"{long}"\n' + filler)
    assert path.stat().st_size > 2 * csv_source._BLOCK
    table = table_of(path)
    count, found = 0, []
    for batch in table.batches():
        count += batch.num_rows
        found += [text for text in batch.column(2).to_pylist() if len(text) > 10]
    assert count == 500_001
    assert found == [long]


def test_a_field_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_BLOCK", 1 << 12)
    long = "很长," * 3000
    table = table_of(_csv(tmp_path, f'a,b\nx,1\ny,"{long}"\nz,2\n'))
    assert rows_of(table) == [["x", "1"], ["y", long], ["z", "2"]]


def test_a_quotation_mark_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    lines = [f"姓名{i},138{i:08d}" for i in range(20)]
    lines[4] = '"姓名4,13800000004'
    rows = rows_of(table_of(_csv(tmp_path, "姓名,手机号\n" + "\n".join(lines) + "\n")))
    assert len(rows) == 20
    assert [row[1] for row in rows] == [f"138{i:08d}" for i in range(20)]
    assert rows[4][0] == '"姓名4'


def test_a_quotation_mark_never_closed_in_the_last_column(tmp_path: Path) -> None:
    lines = [f"138{i:08d},备注{i}" for i in range(20)]
    lines[4] = '13800000004,"备注'
    rows = rows_of(table_of(_csv(tmp_path, "手机号,备注\n" + "\n".join(lines) + "\n")))
    assert [row[0] for row in rows] == [f"138{i:08d}" for i in range(20)]


def test_endless_quotes_are_given_up_after_some_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MOST_LINES", 50)
    lines = ['"a,1', *(f"b{i},{i}" for i in range(400)), '"c",2']
    assert len(list(records.records((line + "\n" for line in lines), ","))) == 402


def test_memory_is_bounded_by_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_source, "_BLOCK", 1 << 18)
    monkeypatch.setattr(fields, "_BLOCK", 1 << 18)
    path = tmp_path / "big.csv"
    with path.open("w", encoding="gbk") as file:
        file.write("姓名,手机号,备注\n")
        for start in range(0, 100_000, 1000):
            file.write("".join(f"张伟,138{i:08d},{'备注' * 60}\n" for i in range(start, start + 1000)))
        file.write("ragged\n")
    table = table_of(path)
    tracemalloc.start()
    rows = sum(batch.num_rows for batch in table.batches())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 100_001
    assert path.stat().st_size > 24 << 20  # and half as much again in UTF-8
    assert peak < 16 << 20


def test_files_of_duckdb(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    query = "SELECT '张伟, \"大\"' AS 姓名, 13800138000 + i AS 手机号, NULL AS 空 FROM range(3) t(i)"
    duckdb.sql(f"COPY ({query}) TO '{path}' (HEADER, DELIMITER ',')")
    table = table_of(path)
    assert rows_of(table)[2] == ['张伟, "大"', "13800138002", ""]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x00" * 5000, "holds no text"),
        (b" \n\r\n\t", "holds no text"),
        (b"\xef\xbb\xbf", "holds no text"),
        (b"%PDF-1.7\n1 0 obj\n", "not a whole PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "of a kind that is not read yet"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "of a kind that is not read yet"),
        (b"\x1f\x8b\x08" + bytes(range(256)), "of a kind that is not read yet"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str, name: str) -> None:
    assert words in refusal(_csv(tmp_path, content, name))


@pytest.mark.parametrize("name", ["junk.csv", "junk.bin", "junk.xlsx", "junk.parquet"])
def test_binary_junk_is_refused(tmp_path: Path, name: str) -> None:
    path = _csv(tmp_path, b"", name)
    path.write_bytes(bytes((i * i * 7919 + i // 3) % 251 for i in range(50_000)))
    assert "of a kind that is not read yet" in refusal(path)
    path.write_bytes(os.urandom(50_000))
    refusal(path)


@pytest.mark.parametrize("title", ["", "客户余额表\n", "客户余额表，内部\n\n"])
@pytest.mark.parametrize("mark", ["，", ";", "|"])
def test_marks_inside_a_text_column_are_no_delimiter(tmp_path: Path, title: str, mark: str) -> None:
    """The names of the columns are written with the delimiter, and not with what stands in every text."""
    note = mark.join(["已还款", "已协商", "待复核", "无异议"])
    rows = "".join(f'K{number},"1,{number:03d}.50",{note}\n' for number in range(300))
    table = table_of(_csv(tmp_path, f"{title}编号,余额,说明\n{rows}", "a.csv"))
    assert [column.name for column in table.columns] == ["编号", "余额", "说明"]
    assert table.layout["dialect"].delimiter == ","


@pytest.mark.parametrize("every", [1, 2, 3])
def test_chinese_commas_in_a_file_of_one_column_are_no_delimiter(tmp_path: Path, every: int) -> None:
    rows = "".join(f"已还款{'，' if number % every == 0 else '。'}待复核{number}\n" for number in range(300))
    table = table_of(_csv(tmp_path, f"说明\n{rows}", "a.csv"))
    assert [column.name for column in table.columns] == ["说明"]
    assert scan_table(table)[0].rows == 300
    assert not table.problems


def test_chinese_commas_are_a_delimiter_where_names_and_rows_have_them(tmp_path: Path) -> None:
    rows = "".join(f"张伟，{13800138000 + number}，正常\n" for number in range(60))
    table = table_of(_csv(tmp_path, f"姓名，手机，状态\n{rows}", "a.csv"))
    assert [column.name for column in table.columns] == ["姓名", "手机", "状态"]


def test_commas_inside_quoted_json_do_not_hide_the_delimiter_of_ragged_rows(tmp_path: Path) -> None:
    config = '"{""level"": 7, ""on"": true, ""ts"": 1}"'
    tails = ["|13800138000" if n % 5 else "" for n in range(40)]
    rows = ["名称|配置|状态|级别|备注|手机", *(f"甲{n}|{config}|启用|{n}|无{tail}" for n, tail in enumerate(tails))]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (made,) = tables_of(path)
    assert [column.name for column in made.columns] == ["名称", "配置", "状态", "级别", "备注", "手机"]


def test_numbers_that_a_spreadsheet_cut_are_counted_as_in_a_workbook(tmp_path: Path) -> None:
    table = table_of(_csv(tmp_path, "姓名,证件号码\n张伟,1.10105E+17\n李娜,3.10105E+17\n王芳,\n"))
    scan_table(table)
    (said,) = table.problems
    assert "Column 证件号码: 2 numbers lost their last digits" in said.message
    assert said.severity == "warning"


def test_long_numbers_that_end_in_zeros_by_chance_are_no_damage(tmp_path: Path) -> None:
    numbers = [f"2024{n:015d}" for n in range(1001, 3001)]
    table = table_of(_csv(tmp_path, "流水号\n" + "\n".join(numbers) + "\n"))
    scan_table(table)
    assert table.problems == []
