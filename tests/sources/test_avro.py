"""Avro files: logical types, unions, nested values, and files that are not whole or mean harm."""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastavro
import pytest

from pii_scanner.sources.avro.container import block_bytes, head_bytes
from tests.builders.copies import changed_copy, contents_of, kept_copy, to
from tests.builders.files import cut, damage, names_of, refusal, rows_of, table_of

SYNC = bytes(range(16))
PERSON = {
    "type": "record",
    "name": "person",
    "namespace": "cn.bank",
    "doc": "电话 13800138000 登记",
    "fields": [
        {"name": "姓名", "type": ["null", "string"], "default": None, "doc": "客户姓名"},
        {"name": "生日", "type": {"type": "int", "logicalType": "date"}},
        {"name": "余额", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
        {"name": "性别", "type": {"type": "enum", "name": "sex", "symbols": ["M", "F"]}},
        {"name": "标签", "type": {"type": "map", "values": ["null", "string", "long"]}},
        {
            "name": "联系",
            "aliases": ["lx"],
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "contact",
                    "fields": [{"name": "号", "type": "string"}, {"name": "日", "type": ["null", {"type": "int", "logicalType": "date"}]}],
                },
            },
        },
    ],
}  # fmt: skip
ROW = {
    "姓名": "张伟",
    "生日": dt.date(1990, 1, 2),
    "余额": Decimal("-1.50"),
    "性别": "F",
    "标签": {"手机": "13800138000", "n": 5},
    "联系": [{"号": "13900139000", "日": dt.date(2020, 5, 6)}],
}


def _write(path: Path, schema: Any, rows: list[Any], **how: Any) -> Path:
    with path.open("wb") as file:
        fastavro.writer(file, schema, rows, **how)
    return path


def _schema(path: Path) -> Any:
    with path.open("rb") as file:
        return fastavro.reader(file).writer_schema


def test_values_are_what_logical_types_mean(tmp_path: Path) -> None:
    found = table_of(_write(tmp_path / "a.avro", PERSON, [ROW]))
    assert [column.comment for column in found.columns][:2] == ["客户姓名", ""]
    assert [column.data_type for column in found.columns] == ["string", "date", "decimal", "enum", "map", "array"]
    assert rows_of(found) == [
        [
            "张伟",
            dt.date(1990, 1, 2),
            Decimal("-1.50"),
            "F",
            '{"手机": "13800138000", "n": 5}',
            '[{"号": "13900139000", "日": "2020-05-06"}]',
        ]
    ]


def test_what_is_masked_inside_nested_values_stays_nested(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW])
    masked = '[{"号": "MOB_x", "日": "2020-05-06"}]'
    changed_copy(path, tmp_path / "b.avro", {"联系": to(masked), "姓名": to("王某")})
    with (tmp_path / "b.avro").open("rb") as file:
        (row,) = fastavro.reader(file)
    assert row == {**ROW, "姓名": "王某", "联系": [{"号": "MOB_x", "日": dt.date(2020, 5, 6)}]}


def test_what_does_not_fit_its_type_becomes_text(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW])
    changes = {"联系": to('[{"号": "x", "日": "2020"}]'), "生日": to("1990"), "性别": to(None)}
    changed_copy(path, tmp_path / "b.avro", changes)
    types = {field["name"]: field["type"] for field in _schema(tmp_path / "b.avro")["fields"]}
    assert (types["生日"], types["联系"], types["性别"]) == ("string", "string", ["null", "string"])
    assert contents_of(tmp_path / "b.avro")[0][2][0][5] == '[{"号": "x", "日": "2020"}]'


def test_a_copy_has_no_defaults_aliases_metadata_nor_raw_documentation(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW], metadata={"made.by": "张伟"})
    warnings = changed_copy(path, tmp_path / "b.avro", {}, lambda text: text.replace("13800138000", "***"))
    assert len(warnings) == 2
    schema = _schema(tmp_path / "b.avro")
    assert schema["doc"] == "电话 *** 登记"
    assert schema["fields"][0]["doc"] == "客户姓名"
    written = json.dumps(schema)
    assert "default" not in written
    assert "aliases" not in written
    assert b"made.by" not in (tmp_path / "b.avro").read_bytes()


