"""Word documents and PDFs: every place that holds text is scanned, pictures are named, damage is one sentence."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pii_scanner.sources import passwords
from tests.builders.documents import docx_file, paragraph, pdf_file, text_box, word_table
from tests.builders.files import cut, messages_of, names_of, ole_file, refusal, rows_of, tables_of

ID = "11010519491231002X"


def _texts(path: Path) -> str:
    return "\n".join(str(cell) for table in tables_of(path) for row in rows_of(table) for cell in row)


def test_paragraphs_tables_and_all_around_them_are_read(tmp_path: Path) -> None:
    body = paragraph(f"客户张伟，身份证号{ID}。") + word_table([["姓名", "手机号"], ["李娜", "13800138000"]])
    parts = {
        "header1": paragraph("机密：王芳"),
        "footer1": paragraph("制表人 赵敏"),
        "comments": paragraph("批注：13900139000"),
        "footnotes": paragraph("脚注：陈静"),
    }
    path = docx_file(tmp_path / "协议.docx", body + text_box("文本框：刘洋"), parts, author="孙丽")
    text, table, loose = tables_of(path)
    assert rows_of(text)[0] == [f"客户张伟，身份证号{ID}。"]
    assert ["文本框：刘洋"] in rows_of(text)
    assert names_of(table) == ["姓名", "手机号"]
    assert rows_of(table) == [["李娜", "13800138000"]]
    assert loose.loose
    for word in ("王芳", "赵敏", "13900139000", "陈静", "孙丽"):
        assert word in _texts(path)


def test_a_table_within_a_cell_and_one_without_a_header(tmp_path: Path) -> None:
    inner = word_table([["开户行", "卡号"], ["工行", "6222020212345678909"]])
    outer = (
        f"<w:tbl><w:tr><w:tc>{paragraph('外层')}{inner}</w:tc><w:tc>{paragraph('13800138000')}</w:tc></w:tr></w:tbl>"
    )
    tables = tables_of(docx_file(tmp_path / "a.docx", outer))
    assert [rows_of(table) for table in tables] == [[["外层", "13800138000"]], [["工行", "6222020212345678909"]]]


def test_deleted_text_and_links_are_in_the_file_and_are_read(tmp_path: Path) -> None:
    body = '<w:p><w:del><w:r><w:delText>13700137000</w:delText></w:r></w:del></w:p><w:p><w:r><w:instrText>HYPERLINK "mailto:a@b.cn"</w:instrText></w:r></w:p>'
    assert "13700137000" in (text := _texts(docx_file(tmp_path / "a.docx", body)))
    assert "a@b.cn" in text


def test_pictures_and_embedded_files_are_said_not_to_be_read(tmp_path: Path) -> None:
    path = docx_file(tmp_path / "a.docx", paragraph("正文"))
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/media/image1.png", b"\x89PNG")
        package.writestr("word/embeddings/book.xlsx", b"PK")
    assert messages_of(tables_of(path)) == [
        "1 pictures were not scanned.",
        "1 embedded files were not scanned; save them on their own to scan them.",
    ]


def test_documents_that_cannot_be_read_are_one_sentence(tmp_path: Path) -> None:
    whole = docx_file(tmp_path / "a.docx", paragraph("正文" * 500))
    assert "not a whole Word document" in refusal(cut(whole, 0.4))
    assert "holds no text" in refusal(docx_file(tmp_path / "b.docx", ""))
    old = ole_file(tmp_path / "c.doc", {"WordDocument": b"\xec\xa5" + bytes(5000)})
    assert "save it as DOCX" in refusal(old)
    locked = ole_file(tmp_path / "d.docx", {"EncryptedPackage": bytes(5000)})
    assert "protected by a password" in refusal(locked)
    bare = tmp_path / "e.docx"
    bare.write_bytes(bytes(range(2, 9)) * 200)
    assert "of a kind that is not read yet" in refusal(bare)


def test_a_document_with_a_password_is_read_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.forget()
    long = " ".join(str(number**5 % 999_983) for number in range(4000))  # as in any real document: more than a sector
    plain = docx_file(tmp_path / "plain.docx", paragraph("债务人：张伟") + paragraph(long))
    locked = tmp_path / "a.docx"
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt("不良 资产#2026", target)
    monkeypatch.delenv(passwords.VARIABLE, raising=False)
    assert "PII_SCANNER_FILE_PASSWORD" in refusal(locked)
    monkeypatch.setenv(passwords.VARIABLE, "x\n不良 资产#2026")
    assert [rows_of(table) for table in tables_of(locked)] == [rows_of(table) for table in tables_of(plain)]
    passwords.forget()


def test_pages_of_a_pdf_are_read_line_by_line(tmp_path: Path) -> None:
    path = pdf_file(tmp_path / "合同.pdf", [["债务人：张伟", f"身份证号 {ID}"], ["电话 13800138000"]], author="李娜")
    pages, loose = tables_of(path)
    assert rows_of(pages) == [["债务人：张伟"], [f"身份证号 {ID}"], ["电话 13800138000"]]
    assert rows_of(loose) == [["李娜"]]
    assert pages.problems == []


def test_scanned_pages_are_counted_not_passed_over(tmp_path: Path) -> None:
    (pages,) = tables_of(pdf_file(tmp_path / "a.pdf", [["第一页"], None, None]))
    assert rows_of(pages) == [["第一页"]]
    assert messages_of([pages]) == ["No text layer: 2 pages are pictures, which were not scanned."]


def test_a_pdf_with_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pdf_file(tmp_path / "a.pdf", [["电话 13800138000"]], password="s3cret")
    monkeypatch.delenv("PII_SCANNER_FILE_PASSWORD", raising=False)
    assert "Give its password in the environment variable PII_SCANNER_FILE_PASSWORD" in refusal(path)
    monkeypatch.setenv("PII_SCANNER_FILE_PASSWORD", "wrong")
    assert "none of those given opens it" in (sentence := refusal(path))
    assert "wrong" not in sentence
    monkeypatch.setenv("PII_SCANNER_FILE_PASSWORD", "s3cret")
    assert "13800138000" in _texts(path)


def test_a_pdf_that_is_damaged_or_whose_reader_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "a.pdf"
    broken.write_bytes(b"%PDF-1.7\n1 0 obj\n")
    assert "not a whole PDF" in refusal(broken)
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert 'pip install "pii-scanner[documents]"' in refusal(broken)
