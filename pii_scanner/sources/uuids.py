"""Columns of UUIDs as text (c2a2a2e0-5b0f-4e4c-9d0a-2f1f0a3b4c5d), and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_NAME = "arrow.uuid"
_BYTES, _SIGNS = 16, 36
_DASHES = (8, 13, 18, 23)
_PLACES = np.array([place for place in range(_SIGNS) if place not in _DASHES])
_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_VALUE = np.zeros(256, dtype=np.uint8)
_VALUE[_HEX] = np.arange(16, dtype=np.uint8)


def is_uuid(kind: pa.DataType) -> bool:
    """Return whether a type is Arrow's extension for UUIDs."""
    return isinstance(kind, pa.BaseExtensionType) and kind.extension_name == _NAME


def uuid_texts(array: pa.Array) -> pa.Array:
    """Return UUIDs as strings of 36 characters."""
    filled = array.storage.drop_null()
    data = np.frombuffer(filled.buffers()[1] or b"", dtype=np.uint8)
    raw = data[filled.offset * _BYTES : (filled.offset + len(filled)) * _BYTES].reshape(-1, _BYTES)
    signs = np.full((len(filled), _SIGNS), ord("-"), dtype=np.uint8)
    signs[:, _PLACES] = _HEX[np.stack([raw >> 4, raw & 15], axis=2).reshape(len(filled), 2 * _BYTES)]
    ends = pa.py_buffer(np.arange(len(filled) + 1, dtype=np.int32) * _SIGNS)
    texts = pa.StringArray.from_buffers(len(filled), ends, pa.py_buffer(signs))
    return texts if len(filled) == len(array) else _in_place(texts, array.is_valid())


def uuids_of(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return strings that `uuid_texts` gave as UUIDs."""
    filled = texts.cast(pa.string()).drop_null()
    _, ends, data = filled.buffers()
    first = int(np.frombuffer(ends, dtype=np.int32)[filled.offset]) if len(filled) else 0
    window = np.frombuffer(data or b"", dtype=np.uint8)[first : first + len(filled) * _SIGNS]
    halves = _VALUE[window.reshape(-1, _SIGNS)[:, _PLACES]].reshape(-1, _BYTES, 2)
    raw = np.ascontiguousarray(halves[:, :, 0] << 4 | halves[:, :, 1])
    made = pa.Array.from_buffers(pa.binary(_BYTES), len(filled), [None, pa.py_buffer(raw)])
    whole = made if len(filled) == len(texts) else _in_place(made, texts.is_valid())
    return pa.ExtensionArray.from_storage(kind, whole)


def _in_place(values: pa.Array, valid: pa.BooleanArray) -> pa.Array:
    """Return an array with the values where `valid`, in order, and null elsewhere."""
    places = pc.subtract(pc.cumulative_sum(valid.cast(pa.int64())), 1)
    return values.take(pc.if_else(valid, places, pa.scalar(None, pa.int64())))
