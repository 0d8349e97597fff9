"""The encoding of a file is told from all its bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pii_scanner.sources import encoding
from pii_scanner.sources.encoding import detect_encoding, looks_like_text, open_text, open_utf8, readable_name
from tests.builders.files import rows_of, table_of

TEXT = "姓名,手机号,地址\n张伟,13800138000,北京市朝阳区建国路一号\n李娜,13900139000,上海市浦东新区世纪大道二号\n"


def _read(path: Path) -> str:
    with open_text(path, detect_encoding(path)) as text:
        return text.read()


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_chinese_encodings_are_recognized(tmp_path: Path, codec: str, found: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(codec))
    assert detect_encoding(path).name == found
    assert not detect_encoding(path).damaged
    assert _read(path) == TEXT


@pytest.mark.parametrize("codec", ["GBK", "GB18030", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-8"])
def test_files_made_by_iconv_are_read(tmp_path: Path, codec: str) -> None:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    plain = tmp_path / "plain.csv"
    plain.write_text(TEXT, encoding="utf-8")
    made = subprocess.run(["iconv", "-f", "UTF-8", "-t", codec, str(plain)], check=True, capture_output=True).stdout
    path = tmp_path / "made.csv"
    path.write_bytes(made)
    assert rows_of(table_of(path))[1][0] == "李娜"


def test_characters_of_gb18030_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,城市\n𠮷田㐂,呼和浩特\n".encode("gb18030"))
    assert rows_of(table_of(path)) == [["𠮷田㐂", "呼和浩特"]]


def test_traditional_chinese_in_big5(tmp_path: Path) -> None:
    text = "姓名,地址,備註\n" + "陳美玲,臺北市信義區松仁路一百號,客戶要求寄送紙本帳單\n" * 5
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("big5"))
    assert _read(path) == text
    path.write_bytes(text.encode("gbk"))
    assert _read(path) == text


def test_a_character_across_a_chunk_border_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "张伟李娜王芳" * 40 + ",x\n", encoding="utf-8")
    for size in range(20, 40):
        monkeypatch.setattr(encoding, "_CHUNK", size)
        assert detect_encoding(path).name == "utf-8"
        assert not detect_encoding(path).damaged


def test_a_file_that_changed_is_looked_at_again(tmp_path: Path) -> None:
    path, text = tmp_path / "a.csv", "姓名\n张伟\n"
    for seconds, name in ((1, "utf-8"), (2, "gb18030"), (3, "utf-8")):
        path.write_bytes((text * 40).encode(name))
        os.utime(path, (seconds, seconds))
        assert detect_encoding(path).name == detect_encoding(path).name == name


def test_utf8_cut_in_a_character_stays_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode()[:-2])
    found = detect_encoding(path)
    assert (found.name, found.damaged) == ("utf-8", True)
    assert "张伟" in _read(path)


def test_one_bad_byte_does_not_spoil_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((TEXT * 30).encode() + b"\xff,1,2\n" + (TEXT * 30).encode())
    table = table_of(path)
    assert rows_of(table)[0][0] == "张伟"
    assert "unknown characters" in table.problems[0].message


def test_utf16_cut_in_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("utf-16")[:-1])
    table = table_of(path)
    assert rows_of(table)[0][:2] == ["张伟", "13800138000"]
    assert len(table.problems) == 1


def test_mark_of_utf8_before_gbk(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode("gbk"))
    assert rows_of(table_of(path))[0][0] == "张伟"


def test_streams_give_the_same_bytes_in_pieces(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((TEXT * 200).encode("gbk"))
    with open_utf8(path, detect_encoding(path)) as stream:
        pieces = []
        while piece := stream.read(7):
            pieces.append(piece)
    assert b"".join(pieces) == (TEXT * 200).encode()


@pytest.mark.parametrize("codec", ["utf-8", "gbk", "utf-16", "utf-16-le"])
def test_text_looks_like_text(codec: str) -> None:
    assert looks_like_text(TEXT.encode(codec))


def test_binary_does_not_look_like_text() -> None:
    assert not looks_like_text(bytes(range(256)) * 20)
    assert not looks_like_text(b"\x7fELF\x02\x01\x01" + bytes(2000) + b"\x03\x00\x3e")


def test_file_names_in_gbk_bytes_are_readable() -> None:
    assert readable_name("客户.csv") == "客户.csv"
    assert readable_name("客户.csv".encode("gbk").decode("utf-8", "surrogateescape")) == "客户.csv"
