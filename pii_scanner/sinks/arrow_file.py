"""Arrow files (Feather version 2), with the compression of their source."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

# Slots of the tables in Message.fbs and their codes; the format is fixed.
_HEADER_TYPE, _HEADER, _DICTIONARY, _RECORDS = 1, 2, 2, 3
_DATA_OF_DICTIONARY, _COMPRESSION, _CODEC = 1, 3, 0
_CODECS = ("lz4", "zstd")
_MAGIC = 8  # ARROW1 and two bytes of padding


def write_arrow(target: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch], codec: str | None) -> None:
    """Write an Arrow file; values that come new to a dictionary are added to it."""
    options = pa.ipc.IpcWriteOptions(compression=codec, emit_dictionary_deltas=True)
    growing: dict[int, pa.Array] = {}
    with pa.OSFile(str(target), "wb") as file, pa.ipc.new_file(file, schema, options=options) as stream:
        for batch in batches:
            arrays = [
                _grown(growing, index, array) if pa.types.is_dictionary(array.type) else array
                for index, array in enumerate(batch.columns)
            ]
            stream.write_batch(pa.record_batch(arrays, schema=schema))


def _grown(growing: dict[int, pa.Array], index: int, array: pa.DictionaryArray) -> pa.DictionaryArray:
    """Return an array on a dictionary that begins with that of the batches before: a file can replace none."""
    known = growing.get(index)
    if known is None or known.equals(array.dictionary):
        growing[index] = array.dictionary
        return array
    together = pc.unique(pa.concat_arrays([known, array.dictionary]))
    growing[index] = together
    places = pc.index_in(array.dictionary, together).take(array.indices).cast(array.type.index_type)
    return pa.DictionaryArray.from_arrays(places, together, ordered=array.type.ordered)


def codec_of(path: Path) -> str | None:
    """Return the compression of the first record batch of an Arrow file, or None."""
    with pa.OSFile(str(path)) as file:
        file.seek(_MAGIC)
        try:
            while message := pa.ipc.read_message(file):
                if message.type in {"record batch", "dictionary"}:
                    return _codec(message.metadata.to_pybytes())
        except (EOFError, pa.ArrowException, struct.error, IndexError):
            pass
    return None


def _codec(message: bytes) -> str | None:
    root = struct.unpack_from("<I", message, 0)[0]
    header = _table(message, root, _HEADER)
    kind = _slot(message, root, _HEADER_TYPE)
    if header is None or kind is None:
        return None
    if message[kind] == _DICTIONARY:
        header = _table(message, header, _DATA_OF_DICTIONARY)
    compression = _table(message, header, _COMPRESSION) if header is not None else None
    if compression is None:
        return None
    codec = _slot(message, compression, _CODEC)
    return _CODECS[message[codec] if codec is not None else 0]


def _slot(message: bytes, table: int, slot: int) -> int | None:
    """Return where the value of a flatbuffer's table stands, None where it has the default."""
    vtable = table - struct.unpack_from("<i", message, table)[0]
    at = 4 + 2 * slot
    if at >= struct.unpack_from("<H", message, vtable)[0]:
        return None
    offset = struct.unpack_from("<H", message, vtable + at)[0]
    return table + offset if offset else None


def _table(message: bytes, table: int, slot: int) -> int | None:
    at = _slot(message, table, slot)
    return None if at is None else at + int(struct.unpack_from("<I", message, at)[0])
