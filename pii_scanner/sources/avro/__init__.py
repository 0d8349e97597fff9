"""Avro files, block by block: logical types as they are meant, nested values as JSON text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.i18n import tr
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.avro.columns import array_of, arrow_type
from pii_scanner.sources.avro.container import CODECS, MAGIC, Head, block_bytes, blocks, head_bytes, read_head
from pii_scanner.sources.avro.schema import Field, Type, parse_schema, plain_schema, refers_to_itself
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.typed import FAULTS, cut_off, typed_table

_ROWS = 16_384
VALUE = "value"


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    try:
        with path.open("rb") as file:
            head = read_head(file)
        whole = parse_schema(head.schema)
    except (*FAULTS, KeyError) as error:
        raise SourceError(cut_off(location.name, "Avro")) from error
    if head.codec not in CODECS:
        raise SourceError(
            tr("{name} is compressed by a codec that is not read; write it with deflate or snappy.", name=location.name)
        )
    require_fastavro(location.name)
    fields = fields_of(whole)
    schema = pa.schema([(field.name, arrow_type(field.type)) for field in fields])

    def read() -> Iterator[pa.RecordBatch]:
        try:
            for rows in rows_of(path, head, whole):
                yield pa.record_batch([array_of(*each) for each in _columns(rows, whole)], schema=schema)
        except (KeyError, IndexError, TypeError) as error:
            raise ValueError("no value of its type") from error

    return [
        typed_table(
            location,
            "avro",
            schema,
            read,
            {"head": head, "type": whole},
            [_named(field.type) for field in fields],
            [field.doc or field.type.value.doc for field in fields],
        )
    ]


def require_fastavro(name: str) -> None:
    try:
        import fastavro  # noqa: F401
    except ImportError as error:
        raise SourceError(
            tr('{name} needs an extra to be read: pip install "pii-scanner[{extra}]".', name=name, extra="avro")
        ) from error


def fields_of(whole: Type) -> list[Field]:
    """Return the columns of a file; one that holds no records has a single one."""
    return whole.parts if whole.kind == "record" else [Field(VALUE, whole)]


def rows_of(path: Path, head: Head, whole: Type) -> Iterator[list[Any]]:
    """Yield the values of a file, some thousands at once, as `plain_schema` reads them."""
    import fastavro
    from fastavro import _read_py

    # Compiled code overflows the stack of the process where values are nested without end.
    read = _read_py.reader if refers_to_itself(whole) else fastavro.reader
    plain = head_bytes(plain_schema(whole), "null", head.sync)
    with path.open("rb") as file:
        for count, data in blocks(file, head):
            block = io.BytesIO(plain + block_bytes(count, data, "null", head.sync))
            values = iter(read(block, return_named_type=True))
            while rows := list(islice(values, _ROWS)):
                yield rows


def _columns(rows: list[Any], whole: Type) -> Iterator[tuple[list[Any], Type]]:
    if whole.kind != "record":
        yield rows, whole
        return
    for number, field in enumerate(whole.parts):
        key = f"f{number}"
        yield [row[key] for row in rows], field.type


def _named(made: Type) -> str:
    inner = made.value
    return inner.logical or inner.kind


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        head = read_head(file)
        if head.codec == "null" or head.codec not in CODECS:
            return
        for _, data in blocks(file, head):
            yield "block", data


def _recognizes(head: bytes, path: Path) -> bool:
    return head.startswith(MAGIC)


KIND = SourceKind("avro", 20, _recognizes, tables, _unpacked)
