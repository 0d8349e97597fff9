"""Arrow IPC, as a file (Feather V2), as a stream, and Feather V1, read batch by batch with their own types."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from pii_scanner.errors import SourceError
from pii_scanner.model.table import Location, Table
from pii_scanner.sources.registry import SourceKind
from pii_scanner.sources.typed import FAULTS, cut_off, typed_table

_FILE, _FEATHER1, _STREAM = b"ARROW1", b"FEA1", b"\xff\xff\xff\xff"
_LONGEST_SCHEMA = 1 << 26


def tables(location: Location) -> list[Table]:
    path = location.path
    assert path is not None
    with path.open("rb") as file:
        form = _form(file.read(8))
    try:
        schema = _schema(path, form)
        codec = None if form == "feather1" else _codec(path, form)
    except (*FAULTS, struct.error, IndexError) as error:
        raise SourceError(cut_off(location.name, "Arrow")) from error
    return [typed_table(location, "arrow", schema, lambda: _batches(path, form), {"form": form, "codec": codec})]


def _form(head: bytes) -> str:
    return "file" if head.startswith(_FILE) else "feather1" if head.startswith(_FEATHER1) else "stream"


def _schema(path: Path, form: str) -> pa.Schema:
    if form == "feather1":
        return _feather1(path).schema
    with path.open("rb") as source:
        reader = pa.ipc.open_file(source) if form == "file" else pa.ipc.open_stream(source)
        return reader.schema


def _batches(path: Path, form: str) -> Iterator[pa.RecordBatch]:
    if form == "feather1":
        yield from _feather1(path).to_batches()
        return
    with path.open("rb") as source:
        if form == "stream":
            for batch in pa.ipc.open_stream(source):
                batch.validate(full=True)
                yield batch
            return
        reader = pa.ipc.open_file(source)
        for index in range(reader.num_record_batches):
            batch = reader.get_batch(index)
            batch.validate(full=True)
            yield batch


def _feather1(path: Path) -> pa.Table:
    import pyarrow.feather

    with path.open("rb") as source:
        return pyarrow.feather.read_table(source)


def _codec(path: Path, form: str) -> str | None:
    """Return the compression of the first batch: lz4, zstd or None."""
    with path.open("rb") as source:
        if form == "file":
            at = _first_batch(source)
            if at is None:
                return None
            source.seek(at)
        for message in pa.ipc.MessageReader.open_stream(source):
            if message.type == "record batch":
                return _compression(message.metadata.to_pybytes())
    return None


def _first_batch(file: BinaryIO) -> int | None:
    """Return where the first batch of a file stands, as its flatbuffer `Footer` says (File.fbs: recordBatches is field
    3, a vector of blocks that begin with their offset)."""
    file.seek(-10, 2)
    (size,) = struct.unpack("<i", file.read(4))
    file.seek(-10 - size, 2)
    footer = file.read(size)
    (root,) = struct.unpack_from("<I", footer, 0)
    blocks = _table_field(footer, root, 3)
    if blocks is None or not struct.unpack_from("<I", footer, blocks)[0]:
        return None
    return int(struct.unpack_from("<q", footer, blocks + 4)[0])


def _compression(metadata: bytes) -> str | None:
    """Return what a flatbuffer `Message` says of its body (Message.fbs: header is field 2, RecordBatch.compression
    field 3, BodyCompression.codec field 0)."""
    (message,) = struct.unpack_from("<I", metadata)
    header = _table_field(metadata, message, 2)
    compression = _table_field(metadata, header, 3) if header else None
    if compression is None:
        return None
    at = _field(metadata, compression, 0)
    return "zstd" if at and metadata[at] == 1 else "lz4"


def _table_field(buffer: bytes, table: int, number: int) -> int | None:
    at = _field(buffer, table, number)
    return at + int(struct.unpack_from("<I", buffer, at)[0]) if at else None


def _field(buffer: bytes, table: int, number: int) -> int | None:
    """Return where a field of a flatbuffer's table stands, None when it is not there."""
    (back,) = struct.unpack_from("<i", buffer, table)
    size, _, *_ = struct.unpack_from("<HH", buffer, table - back)
    if 4 + 2 * number >= size:
        return None
    (offset,) = struct.unpack_from("<H", buffer, table - back + 4 + 2 * number)
    return table + offset if offset else None


def _buffers(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every buffer of every batch, unpacked, dictionaries too."""
    with path.open("rb") as file:
        form = _form(file.read(8))
    schema = _schema(path, form)
    yield "schema", str(schema).encode("utf-8")
    for batch in _batches(path, form):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            yield from ((name, data) for data in _inside(column))


def _inside(array: pa.Array) -> Iterator[bytes]:
    yield from (buffer.to_pybytes() for buffer in array.buffers() if buffer is not None)
    if pa.types.is_dictionary(array.type):
        yield from _inside(array.dictionary)


def _recognizes(head: bytes, path: Path) -> bool:
    if head.startswith((_FILE, _FEATHER1)):
        return True
    return head.startswith(_STREAM) and len(head) > 8 and 8 <= struct.unpack_from("<i", head, 4)[0] <= _LONGEST_SCHEMA


KIND = SourceKind("arrow", 19, _recognizes, tables, _buffers)
