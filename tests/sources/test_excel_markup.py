"""HTML, web archives and XML of Excel 2003 that are called .xls are read as the workbooks they stand for."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import pii_scanner
from pii_scanner.masking.keys import new_key
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.excel.markup import as_workbook
from pii_scanner.sources.registry import kind_of, open_tables

_HEADER = ["姓名", "手机号", "余额"]
_ROWS = [[f"李{c}", f"1380013{number:04d}", f"{number}.50"] for number, c in enumerate("娜强伟芳静敏丽")]


def _table(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td style='mso-number-format:\"\\@\"'>{cell}</td>" for cell in row) for row in rows)
    return "<table border=1>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table>"


def _page(body: str, head: str = "") -> str:
    return f"<html><head><meta charset=gb2312><style>td {{color: red}}</style>{head}</head><body>{body}</body></html>"


def _spreadsheet(rows: list[list[str]]) -> str:
    cells = ("".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) for row in rows)
    lines = "".join(f"<Row>{line}</Row>" for line in cells)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="客户"><Table>{lines}'
        '<Row ss:Index="20"><Cell ss:Index="2"><Data ss:Type="Number">13900139000</Data><Comment><Data>问王芳</Data></Comment>'
        "</Cell></Row></Table></Worksheet></Workbook>"
    )


def _archive(page: str) -> str:
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        f'Content-Type: text/html; charset="utf-8"\r\n\r\n{page}\r\n--x--\r\n'
    )


def _opened(path: Path, content: str, encoding: str = "gbk") -> list[Table]:
    path.write_bytes(content.encode(encoding))
    assert kind_of(path, path.name).name == "excel"
    return open_tables(Location(path.name, path))


def _cells(table: Table) -> list[list[str]]:
    return [list(row.values()) for batch in table.batches() for row in batch.to_pylist()]


@pytest.mark.parametrize(
    ("content", "encoding", "name"),
    [
        (_page(_table([_HEADER, *_ROWS])), "gbk", "名单"),
        (_page(_table([_HEADER, *_ROWS]), "<!--[if gte mso 9]><xml><x:Name>客户</x:Name></xml><![endif]-->"), "utf-8", "客户"),
        (_table([_HEADER, *_ROWS]), "utf-16", "名单"),
        (_archive(_page(_table([_HEADER, *_ROWS]))), "utf-8", "名单"),
    ],
)  # fmt: skip
def test_tables_of_pages_have_their_columns(tmp_path: Path, content: str, encoding: str, name: str) -> None:
    table, *_ = _opened(tmp_path / "名单.xls", content, encoding)
    assert (table.name, [column.name for column in table.columns]) == (name, _HEADER)
    assert _cells(table) == _ROWS


def test_the_xml_of_excel_2003_is_a_workbook(tmp_path: Path) -> None:
    table, *others = _opened(tmp_path / "a.xls", _spreadsheet([_HEADER, *_ROWS]), "utf-8")
    assert (table.name, [column.name for column in table.columns]) == ("客户", _HEADER)
    assert _cells(table)[: len(_ROWS)] == _ROWS
    assert "13900139000" in str([_cells(each) for each in (table, *others)])
    assert "问王芳" in str(_cells(others[-1]))


def test_what_stands_around_the_tables_is_offered_too(tmp_path: Path) -> None:
    page = _page(
        f"<p>制表人张伟 13912345678</p><a href='mailto:li@example.com'>写信</a><!-- 王芳 13912345679 -->"
        f"<table><tr><td>外框 13912345670{_table([_HEADER, *_ROWS])}</td></tr></table>"
        "<table><caption>标题 13912345671</caption><tr><form>表单 13912345672<td>13912345673</td></form></tr></table>"
    )
    table, *_, loose = _opened(tmp_path / "a.xls", page)
    assert _cells(table) == _ROWS
    assert loose.loose
    told = str(_cells(loose))
    for value in ("13912345678", "li@example.com", "13912345679", "13912345670", "13912345671", "13912345672"):
        assert value in told
    assert "color: red" not in told
    assert [column.name for column in loose.columns] == ["text around the tables", "attributes", "comments"]


def test_a_file_gives_one_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(_page(_table([_HEADER, *_ROWS])), encoding="utf-8")
    assert as_workbook(path, "a.xls") == as_workbook(path, "a.xls")
    assert len(open_tables(Location("a.xls", path))) == 1


def test_merged_cells_lines_and_shortened_numbers(tmp_path: Path) -> None:
    page = _page(
        "<table><tr><td rowspan=2>姓名</td><td colspan=2>联系</td></tr><tr><td>手机号</td><td>地址</td></tr>"
        + "".join(f"<tr><td>{a}</td><td x:num='{b}'>1.38E+10</td><td>北京<br>路{c}</td></tr>" for a, b, c in _ROWS)
        + "</table>"
    )
    table, *_ = _opened(tmp_path / "a.xls", page)
    assert [column.name for column in table.columns] == ["姓名", "联系 手机号", "联系 地址"]
    assert _cells(table) == [[a, b, f"北京\n路{c}"] for a, b, c in _ROWS]


def test_other_files_stay_what_they_are(tmp_path: Path) -> None:
    page = _page(_table([_HEADER, *_ROWS]))
    for name, content in (("a.html", page), ("b.xls", _page("<p>请登录</p>")), ("c.xls", "姓名\t手机\n张伟\t1\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert kind_of(tmp_path / name, name).name != "excel"


def test_a_masked_copy_is_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PII_SCANNER_KEY", new_key())
    (tmp_path / "in").mkdir()
    page = _page(f"<p>客户李强</p>{_table([_HEADER, *_ROWS])}")
    (tmp_path / "in" / "名单.xls").write_bytes(page.encode("gbk"))
    policy = {
        "version": 1,
        "recipient": {"name": "partner", "purpose": "test"},
        "key": {"env": "PII_SCANNER_KEY"},
        "entities": {"PERSON": "surrogate", "CN_MOBILE": "mask", "FINANCIAL_AMOUNT": "keep"},
    }
    pii_scanner.mask(tmp_path / "in", policy, tmp_path / "release")
    sheet = openpyxl.load_workbook(tmp_path / "release" / "名单.xlsx").worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    assert list(header) == _HEADER
    assert [row[1] for row in rows] == [f"138****{row[1][-4:]}" for row in _ROWS]
    assert not {row[0] for row in rows} & {row[0] for row in _ROWS}
    pii_scanner.verify(tmp_path / "release", tmp_path / "in")


def test_xml_of_which_nothing_is_whole_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(
        '<\x01Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', encoding="utf-8"
    )
    (problem,) = pii_scanner.scan(tmp_path / "a.xls").problems
    assert "is not a whole workbook" in problem.message
