"""Prose and logs become one column of lines; text in columns stays CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from pii_scanner.sources import text
from tests.builders.files import names_of, refusal, rows_of, table_of

LOG = "2026-01-01 12:00:0{n},123 INFO 用户 张伟 登录，手机号 13800138000, ok\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.log", "".join(LOG.format(n=n) for n in range(6))),
        ("b.log", '127.0.0.1 - - [10/Oct/2025:13:55:36 +0800] "GET /a,b HTTP/1.1" 200 2326\n' * 4),
        ("c.txt", "客户张伟，身份证号11010519491231002X，于今日来电。\n他说明天还款。\n"),
        ("d.txt", "Hello, my name is Bob, call me tomorrow.\n"),
        ("e.md", "# 催收\n\n| a | b |\n|---|---|\n"),
        ("说明", "本协议由甲乙双方签订。\n甲方：张伟\n"),
    ],
)
def test_prose_and_logs_are_lines(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    table = table_of(path)
    assert names_of(table) == ["text"]
    assert [row[0] for row in rows_of(table)] == [line for line in content.splitlines() if line]


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        ("a.txt", "姓名,手机号\n张伟,13800138000\n", ["姓名", "手机号"]),
        ("b.log", "时间|级别|手机号\n2026-01-01 12:00:00|INFO|13800138000\n", ["时间", "级别", "手机号"]),
        ("c.txt", "手机号\n13800138000\n13900139000\n", ["手机号"]),
        ("d.txt", "姓名\t备注\n张伟\t客户说明天还款。\n李娜\t电话没人接。\n", ["姓名", "备注"]),
        ("e.txt", "姓名,备注\n张伟,客户说明天还款。\n李娜,电话没人接。\n", ["姓名", "备注"]),
        ("f.csv", "这是一句话。\n第二句话。\n", ["这是一句话。"]),
    ],
)
def test_text_in_columns_stays_csv(tmp_path: Path, name: str, content: str, columns: list[str]) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert table_of(path).kind == "csv"
    assert names_of(table_of(path)) == columns


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "big5"])
def test_any_chinese_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("客戶張偉來電說明天還款。\r\n\r\n他的電話是13800138000。\r\n".encode(encoding) * 20)
    assert rows_of(table_of(path))[:2] == [["客戶張偉來電說明天還款。"], ["他的電話是13800138000。"]]


def test_lines_longer_than_arrow_takes_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_BLOCK", 1 << 12)
    path = tmp_path / "a.txt"
    lines = ["第一行。", "x" * 10_000, "电话13800138000。", "含\x1f分隔符。"] * 20
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [row[0] for row in rows_of(table_of(path))] == lines


def test_quotation_marks_and_commas_are_plain_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text('他说："明天还，一定。\n第二天, 没有还。\n"" 完。\n', encoding="utf-8")
    assert rows_of(table_of(path)) == [['他说："明天还，一定。'], ["第二天, 没有还。"], ['"" 完。']]


def test_a_picture_called_txt_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert "of a kind that is not read yet" in refusal(path)
