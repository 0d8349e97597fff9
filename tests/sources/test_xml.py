"""XML exports: what repeats is a record, in any encoding, and nothing that XML can do is done."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tests.builders.copies import changed_copy, contents_of, kept_copy, to
from tests.builders.files import cut, names_of, refusal, rows_of, table_of, tables_of

ROWS = "<客户 id='1'><姓名>张伟</姓名><证件 号码='A'/></客户><客户 id='2'><姓名>李娜</姓名><证件 号码='B'/></客户>"
MYSQL = """<?xml version="1.0"?>
<resultset statement="select * from t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <row>
	<field name="id">1</field>
	<field name="sjh">13800138000</field>
  </row>
  <row>
	<field name="id">2</field>
	<field name="sjh" xsi:nil="true" />
  </row>
</resultset>
"""


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_declared_or_not(tmp_path: Path, encoding: str, declared: bool) -> None:
    rows = ROWS.replace("张伟", "張偉").replace("李娜", "李明") if encoding == "big5" else ROWS
    if encoding == "big5" and not declared:
        pytest.skip("so short a text could be GBK as well")
    rows = rows.replace("客户", "row").replace("姓名", "name").replace("证件", "card").replace("号码", "no")
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    declaration = f'<?xml version="1.0" encoding="{name}"?>' if declared else '<?xml version="1.0"?>'
    path = _write(tmp_path / "a.xml", f"{declaration}\n<rows>{rows}</rows>", encoding)
    first = "張偉" if encoding == "big5" else "张伟"
    assert rows_of(table_of(path))[0] == ["1", first, "A"]
    kept_copy(path, tmp_path / "b.xml")
    assert contents_of(tmp_path / "b.xml") == contents_of(path)
    assert first.encode(encoding.removesuffix("-sig")).removeprefix(b"\xff\xfe") in (tmp_path / "b.xml").read_bytes()


def test_a_declaration_that_lies_is_put_right(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.xml", f'<?xml version="1.0" encoding="UTF-8"?><表>{ROWS}</表>', "gbk")
    assert rows_of(table_of(path))[0] == ["1", "张伟", "A"]
    kept_copy(path, tmp_path / "b.xml")
    assert b'encoding="gb18030"' in (tmp_path / "b.xml").read_bytes()


def test_columns_of_elements_attributes_and_namespaces(tmp_path: Path) -> None:
    text = (
        "<?xml version='1.0'?><a:表 xmlns:a='urn:x'><a:行><人><姓名>甲</姓名></人><担保><姓名>乙</姓名></担保><额><值>1</值></额></a:行>"
        "<a:行><人><姓名>丙</姓名></人></a:行></a:表>"
    )
    found = table_of(_write(tmp_path / "a.xml", text))
    assert (found.name, names_of(found)) == ("行", ["人/姓名", "担保/姓名", "额/值"])
    assert rows_of(found) == [["甲", "乙", "1"], ["丙", None, None]]


def test_records_inside_records_are_tables_of_their_own(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><r><o><n>1</n><p>a</p><p>b</p></o><o><n>2</n><p>c</p></o><x><p>d</p></x></r>"
    found = {name: rows for name, _, rows in contents_of(_write(tmp_path / "a.xml", text))}
    assert found == {"o": [["1"], ["2"]], "p": [["a"], ["b"], ["c"]], "r": [["d"]]}


def test_dumps_of_mysql(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.xml", MYSQL)
    found = table_of(path)
    assert (found.name, names_of(found)) == ("row", ["id", "sjh"])
    assert rows_of(found) == [["1", "13800138000"], ["2", None]]
    changed_copy(path, tmp_path / "b.xml", {"sjh": lambda array: pa.array(["MOB_1", None])})
    copy = (tmp_path / "b.xml").read_text(encoding="utf-8")
    assert copy == MYSQL.replace("13800138000", "MOB_1").replace(" />", "/>")


def test_what_stands_outside_records_is_offered_and_scrubbed(tmp_path: Path) -> None:
    text = f"<?xml version='1.0'?><!-- 13800138000 --><?print 13800138000?><表 by='13800138000'>\n{ROWS} 致电13800138000</表>"
    path = _write(tmp_path / "a.xml", text)
    (loose,) = [table for table in tables_of(path) if table.loose]
    assert sum("13800138000" in str(row) for row in rows_of(loose)) == 4
    warnings = changed_copy(path, tmp_path / "b.xml", {}, lambda each: each.replace("13800138000", "***"))
    assert len(warnings) == 2
    copy = (tmp_path / "b.xml").read_text(encoding="utf-8")
    assert "13800138000" not in copy
    assert copy.count("***") == 2
    assert contents_of(tmp_path / "b.xml") == contents_of(path)


def test_dropped_columns_are_gone_with_their_elements(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.xml", f"<?xml version='1.0'?>\n<表>\n{ROWS}</表>\n")
    changed_copy(path, tmp_path / "b.xml", {"号码": None, "id": None, "姓名": to("王<&某")})
    copy = (tmp_path / "b.xml").read_text(encoding="utf-8")
    assert "证件" not in copy
    assert "id=" not in copy
    assert rows_of(table_of(tmp_path / "b.xml")) == [["王<&某"], ["王<&某"]]


def test_names_of_elements_that_must_not_leave(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><r><a><t13800138000>x</t13800138000></a><a><t13800138000>y</t13800138000></a></r>"
    path = _write(tmp_path / "a.xml", text)
    changed_copy(path, tmp_path / "b.xml", {}, lambda each: each.replace("13800138000", "<*>"))
    assert names_of(table_of(tmp_path / "b.xml")) == ["t_"]


def test_one_record_is_a_table(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.xml", "<?xml version='1.0'?><客户><姓名>张伟</姓名><证件 号码='A'/></客户>")
    assert contents_of(path) == [("客户", [("姓名", "text"), ("号码", "text")], [["张伟", "A"]])]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://localhost/a.dtd"> %p;]><a>1</a>',
    ],
)
def test_entities_are_refused(tmp_path: Path, text: str) -> None:
    assert "entities of its own" in refusal(_write(tmp_path / "a.xml", f"<?xml version='1.0'?>{text}"))


def test_a_document_type_is_not_loaded_and_left_out(tmp_path: Path) -> None:
    path = _write(
        tmp_path / "a.xml", f'<?xml version="1.0"?><!DOCTYPE 表 SYSTEM "http://localhost/a.dtd"><表>{ROWS}</表>'
    )
    assert kept_copy(path, tmp_path / "b.xml") == ["the document type was left out"]
    assert b"DOCTYPE" not in (tmp_path / "b.xml").read_bytes()


@pytest.mark.parametrize("share", [0.3, 0.99])
def test_cut_off(tmp_path: Path, share: float) -> None:
    assert "cut off or damaged at line" in refusal(cut(_write(tmp_path / "a.xml", MYSQL), share))


def test_nested_deeper_than_any_export(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?>" + "<a>" * 100_000 + "</a>" * 100_000
    assert "nests its elements deeper" in refusal(_write(tmp_path / "a.xml", text))


def test_more_paths_than_any_export(tmp_path: Path) -> None:
    text = "<?xml version='1.0'?><r>" + "".join(f"<a{n}/>" for n in range(30_000)) + "</r>"
    assert "different paths" in refusal(_write(tmp_path / "a.xml", text))


def test_five_thousand_columns_and_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    row = "<row>" + "".join(f"<c{n}>x</c{n}>" for n in range(5000)) + "</row>"
    path = _write(tmp_path / "wide.xml", f"<?xml version='1.0'?><rows>{row}{row}</rows>")
    assert len(table_of(path).columns) == 5000
    kept_copy(path, tmp_path / "copy.xml")
    assert contents_of(tmp_path / "copy.xml")[0][2] == contents_of(path)[0][2]
    path = _write(tmp_path / "long.xml", f"<?xml version='1.0'?><rows><t>{'证' * 3_500_000}</t><t>1</t></rows>")
    assert rows_of(table_of(path)) == [["证" * 3_500_000], ["1"]]


def test_html_is_no_export(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.html", "<!DOCTYPE html><html><body>13800138000</body></html>")
    assert table_of(path).kind != "xml"
