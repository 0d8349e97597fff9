"""With `keep` on every column a copy equals its source, cell by cell and type by type, for tables of any content."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import fastavro
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyarrow import orc

from tests.builders.copies import contents_of, kept_copy

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))
MOMENTS = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1))
NUMBERS = st.decimals(-(10**9), 10**9, places=2)
LONG = st.integers(-(2**63), 2**63 - 1)

ARROW: list[tuple[pa.DataType, st.SearchStrategy[Any]]] = [
    (pa.string(), TEXTS),
    (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    (pa.int64(), LONG),
    (pa.float64(), st.floats(allow_nan=False)),
    (pa.bool_(), st.booleans()),
    (pa.date32(), DAYS),
    (pa.timestamp("ns"), MOMENTS),
    (pa.decimal128(20, 2), NUMBERS),
    (pa.binary(), st.binary(max_size=8)),
    (pa.list_(pa.string()), st.lists(TEXTS, max_size=3)),
    (pa.struct([("名", pa.string()), ("n", pa.int64())]), st.fixed_dictionaries({"名": TEXTS, "n": LONG})),
    (pa.map_(pa.string(), pa.int64()), st.dictionaries(TEXTS, LONG, max_size=2).map(lambda d: list(d.items()))),
]


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@st.composite
def arrow_tables(draw: st.DrawFn) -> pa.Table:
    kinds = draw(st.lists(st.sampled_from(ARROW), min_size=1, max_size=6))
    rows = draw(st.integers(0, 8))
    arrays = [
        pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind) for kind, values in kinds
    ]
    return pa.table(arrays, names=[f"列{number}" for number in range(len(arrays))])


@FEW
@given(table=arrow_tables(), codec=st.sampled_from(["uncompressed", "zlib", "snappy", "lz4", "zstd"]))
def test_orc(table: pa.Table, codec: str) -> None:
    with folder() as at:
        orc.write_table(table, at / "a.orc", compression=codec)
        assert kept_copy(at / "a.orc", at / "copy.orc") == []
        before, after = orc.ORCFile(at / "a.orc"), orc.ORCFile(at / "copy.orc")
        assert after.schema == before.schema
        assert after.compression == before.compression
        assert after.read() == before.read()


@FEW
@given(table=arrow_tables(), codec=st.sampled_from([None, "lz4", "zstd"]), stream=st.booleans(), words=TEXTS)
def test_arrow_files_and_streams(table: pa.Table, codec: str | None, stream: bool, words: str) -> None:
    coded = pa.array([words, None, "b"] * 3).dictionary_encode().slice(0, table.num_rows)
    if len(coded) == table.num_rows:
        table = table.append_column("码", coded)
    new, opened = (pa.ipc.new_stream, pa.ipc.open_stream) if stream else (pa.ipc.new_file, pa.ipc.open_file)
    with folder() as at:
        with new(at / "a", table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as out:
            out.write_table(table, max_chunksize=3)
        assert kept_copy(at / "a", at / "copy") == []
        after = opened((at / "copy").read_bytes()).read_all()
        assert after.schema == table.schema
        assert after.to_pydict() == table.to_pydict()


AVRO: list[tuple[Any, st.SearchStrategy[Any]]] = [
    ("string", TEXTS),
    ("int", st.integers(-(2**31), 2**31 - 1)),
    ("long", LONG),
    ("double", st.floats(allow_nan=False)),
    ("float", st.floats(allow_nan=False, width=32)),
    ("boolean", st.booleans()),
    ("bytes", st.binary(max_size=8)),
    ({"type": "int", "logicalType": "date"}, DAYS),
    ({"type": "int", "logicalType": "time-millis"}, st.integers(0, 86_399_999)),
    ({"type": "long", "logicalType": "time-micros"}, st.integers(0, 86_399_999_999)),
    ({"type": "long", "logicalType": "timestamp-millis"}, LONG.map(lambda n: n >> 12)),
    ({"type": "long", "logicalType": "timestamp-micros"}, LONG.map(lambda n: n >> 2)),
    ({"type": "long", "logicalType": "local-timestamp-micros"}, LONG.map(lambda n: n >> 2)),
    ({"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}, NUMBERS),
    ({"type": "string", "logicalType": "uuid"}, st.uuids().map(str)),
    ({"type": "array", "items": ["null", "string"]}, st.lists(st.none() | TEXTS, max_size=3)),
    ({"type": "map", "values": "long"}, st.dictionaries(TEXTS, LONG, max_size=2)),
    (["null", "string", "long", "double"], st.none() | TEXTS | LONG),
    (["null", "float", "double"], st.none() | st.floats(allow_nan=False)),
]
# Values outside what Python's dates hold are compared as they are written.
RAW = {"timestamp-millis", "timestamp-micros", "local-timestamp-micros", "time-millis", "time-micros"}


def _named(kind: Any, number: int) -> tuple[Any, st.SearchStrategy[Any]]:
    if kind == "enum":
        return {"type": "enum", "name": f"E{number}", "symbols": ["A", "B", "C"]}, st.sampled_from("ABC")
    if kind == "fixed":
        return {"type": "fixed", "name": f"F{number}", "size": 4}, st.binary(min_size=4, max_size=4)
    inner = {
        "type": "record",
        "name": f"R{number}",
        "fields": [{"name": "名", "type": "string"}, {"name": "日", "type": AVRO[7][0]}],
    }
    return inner, st.fixed_dictionaries({"名": TEXTS, "日": DAYS})


@st.composite
def avro_files(draw: st.DrawFn) -> tuple[Any, list[dict[str, Any]]]:
    fields, values = [], {}
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from([*range(len(AVRO)), "enum", "fixed", "record"]))
        made, each = AVRO[kind] if isinstance(kind, int) else _named(kind, number)
        if draw(st.booleans()) and not isinstance(made, list):
            made, each = ["null", made], st.none() | each
        fields.append({"name": f"列{number}", "type": made})
        values[f"列{number}"] = each
    schema = {"type": "record", "name": "客户", "fields": fields}
    return schema, draw(st.lists(st.fixed_dictionaries(values), max_size=6))


def _plain(schema: Any) -> Any:
    """Return a schema whose times are the numbers they are written as."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if isinstance(schema, dict):
        plain = {key: _plain(value) for key, value in schema.items()}
        return plain["type"] if plain.get("logicalType") in RAW else plain
    return schema


