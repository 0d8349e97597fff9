"""The same table as a file of each kind, and what a reader of that kind alone finds in one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import fastavro
import pyarrow as pa
from lxml import etree
from pyarrow import orc

Columns = Mapping[str, Sequence[str]]


def write_orc(path: Path, columns: Columns) -> None:
    orc.write_table(pa.table(dict(columns)), path, compression="zlib")


def write_avro(path: Path, columns: Columns) -> None:
    schema = {
        "type": "record",
        "name": "customer",
        "fields": [{"name": name, "type": ["null", "string"], "doc": f"{name}栏"} for name in columns],
    }
    with path.open("wb") as file:
        fastavro.writer(file, schema, _records(columns), codec="deflate", metadata={"made.by": columns["手机号"][0]})


def write_arrow(path: Path, columns: Columns) -> None:
    table = pa.table(dict(columns))
    new = pa.ipc.new_stream if path.suffix == ".arrows" else pa.ipc.new_file
    with new(path, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
        out.write_table(table)


def write_xml(path: Path, columns: Columns) -> None:
    rows = "".join(
        "  <客户>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items()) + "</客户>\n"
        for row in _records(columns)
    )
    comment = f"<!-- 联系人 {columns['手机号'][0]} -->"
    text = f'<?xml version="1.0" encoding="GBK"?>\n{comment}<客户表 制表人="{columns["手机号"][1]}">\n{rows}</客户表>\n'
    path.write_bytes(text.encode("gb18030"))


def write_fixed(path: Path, columns: Columns) -> None:
    widths = {name: max(map(width, [name, *values])) + 2 for name, values in columns.items()}
    lines = ["".join(name + " " * (widths[name] - width(name)) for name in columns)]
    lines += [
        "".join(value + " " * (widths[name] - width(value)) for name, value in row.items()) for row in _records(columns)
    ]
    path.write_bytes("".join(line + "\r\n" for line in lines).encode("gbk"))


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def _records(columns: Columns) -> list[dict[str, str]]:
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


WRITERS: dict[str, Callable[[Path, Columns], None]] = {
    "客户.orc": write_orc,
    "客户.avro": write_avro,
    "客户.arrow": write_arrow,
    "客户.arrows": write_arrow,
    "客户.xml": write_xml,
    "客户.txt": write_fixed,
}


def all_text(path: Path) -> str:
    """Return everything a file says, as the library of its own kind reads it."""
    if path.suffix == ".orc":
        return str(orc.read_table(path).to_pydict())
    if path.suffix == ".avro":
        with path.open("rb") as file:
            reader = fastavro.reader(file)
            return f"{reader.metadata} {list(reader)}"
    if path.suffix in {".arrow", ".arrows"}:
        opened = pa.ipc.open_stream if path.suffix == ".arrows" else pa.ipc.open_file
        table = opened(pa.memory_map(str(path))).read_all()
        return f"{table.schema} {table.to_pydict()}"
    if path.suffix == ".xml":
        tree = etree.parse(path).getroot()
        return etree.tostring(tree, encoding="unicode")
    return path.read_bytes().decode("gb18030")
