"""XLSB and XLS: cells of every kind, and what stands outside the cells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import pii_scanner
from pii_scanner.masking.keys import new_key
from tests.builders.files import rows_of, tables_of
from tests.builders.workbooks import edit_zip, everything, simple
from tests.builders.xlsb import write_xlsb

ROWS: list[list[object]] = [
    ["姓名", "手机号", "金额", "有效"],
    ["张伟", 13800138000, 1.5, True],
    ["李娜", "13900139000", None, False],
]
COMMENT = "请联系钱思远 13700001111"


def loose(path: Path) -> dict[str, list[str]]:
    (table,) = (each for each in tables_of(path) if each.loose)
    (batch,) = table.batches()
    return {place: [text for text in texts if text] for place, texts in batch.to_pydict().items()}


def test_cells_and_comments_of_an_xlsb_are_read(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", {"明细": ROWS}, COMMENT)
    assert rows_of(tables_of(path)[0]) == [
        ["张伟", "13800138000", "1.5", "true"],
        ["李娜", "13900139000", None, "false"],
    ]
    assert loose(path)["comments"] == [COMMENT]


def test_the_masked_copy_of_an_xlsb_is_an_xlsx_without_raw_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", new_key())
    write_xlsb(tmp_path / "a.xlsb", {"明细": ROWS, "张伟": [["月份", "李娜"], ["1月", 2], ["2月", 3]]}, COMMENT)
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "TEST_KEY"},
        "entities": {"PERSON": "pseudonymize", "CN_MOBILE": "pseudonymize"},
    }
    pii_scanner.mask(tmp_path / "a.xlsb", policy, tmp_path / "release")
    copy = tmp_path / "release" / "a.xlsx"
    text = everything(copy)
    assert not [raw for raw in ("张伟", "李娜", "13800138000", "13900139000", "13700001111", "钱思远") if raw in text]
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    assert [cell.value for cell in sheet[2]][2:] == [1.5, True]


@pytest.mark.slow
def test_what_stands_outside_the_cells_of_an_xls(office: Callable[..., Path], tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("客户")
        sheet.write_column(0, 0, ["金额", 1, 2])
        sheet.write_comment("A2", COMMENT, {"author": "孙立军"})
        sheet.insert_textbox("D2", "紧急联系人：何志远 " + "长" * 9000)
        sheet.set_footer("&L制表人：沈佳怡 13500003333")
        sheet.write_url("B2", "mailto:zhangwei88@qq.com", string="写信")
    found = loose(office("xls", tmp_path, tmp_path / "a.xlsx") / "a.xls")
    assert found["comments"][0].startswith(COMMENT) or COMMENT in found["comments"]
    assert any(each.startswith("紧急联系人：何志远 长") and each.endswith("长") for each in found["comments"])
    assert found["headers, footers, validation"] == ["&L制表人：沈佳怡 13500003333"]
    assert "zhangwei88@qq.com" in found["links"]


def test_pictures_and_embedded_files_are_counted(tmp_path: Path) -> None:
    source = simple(tmp_path / "a.xlsx", [["金额"], [1], [2]])
    edit_zip(
        source,
        added={
            "xl/media/image1.png": "x",
            "xl/embeddings/a.xlsx": "x",
            "xl/slicers/slicer1.xml": "<a caption='x'>钱思远</a>",
        },
    )
    messages = [problem.message for table in tables_of(source) for problem in table.problems]
    assert any("1 pictures" in each for each in messages)
    assert any("1 embedded files" in each for each in messages)
    assert loose(source)["other parts"] == ["钱思远"]