def test_a_symbol_that_must_not_leave_makes_its_column_text(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "r", "fields": [{"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "M13800138000"]}}]}  # fmt: skip
    path = _write(tmp_path / "a.avro", schema, [{"e": "A"}])
    changed_copy(path, tmp_path / "b.avro", {}, lambda text: text.replace("13800138000", "***"))
    assert _schema(tmp_path / "b.avro")["fields"] == [{"name": "e", "type": "string"}]
    assert b"13800138000" not in (tmp_path / "b.avro").read_bytes()


def test_types_defined_in_a_dropped_column_are_defined_where_they_are_used(tmp_path: Path) -> None:
    first = {"type": "record", "name": "inner", "fields": [{"name": "x", "type": "int"}]}
    schema = {"type": "record", "name": "r", "fields": [{"name": "a", "type": first}, {"name": "b", "type": "inner"}]}
    path = _write(tmp_path / "a.avro", schema, [{"a": {"x": 1}, "b": {"x": 2}}])
    changed_copy(path, tmp_path / "b.avro", {"a": None})
    with (tmp_path / "b.avro").open("rb") as file:
        assert list(fastavro.reader(file)) == [{"b": {"x": 2}}]


def test_unions_of_records_keep_their_branch(tmp_path: Path) -> None:
    kinds = [{"type": "record", "name": name, "fields": [{"name": "q", "type": "int"}]} for name in ("X", "Y")]
    schema = {"type": "record", "name": "r", "fields": [{"name": "u", "type": ["null", *kinds]}]}
    path = _write(tmp_path / "a.avro", schema, [{"u": ("Y", {"q": 1})}, {"u": None}])
    kept_copy(path, tmp_path / "b.avro")
    with (tmp_path / "b.avro").open("rb") as file:
        assert [row["u"] for row in fastavro.reader(file, return_record_name=True)] == [("Y", {"q": 1}), None]


def test_files_of_no_records(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.avro", ["null", "string"], ["13800138000", None])
    assert contents_of(path) == [("a", [("value", "string")], [["13800138000"], [None]])]
    kept_copy(path, tmp_path / "b.avro")
    assert _schema(tmp_path / "b.avro") == ["null", "string"]


def test_fields_called_alike_and_a_value_that_refers_to_its_own_type(tmp_path: Path) -> None:
    node = {"type": "record", "name": "node", "fields": [{"name": "v", "type": "int"}, {"name": "next", "type": ["null", "node"]}]}  # fmt: skip
    schema = {"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}, {"name": "a", "type": node}]}
    body = b"\x02\x04\x02\x06\x00"  # 1, then 2 before 3
    (tmp_path / "a.avro").write_bytes(head_bytes(schema, "null", SYNC) + block_bytes(1, body, "null", SYNC))
    found = table_of(tmp_path / "a.avro")
    assert len(set(names_of(found))) == 2
    assert rows_of(found) == [[1, '{"v": 2, "next": {"v": 3, "next": null}}']]
    kept_copy(tmp_path / "a.avro", tmp_path / "b.avro")
    assert rows_of(table_of(tmp_path / "b.avro")) == rows_of(found)


@pytest.mark.parametrize("share", [0.05, 0.6, 0.99])
def test_cut_off(tmp_path: Path, share: float) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW] * 2000, codec="deflate")
    assert "damaged" in refusal(cut(path, share))


def test_damaged_block(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW] * 2000, codec="deflate")
    sentence = refusal(damage(path, 0.7, 100))
    assert "reading stopped midway" in sentence
    assert "1380013" not in sentence


def test_values_nested_without_end(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "node", "fields": [{"name": "next", "type": ["null", "node"]}]}
    body = b"\x02" * 200_000 + b"\x00"
    (tmp_path / "a.avro").write_bytes(head_bytes(schema, "null", SYNC) + block_bytes(1, body, "null", SYNC))
    assert "reading stopped midway" in refusal(tmp_path / "a.avro")


def test_a_block_that_says_it_holds_values_without_number(tmp_path: Path) -> None:
    (tmp_path / "a.avro").write_bytes(head_bytes("null", "null", SYNC) + block_bytes(1 << 50, b"", "null", SYNC))
    assert "reading stopped midway" in refusal(tmp_path / "a.avro")


def test_unknown_codec(tmp_path: Path) -> None:
    (tmp_path / "a.avro").write_bytes(head_bytes("string", "lzo", SYNC))
    assert "codec" in refusal(tmp_path / "a.avro")


def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path / "a.avro", PERSON, [ROW])
    monkeypatch.setitem(sys.modules, "fastavro", None)
    assert 'pip install "pii-scanner[avro]"' in refusal(path)


@pytest.mark.slow
def test_five_thousand_columns_and_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    wide = {"type": "record", "name": "r", "fields": [{"name": f"c{n}", "type": "string"} for n in range(5000)]}
    path = _write(tmp_path / "wide.avro", wide, [{f"c{n}": "x" for n in range(5000)}])
    assert len(rows_of(table_of(path))[0]) == 5000
    kept_copy(path, tmp_path / "copy.avro")
    long = _write(tmp_path / "long.avro", "string", ["证" * 3_500_000], codec="deflate")
    assert rows_of(table_of(long)) == [["证" * 3_500_000]]