def _avro(path: Path) -> tuple[Any, list[Any]]:
    with path.open("rb") as file:
        reader = fastavro.reader(file)
        return reader.writer_schema, list(reader)


@FEW
@given(made=avro_files(), codec=st.sampled_from(["null", "deflate", "bzip2", "xz"]))
def test_avro(made: tuple[Any, list[dict[str, Any]]], codec: str) -> None:
    schema, records = made
    with folder() as at:
        with (at / "a.avro").open("wb") as file:
            fastavro.writer(file, _plain(schema), records, codec=codec)
        assert kept_copy(at / "a.avro", at / "copy.avro") == []
        assert _avro(at / "copy.avro")[1] == _avro(at / "a.avro")[1]
        assert contents_of(at / "copy.avro")[0][2] == contents_of(at / "a.avro")[0][2]
        with (at / "b.avro").open("wb") as file:
            fastavro.writer(file, schema, [], codec=codec)
        kept_copy(at / "b.avro", at / "copy.avro")
        if "float" not in str(schema):
            assert _avro(at / "copy.avro")[0] == _avro(at / "b.avro")[0]


XML_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]) | st.sampled_from("\t\n<>&\"'"), max_size=12)


@FEW
@given(
    rows=st.lists(st.tuples(XML_TEXTS, XML_TEXTS, st.none() | XML_TEXTS, st.lists(XML_TEXTS, max_size=3)), min_size=2),
    encoding=st.sampled_from(["UTF-8", "GBK", "GB18030", "UTF-16"]),
)
def test_xml(rows: list[tuple[str, str, str | None, list[str]]], encoding: str) -> None:
    body = "".join(
        f"<客户 编号={quoteattr(number)}>\n  <姓名>{escape(name)}</姓名>"
        + ("" if city is None else f"<地址><城市>{escape(city)}</城市></地址>")
        + "".join(f"<电话>{escape(each)}</电话>" for each in phones)
        + "</客户>\n"
        for number, name, city, phones in rows
    )
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<客户表>\n{body}</客户表>\n'
    with folder() as at:
        (at / "a.xml").write_bytes(text.encode(encoding, "xmlcharrefreplace"))
        assert kept_copy(at / "a.xml", at / "copy.xml") == []
        assert contents_of(at / "copy.xml") == contents_of(at / "a.xml")
        found = {name: cells for name, _, cells in contents_of(at / "copy.xml")}
        assert [row[0] for row in found["客户"]] == [row[0] for row in rows]
        assert _canonical(at / "copy.xml") == _canonical(at / "a.xml")


def _canonical(path: Path) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(etree.parse(path).getroot(), method="c14n"))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


NAMES = st.text(st.sampled_from("张王李赵伟娜芳强·abc"), min_size=1, max_size=5)


@FEW
@given(
    rows=st.lists(st.tuples(NAMES, st.integers(10**10, 10**11 - 1), NUMBERS), min_size=8, max_size=30),
    encoding=st.sampled_from(["gbk", "utf-8"]),
    newline=st.sampled_from(["\n", "\r\n"]),
    header=st.booleans(),
)
def test_fixed_width(rows: list[tuple[str, int, Decimal]], encoding: str, newline: str, header: bool) -> None:
    def line(name: str, number: str, amount: str) -> str:
        return name + " " * (14 - len(name.encode("gbk"))) + number + "  " + amount.rjust(14)

    lines = [line("客户姓名", "手机号码   ", "amount")] if header else []
    lines += [line(name, str(number), str(amount)) for name, number, amount in rows]
    content = (newline.join(lines) + newline).encode(encoding)
    # The two bytes of one such character alone may be a Greek letter of UTF-8.
    assume(encoding == "utf-8" or content.isascii() or not _is_utf8(content))
    with folder() as at:
        (at / "a.txt").write_bytes(content)
        ((_, _, cells),) = contents_of(at / "a.txt")
        assert [row[:3] for row in cells] == [[name, str(number), str(amount)] for name, number, amount in rows]
        assert kept_copy(at / "a.txt", at / "copy.txt") == []
        assert (at / "copy.txt").read_bytes() == (at / "a.txt").read_bytes()


@pytest.mark.parametrize("codec", ["snappy", "zstandard"])
def test_avro_codecs_that_need_no_package_of_their_own(tmp_path: Path, codec: str) -> None:
    from pii_scanner.sources.avro.container import block_bytes, head_bytes

    sync = bytes(range(16))
    block = block_bytes(2, b"\x06\xe5\xbc\xa0\x02a", codec, sync)
    (tmp_path / "a.avro").write_bytes(head_bytes({"type": "string"}, codec, sync) + block * 3)
    assert contents_of(tmp_path / "a.avro") == [("a", [("value", "string")], [["张"], ["a"]] * 3)]
    assert kept_copy(tmp_path / "a.avro", tmp_path / "b.avro") == []
    assert contents_of(tmp_path / "b.avro")[0][2] == [["张"], ["a"]] * 3
    assert codec.encode() in (tmp_path / "b.avro").read_bytes()
